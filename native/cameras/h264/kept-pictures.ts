import type { Picture } from "./picture-assembler.ts";

/** Beyond these a group of pictures is not kept: a new tile then waits for the next key picture. */
const mostPictures = 600;
const mostBytes = 6_000_000;

/** The pictures from the last key picture on: what a new tile needs to show something at once. */
export interface KeptPictures {
  push(picture: Picture): void;
  /** Empty, or beginning with a key picture. */
  all(): readonly Picture[];
  clear(): void;
}

export function makeKeptPictures(): KeptPictures {
  let pictures: Picture[] = [];
  let bytes = 0;
  const clear = (): void => {
    pictures = [];
    bytes = 0;
  };
  return {
    push(picture) {
      if (picture.key) clear();
      else if (pictures.length === 0) return;
      pictures.push(picture);
      bytes += picture.bytes.byteLength;
      if (pictures.length > mostPictures || bytes > mostBytes) clear();
    },
    all: () => pictures,
    clear,
  };
}
