/** Pictures of one camera share pieces of memory of this size: an allocation each costs more than the picture. */
const pieceBytes = 524_288;

/** Copies what FFmpeg lends into memory of our own. A piece is freed when nobody keeps any picture in it. */
export interface PacketStore {
  copy(bytes: Uint8Array): Uint8Array;
}

export function makePacketStore(): PacketStore {
  let piece = new Uint8Array(0);
  let used = 0;
  return {
    copy(bytes) {
      const { byteLength } = bytes;
      // One that takes much of a piece would leave much of it empty.
      if (byteLength > pieceBytes / 4) return new Uint8Array(bytes);
      if (used + byteLength > piece.byteLength) {
        piece = new Uint8Array(pieceBytes);
        used = 0;
      }
      const own = piece.subarray(used, used + byteLength);
      own.set(bytes);
      used += byteLength;
      return own;
    },
  };
}
