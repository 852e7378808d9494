import type { DeviceSummary } from "../../native/contract/rpc.ts";
import type { LocalizedText } from "../../native/contract/text.ts";
import { pinyinInitials } from "../ui/pinyin-initials.ts";

export interface CalledCamera {
  readonly camera: DeviceSummary;
  /** Null: it is called by its name only. */
  readonly number: number | null;
}

/** By its number in the site file; where no camera has one, by its place in the file. */
export function numbered(cameras: readonly DeviceSummary[]): readonly CalledCamera[] {
  const hasNumbers = cameras.some(({ number }) => number !== null);
  return cameras.map((camera, at) => ({ camera, number: hasNumbers ? camera.number : at + 1 }));
}

/** In the order in which they are called: by number, those without one last. */
export function inCallingOrder(cameras: readonly DeviceSummary[]): readonly DeviceSummary[] {
  return cameras.toSorted((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity) || 0);
}

function namesOf(name: LocalizedText | null): readonly string[] {
  return name === null ? [] : [name["zh-CN"], name.en ?? ""];
}

/** How well it fits, 0 best; null = not at all. */
function rank({ camera, number }: CalledCamera, asked: string): number | null {
  const isNumber = /^\d+$/.test(asked);
  if (isNumber) {
    const text = String(number ?? "");
    if (Number(asked) === number) return 0;
    if (number !== null && text.startsWith(asked)) return 1;
  }
  const names = [isNumber ? "" : camera.id, ...namesOf(camera.name)].map((name) => name.toLowerCase());
  if (names.some((name) => name.startsWith(asked))) return 2;
  const initials = pinyinInitials(camera.name?.["zh-CN"] ?? "");
  if (initials.startsWith(asked)) return 3;
  if (names.some((name) => name.includes(asked))) return 4;
  return initials.includes(asked) ? 5 : null;
}

/** Where Enter alone chooses: a whole number calls that camera and no other; -1: one must be chosen. */
export function firstChoice(found: readonly CalledCamera[], words: string): number {
  const asked = words.trim();
  if (found.length === 0 || (/^\d+$/.test(asked) && found[0]?.number !== Number(asked))) return -1;
  return 0;
}

/** Cameras that a number, a part of a name or its pinyin initials mean, the likeliest first. */
export function findCameras(cameras: readonly CalledCamera[], words: string): readonly CalledCamera[] {
  const asked = words.trim().toLowerCase();
  if (asked === "") return [];
  return cameras
    .flatMap((called) => {
      const at = rank(called, asked);
      return at === null ? [] : [{ called, at }];
    })
    .toSorted((a, b) => a.at - b.at)
    .map(({ called }) => called);
}
