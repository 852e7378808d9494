import { type FilmPicture, keyBefore } from "./replay-film.ts";

/** Playing goes on by a few pictures at a time; more at once is a jump. */
const mostInPlay = 5;

export interface FilmDecoder {
  /** Shows this picture of the film; what must be decoded before it is. Asked again for the same one it does nothing. */
  show(pictures: readonly FilmPicture[], index: number): void;
  close(): void;
}

/**
 * Draws single pictures of a film. Going on by a little decodes what lies between, going back or far
 * begins at the key picture.
 */
export function makeFilmDecoder(
  draw: (frame: VideoFrame, index: number) => void,
  onError: (error: unknown) => void,
): FilmDecoder {
  let decoder: VideoDecoder | null = null;
  let codec = "";
  /** The last picture given to the decoder; -1: none. */
  let given = -1;
  let wanted = -1;
  /** Pictures before this one are only decoded on the way to it. */
  let drawFrom = 0;
  let isClosed = false;

  function drop(): void {
    if (decoder !== null && decoder.state !== "closed") decoder.close();
    decoder = null;
    given = -1;
  }

  function open(nextCodec: string): VideoDecoder {
    const fresh = new VideoDecoder({
      output(frame) {
        // The timestamp is the picture's index.
        if (!isClosed && decoder === fresh && frame.timestamp >= drawFrom) draw(frame, frame.timestamp);
        frame.close();
      },
      error(error) {
        if (decoder !== fresh) return;
        drop();
        wanted = -1;
        onError(error);
      },
    });
    codec = nextCodec;
    fresh.configure({ codec, optimizeForLatency: true });
    return fresh;
  }

  return {
    show(pictures, index) {
      const target = pictures[index];
      if (isClosed || target === undefined || index === wanted) return;
      const key = keyBefore(pictures, index);
      if (key < 0) return;
      try {
        if (decoder === null || index <= given || key > given + 1 || codec !== target.codec) {
          drop();
          decoder = open(target.codec);
          given = key - 1;
          drawFrom = index;
        } else if (index > given + mostInPlay) drawFrom = index;
        wanted = index;
        for (let at = given + 1; at <= index; at++) {
          const picture = pictures[at];
          if (picture === undefined) break;
          const type = picture.key ? "key" : "delta";
          decoder.decode(new EncodedVideoChunk({ type, timestamp: at, data: picture.bytes }));
        }
        given = index;
      } catch (error) {
        // A decoder that closed between two pictures, or a codec that this machine cannot decode.
        drop();
        wanted = -1;
        onError(error);
      }
    },
    close() {
      isClosed = true;
      drop();
    },
  };
}
