import { implement, ORPCError } from "@orpc/server";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { ProbeInput, ProbeMessage, SearchMessage } from "../../native/contract/enrol.ts";
import { contract } from "../../native/contract/rpc.ts";

/** Plays a search and answers about one camera; remembers what it was asked. */
export class FakeCameraFinder {
  search: readonly SearchMessage[] = [{ type: "done", interfaces: [], refused: 0, full: false }];
  /** By address; else `refusal`. */
  readonly cameras = new Map<string, readonly ProbeMessage[]>();
  refusal: ErrorData = { code: "camera.unreachable", params: { reason: "ECONNREFUSED" } };
  readonly probed: ProbeInput[] = [];

  router() {
    const { cameras: os } = implement(contract);
    const { cameras, probed } = this;
    const search = (): readonly SearchMessage[] => this.search;
    const refusal = (): ErrorData => this.refusal;
    return {
      cameras: {
        discover: os.discover.handler(async function* () {
          yield* search();
        }),
        probe: os.probe.handler(async function* ({ input }) {
          probed.push(input);
          const messages = cameras.get(input.address);
          if (messages === undefined) throw new ORPCError("APP", { defined: true, data: refusal() });
          yield* messages;
        }),
      },
    };
  }
}
