import { implement, ORPCError } from "@orpc/server";
import type { Clip } from "../../native/contract/clips.ts";
import type { Hold } from "../../native/contract/evidence.ts";
import { contract } from "../../native/contract/rpc.ts";

/** Recordings in memory, by the contract; the real rules are the station's. */
export class FakeEvidence {
  clips: Clip[] = [];
  holds: Hold[] = [];
  readonly #act: (name: string, input: unknown) => void;

  constructor(act: (name: string, input: unknown) => void) {
    this.#act = act;
  }

  #clip(clipId: string): Clip {
    const clip = this.clips.find((each) => each.clipId === clipId);
    if (clip === undefined)
      throw new ORPCError("APP", { defined: true, data: { code: "clip.not_found", params: { clipId } } });
    return clip;
  }

  router() {
    const os = implement(contract);
    return {
      clips: {
        list: os.clips.list.handler(({ input }) => {
          this.#act("clips.list", input);
          const { cameraId, held, deleted } = input.filter;
          const found = this.clips.filter(
            (clip) =>
              (cameraId === undefined || clip.cameraId === cameraId) &&
              (!held || clip.holds > 0) &&
              (deleted || clip.state === "kept"),
          );
          return { clips: found.slice(0, input.limit), next: null };
        }),
        get: os.clips.get.handler(({ input }) => ({ clip: this.#clip(input.clipId), holds: this.holds })),
      },
    };
  }
}
