import { useCallback, useState } from "react";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { EditableSite, SiteEdit, SitePreview } from "../../native/contract/site-edit.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import { useSession } from "../rpc/use-station.tsx";

/** A change that was worked out and waits for a yes. */
export interface Proposal {
  readonly kind: "change" | "remove" | "undo" | "import";
  /** Null for taking back the last change. */
  readonly edit: SiteEdit | null;
  readonly preview: SitePreview;
}

export interface SiteEditing {
  /** Null until the first answer. */
  readonly site: EditableSite | null;
  readonly problem: ErrorData | null;
  readonly busy: boolean;
  readonly again: () => void;
  /** What an edit would do; null when it was refused. */
  readonly propose: (kind: Proposal["kind"], edit: SiteEdit | null) => Promise<Proposal | null>;
  /** True once it is in force. */
  readonly apply: (proposal: Proposal) => Promise<boolean>;
  readonly exportText: (withSecrets: boolean) => Promise<string | null>;
  readonly forgetProblem: () => void;
}

/** Lines are closed and opened before the answer: a serial port may take its time. */
const mostApplyMs = 30_000;
const askSite = (client: StationClient) => client.site.get();
const siteEvents = ["site.loaded"];

/** The site as it can be edited: asked anew whenever any desk has changed it. */
export function useSiteEditing(): SiteEditing {
  const session = useSession();
  const asked = useAskedAnew(askSite, siteEvents);
  const [refused, setRefused] = useState<ErrorData | null>(null);
  const [busy, setBusy] = useState(false);
  const call = useCallback(
    async <T>(ask: (client: StationClient) => Promise<T>, withinMs?: number): Promise<T | null> => {
      setBusy(true);
      const answer = await session.call(ask, withinMs);
      setBusy(false);
      setRefused(answer.ok ? null : answer.error);
      return answer.ok ? answer.value : null;
    },
    [session],
  );
  const { again } = asked;
  return {
    site: asked.value,
    problem: refused ?? asked.problem,
    busy,
    again,
    forgetProblem: useCallback(() => setRefused(null), []),
    propose: useCallback(
      async (kind, edit) => {
        const preview = await call((client) =>
          edit === null ? client.site.previewUndo() : client.site.preview({ edit }),
        );
        return preview === null ? null : { kind, edit, preview };
      },
      [call],
    ),
    apply: useCallback(
      async ({ edit, preview: { baseSha256 } }) => {
        const done = await call(
          (client) => (edit === null ? client.site.undo({ baseSha256 }) : client.site.apply({ edit, baseSha256 })),
          mostApplyMs,
        );
        again();
        session.refresh();
        return done !== null;
      },
      [call, again, session],
    ),
    exportText: useCallback(
      async (withSecrets) => (await call((client) => client.site.export({ withSecrets })))?.text ?? null,
      [call],
    ),
  };
}
