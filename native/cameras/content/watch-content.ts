import { reasonOf } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { PictureContent } from "../../contract/video.ts";
import { decodeLuma } from "../h264/decode-still.ts";
import type { Picture } from "../h264/picture-assembler.ts";
import { type ContentVerdict, makeContentJudge } from "./judge-content.ts";
import { makeViewJudge, type ViewJudge, type ViewVerdict } from "./judge-view.ts";
import { type ReducedView, reduceView } from "./reduce-view.ts";

/** Decoding one small key picture takes 4 ms: a thousandth of a core a camera. */
const everyMs = 4_000;
/** Comparing the view takes 1 ms more; it changes slowly. */
const viewEveryLooks = 3;

export interface ContentWatch {
  /** The newest picture; only key pictures are looked at. */
  onPicture(picture: Picture): void;
  /** What the camera should show from now on; null: any view is right. */
  setView(reference: ReducedView | null): void;
  /** The stream broke off. */
  forget(): void;
  readonly now: ContentVerdict | null;
  close(): void;
}

/** Looks now and then whether a camera's pictures show anything, and the right thing, and tells when that changes. */
export function watchContent(
  onChange: (verdict: ContentVerdict, before: ContentVerdict | null) => void,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): ContentWatch {
  const judge = makeContentJudge();
  let viewJudge: ViewJudge | null = null;
  let view: ViewVerdict | null = null;
  let looks = 0;
  let newest: Picture | null = null;
  let verdict: ContentVerdict | null = null;
  let isClosed = false;
  /** Grows with every break: a look that was under way then says nothing any more. */
  let connection = 0;

  async function look(): Promise<void> {
    const picture = newest;
    const lookedIn = connection;
    newest = null;
    if (picture === null) return;
    const luma = await decodeLuma([picture]);
    if (isClosed || lookedIn !== connection) return;
    const atMs = picture.receivedAtMs;
    const seen = judge.look({ atMs, luma: luma.luma });
    // What shows nothing, or always the same, says nothing about the view.
    if (seen.content === "seen" && looks++ % viewEveryLooks === 0)
      view = viewJudge?.look(atMs, reduceView(luma)) ?? view;
    become(seen.content === "seen" && view?.isMoved === true ? { content: "moved", sinceMs: view.sinceMs } : seen);
  }

  function become(next: ContentVerdict): void {
    const before = verdict;
    verdict = next;
    if (worst(before) !== next.content) onChange(next, before);
  }

  const tick = (): void => {
    look()
      .catch((error: unknown) => logger.debug({ reason: reasonOf(error) }, "a picture could not be looked at"))
      .finally(() => {
        if (!isClosed) cancel = clock.after(everyMs, tick);
      });
  };
  let cancel = clock.after(everyMs, tick);

  return {
    onPicture(picture) {
      if (picture.key) newest = picture;
    },
    setView(reference) {
      viewJudge = reference === null ? null : makeViewJudge(reference);
      view = null;
      looks = 0;
      // The new reference is the view as it is: nothing has to be looked at to know that.
      if (verdict?.content === "moved") become({ content: "seen", sinceMs: clock.nowMs() });
    },
    forget() {
      connection++;
      newest = null;
      judge.forget();
      viewJudge?.forget();
    },
    get now() {
      return verdict;
    },
    close() {
      isClosed = true;
      cancel();
    },
  };
}

/** Nothing was said yet: as if something had been seen. */
function worst(verdict: ContentVerdict | null): PictureContent {
  return verdict?.content ?? "seen";
}
