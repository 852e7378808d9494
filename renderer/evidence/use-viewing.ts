import { useState } from "react";
import type { Actor } from "../../native/contract/actor.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { Viewing } from "../../native/contract/evidence.ts";
import { useSession } from "../rpc/use-station.tsx";

/** What recordings are looked at for: asked once, then every recording that is opened is registered with it. */
export interface ViewingSession {
  /** Null until it was said, and when somebody else sits here. */
  readonly viewing: Viewing | null;
  readonly say: (viewing: Viewing | null) => void;
  /** True once it is registered: then it may be played. */
  readonly register: (clipId: string, viewing: Viewing) => Promise<ErrorData | null>;
}

export function useViewing(actor: Actor | null): ViewingSession {
  const session = useSession();
  const [said, setSaid] = useState<{ readonly by: string; readonly viewing: Viewing } | null>(null);
  const name = actor?.name ?? "";
  return {
    viewing: said !== null && said.by === name ? said.viewing : null,
    say: (viewing) => setSaid(viewing === null ? null : { by: name, viewing }),
    async register(clipId, viewing) {
      const answer = await session.call((client) => client.clips.view({ clipId, ...viewing }));
      return answer.ok ? null : answer.error;
    },
  };
}
