import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeFilmDecoder } from "../../renderer/wall/film-decoder.ts";
import { type FilmPicture, keyBefore, pictureAt } from "../../renderer/wall/replay-film.ts";

/** A key picture every five, 40 ms apart. */
const film: readonly FilmPicture[] = Array.from({ length: 50 }, (_, at) => ({
  atMs: at * 40,
  key: at % 5 === 0,
  codec: "avc1.42C01E",
  bytes: Uint8Array.of(at),
}));

test("the picture of a moment is the last at or before it", () => {
  expect(pictureAt(film, -1)).toBe(-1);
  expect(pictureAt(film, 0)).toBe(0);
  expect(pictureAt(film, 39)).toBe(0);
  expect(pictureAt(film, 1e9)).toBe(49);
  expect(pictureAt([], 5)).toBe(-1);
  expect(keyBefore(film, 13)).toBe(10);
  expect(keyBefore(film.slice(1, 4), 2)).toBe(-1);
});

/** Stands in for WebCodecs: refuses a picture that does not follow from a key picture, and decodes at once. */
class StandInDecoder {
  static decoded: number[] = [];
  state = "configured";
  decodeQueueSize = 0;
  #last = -1;
  readonly #output: (frame: unknown) => void;
  constructor({ output }: { output: (frame: unknown) => void }) {
    this.#output = output;
  }
  configure(): void {
    this.#last = -1;
  }
  decode({ type, timestamp }: { type: string; timestamp: number }): void {
    if (type !== "key" && timestamp !== this.#last + 1) throw new Error("smeared");
    this.#last = timestamp;
    StandInDecoder.decoded.push(timestamp);
    this.#output({ timestamp, close: () => undefined });
  }
  close(): void {
    this.state = "closed";
  }
}

beforeEach(() => {
  StandInDecoder.decoded = [];
  vi.stubGlobal("VideoDecoder", StandInDecoder);
  vi.stubGlobal("EncodedVideoChunk", function Chunk(this: object, init: object) {
    Object.assign(this, init);
  });
});
afterEach(() => vi.unstubAllGlobals());

test("wherever one jumps, what is drawn last is what was asked for, and nothing is decoded without its key picture", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(49), { minLength: 1, maxLength: 40 }), (asked) => {
      const drawn: number[] = [];
      const errors: unknown[] = [];
      const decoder = makeFilmDecoder(
        (_, index) => drawn.push(index),
        (error) => errors.push(error),
      );
      for (const index of asked) {
        decoder.show(film, index);
        expect(drawn.at(-1)).toBe(index);
      }
      decoder.close();
      expect(errors).toEqual([]);
    }),
  );
});

test("playing decodes each picture once; a jump draws nothing on its way", () => {
  const drawn: number[] = [];
  const decoder = makeFilmDecoder(
    (_, index) => drawn.push(index),
    () => undefined,
  );
  for (let index = 0; index < 20; index++) decoder.show(film, index);
  expect(StandInDecoder.decoded).toEqual(drawn);
  decoder.show(film, 33);
  expect(drawn).toEqual([...Array.from({ length: 20 }, (_, at) => at), 33]);
  decoder.close();
});
