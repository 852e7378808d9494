import { useEffect } from "react";
import { followPaints } from "../desk/paint-stamps.ts";
import { useSession, useStore } from "../rpc/use-station.tsx";

/** As many ids as one call may carry. */
const most = 100;

/** Tells the station which alarms of a drill or test have been painted here: a test measures press to screen. */
export function useShownMarks(): void {
  const session = useSession();
  const store = useStore();
  useEffect(
    () =>
      followPaints((painted) => {
        const marked = new Set(
          store
            .get()
            .alarms.filter((alarm) => alarm.mark !== null)
            .map((alarm) => alarm.id),
        );
        const alarmIds = painted.filter((id) => marked.has(id)).slice(0, most);
        // Refused: the time of this screen is missing from the test's list, which says so with a dash.
        if (alarmIds.length > 0) void session.call((client) => client.alarms.noteShown({ alarmIds }));
      }),
    [session, store],
  );
}
