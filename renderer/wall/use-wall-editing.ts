import { useState } from "react";
import type { ErrorData } from "../../native/contract/errors.ts";
import { siteWallSchema, type SiteWall } from "../../native/contract/wall.ts";
import { useSession } from "../rpc/use-station.tsx";

export interface WallEditing {
  readonly busy: boolean;
  readonly problem: ErrorData | null;
  /** There is a change of this menu to take back. */
  readonly canUndo: boolean;
  /** True once it is in force at every desk. */
  readonly change: (by: (wall: SiteWall) => SiteWall) => Promise<boolean>;
  readonly undo: () => Promise<void>;
}

/** Cameras of a site may have to close and open before the answer. */
const mostApplyMs = 30_000;
const noViews: SiteWall = { views: [], tours: [] };

/** Changes views and tours in the site file, by the same way as every other change of the site. */
export function useWallEditing(): WallEditing {
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorData | null>(null);
  /** Of the site's text after the last change from here: only that one is taken back. */
  const [mine, setMine] = useState<string | null>(null);

  async function run(work: () => Promise<{ readonly sha256: string | null } | ErrorData>): Promise<boolean> {
    setBusy(true);
    const result = await work();
    setBusy(false);
    const refused = "code" in result;
    setProblem(refused ? result : null);
    if (!refused) setMine(result.sha256);
    session.refresh();
    return !refused;
  }
  return {
    busy,
    problem,
    canUndo: mine !== null,
    change: (by) =>
      run(async () => {
        const asked = await session.call((client) => client.site.get());
        if (!asked.ok) return asked.error;
        // As it is now, not as this page knew it: a colleague may have saved a view a moment ago.
        const present = siteWallSchema.safeParse(asked.value.site?.["wall"] ?? noViews);
        const wall = by(present.success ? present.data : noViews);
        const edit = { operations: [{ type: "changeWall" as const, wall: { ...wall } }] };
        const baseSha256 = asked.value.sha256;
        const done = await session.call((client) => client.site.apply({ edit, baseSha256 }), mostApplyMs);
        return done.ok ? done.value : done.error;
      }),
    undo: async () => {
      if (mine === null) return;
      await run(async () => {
        const done = await session.call((client) => client.site.undo({ baseSha256: mine }), mostApplyMs);
        return done.ok ? { sha256: null } : done.error;
      });
    },
  };
}
