/** Pictures and bits a second over the last few seconds. */
export interface StreamRates {
  count(bytes: number): void;
  /** Call about once a second with the monotonic clock. */
  tick(nowMs: number): void;
  readonly framesPerSecond: number;
  readonly bitsPerSecond: number;
  readonly pictures: number;
  readonly bytes: number;
}

/** As many ticks are looked back over. */
const lookBack = 5;

export function makeStreamRates(startMs: number): StreamRates {
  let pictures = 0;
  let bytes = 0;
  let marks = [{ atMs: startMs, pictures: 0, bytes: 0 }];
  let framesPerSecond = 0;
  let bitsPerSecond = 0;
  return {
    count(length) {
      pictures++;
      bytes += length;
    },
    tick(nowMs) {
      const oldest = marks[0];
      if (oldest && nowMs > oldest.atMs) {
        const seconds = (nowMs - oldest.atMs) / 1000;
        framesPerSecond = Math.round(((pictures - oldest.pictures) / seconds) * 10) / 10;
        bitsPerSecond = Math.round(((bytes - oldest.bytes) * 8) / seconds);
      }
      marks = [...marks, { atMs: nowMs, pictures, bytes }].slice(-lookBack);
    },
    get framesPerSecond() {
      return framesPerSecond;
    },
    get bitsPerSecond() {
      return bitsPerSecond;
    },
    get pictures() {
      return pictures;
    },
    get bytes() {
      return bytes;
    },
  };
}
