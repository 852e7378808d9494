import { useCallback, useEffect, useRef, useState } from "react";
import type { SearchedInterface } from "../../../native/contract/enrol.ts";
import type { ErrorData } from "../../../native/contract/errors.ts";
import { useSession } from "../../rpc/use-station.tsx";
import type { Credentials, FinderRow, Outcome } from "./enrolment.ts";

/** The station ends a search after 4 s and a look at a camera after some 25 s; beyond that nobody answers. */
const mostSearchMs = 15_000;
const mostProbeMs = 45_000;

export interface SearchState {
  readonly running: boolean;
  readonly interfaces: readonly SearchedInterface[];
  /** Null until a search has ended. */
  readonly done: { readonly refused: number; readonly full: boolean } | null;
  readonly error: ErrorData | null;
}

const begun: SearchState = { running: true, interfaces: [], done: null, error: null };

export interface CameraFinder {
  readonly rows: readonly FinderRow[];
  readonly search: SearchState;
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Some camera is being asked. */
  readonly asking: boolean;
  readonly searchAgain: () => void;
  readonly addTyped: (address: string) => void;
  /** One after the other; the first refused password spares the rest. */
  readonly ask: (rows: readonly FinderRow[], credentials: Credentials) => Promise<void>;
  readonly stopAsking: () => void;
}

/** A search and the cameras that were asked, for as long as the page is open. */
export function useCameraFinder(): CameraFinder {
  const session = useSession();
  const [rows, setRows] = useState<readonly FinderRow[]>([]);
  const [search, setSearch] = useState(begun);
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [asking, setAsking] = useState(false);
  const searching = useRef<AbortController | null>(null);
  const probing = useRef<AbortController | null>(null);
  const set = useCallback(
    (key: string, outcome: Outcome) => setOutcomes((before) => new Map(before).set(key, outcome)),
    [],
  );

  const run = useCallback(() => {
    searching.current?.abort();
    const mine = new AbortController();
    searching.current = mine;
    void session
      .call(async (client) => {
        for await (const message of await client.cameras.discover(undefined, { signal: mine.signal })) {
          if (mine.signal.aborted) return;
          if (message.type === "begun") setSearch((now) => ({ ...now, interfaces: message.interfaces }));
          else if (message.type === "found")
            setRows((before) =>
              merged(
                before,
                message.cameras.map((camera) => ({ ...camera, typed: false })),
              ),
            );
          else {
            const { interfaces, refused, full } = message;
            setSearch({ running: true, interfaces, done: { refused, full }, error: null });
          }
        }
      }, mostSearchMs)
      .then((answer) => {
        if (mine.signal.aborted) return;
        mine.abort();
        setSearch((now) => ({ ...now, running: false, error: answer.ok ? null : answer.error }));
      });
  }, [session]);

  const searchAgain = useCallback(() => {
    setSearch(begun);
    run();
  }, [run]);

  useEffect(() => {
    run();
    return () => {
      searching.current?.abort();
      probing.current?.abort();
    };
  }, [run]);

  const askOne = useCallback(
    async (row: FinderRow, credentials: Credentials, signal: AbortSignal): Promise<ErrorData | null> => {
      set(row.key, { state: "asking", step: null });
      const ended = new AbortController();
      const answer = await session.call(async (client) => {
        const options = { signal: AbortSignal.any([signal, ended.signal]) };
        for await (const message of await client.cameras.probe({ address: row.address, ...credentials }, options)) {
          if (signal.aborted) return;
          if (message.type === "step") set(row.key, { state: "asking", step: message.step });
          else if (message.type === "certificate")
            set(row.key, { state: "certificate", certificate: message.certificate });
          else set(row.key, { state: "seen", camera: message.camera, credentials });
        }
      }, mostProbeMs);
      ended.abort();
      if (signal.aborted) return null;
      if (answer.ok) return null;
      set(row.key, { state: "failed", error: answer.error });
      return answer.error;
    },
    [session, set],
  );

  const ask = useCallback(
    async (wanted: readonly FinderRow[], credentials: Credentials) => {
      const mine = new AbortController();
      probing.current = mine;
      setAsking(true);
      setOutcomes((before) => {
        const next = new Map(before);
        for (const { key } of wanted) next.set(key, { state: "waiting" });
        return next;
      });
      let stopped = false;
      for (const row of wanted) {
        if (mine.signal.aborted) break;
        if (stopped) set(row.key, { state: "spared" });
        else stopped = (await askOne(row, credentials, mine.signal))?.code === "camera.auth_refused";
      }
      if (probing.current !== mine) return;
      probing.current = null;
      setAsking(false);
    },
    [askOne, set],
  );

  const stopAsking = useCallback(() => {
    probing.current?.abort();
    probing.current = null;
    setAsking(false);
    setOutcomes((before) => new Map([...before].filter(([, { state }]) => state !== "waiting" && state !== "asking")));
  }, []);

  const addTyped = useCallback((address: string) => {
    const { hostname } = new URL(address);
    const row: FinderRow = {
      key: `typed ${address}`,
      name: "",
      hardware: "",
      location: "",
      sourceAddress: hostname,
      address,
      otherHosts: [],
      sharesEndpoint: false,
      typed: true,
    };
    setRows((before) => merged(before, [row]));
  }, []);

  return { rows, search, outcomes, asking, searchAgain, addTyped, ask, stopAsking };
}

/** New rows at the end, changed ones in their place: the list does not move under a hand. */
function merged(before: readonly FinderRow[], fresh: readonly FinderRow[]): readonly FinderRow[] {
  const rows = new Map(before.map((row) => [row.key, row]));
  for (const { ...row } of fresh) rows.set(row.key, row);
  return [...rows.values()];
}
