import { useCallback, useRef, useState } from "react";
import type { EntryCheck, EntryRules } from "../../native/contract/entries.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { Warning } from "../../native/contract/warnings.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import { useSession, useStore } from "../rpc/use-station.tsx";

/** What a new entry check is about: an alarm, a gate, or neither. */
export interface EntryStart {
  readonly alarmId?: string;
  readonly gateId?: string;
  readonly areaId?: string;
}

/** Null when it was done, else why not. */
export type Acted = Promise<ErrorData | null>;

export interface EntryDesk {
  /** Every check that is open at any desk, newest first. */
  readonly open: readonly EntryCheck[];
  /** The one in the form; it may have been decided meanwhile. */
  readonly current: EntryCheck | null;
  /** The rules that it follows; null until they have come. */
  readonly rules: EntryRules | null;
  /** In force now, of all areas. */
  readonly warnings: readonly Warning[];
  readonly problem: ErrorData | null;
  /** A new one is being opened: what is typed meanwhile is for nothing else. */
  readonly starting: boolean;
  /** Resolves with whether there is a form now. */
  readonly start: (from: EntryStart) => Promise<boolean>;
  readonly resume: (entryId: string) => void;
  /** Puts the form aside. */
  readonly leave: () => void;
  /** Does something to the check in the form, one call at a time. */
  readonly act: (ask: (client: StationClient, entryId: string) => Promise<EntryCheck>) => Acted;
}

const entryNews = ["entry."];
const rulesNews = ["site.", "items."];
/** What may be read of them hangs on who sits here. */
const warningNews = ["warning.", "private.", "operator."];

const askOpen = (client: StationClient) => client.entries.page({ filter: { states: ["open"], marked: true } });
const askRules = (client: StationClient) => client.entries.rules();
const askWarnings = (client: StationClient) => client.warnings.list({});

/** The open entry checks and the one in the form. Rules and warnings are here before a form asks for them. */
export function useEntryDesk(askForOperator: () => void): EntryDesk {
  const session = useSession();
  const store = useStore();
  const open = useAskedAnew(askOpen, entryNews);
  const inForce = useAskedAnew(askRules, rulesNews);
  const warnings = useAskedAnew(askWarnings, warningNews);
  const [current, setCurrent] = useState<EntryCheck | null>(null);
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const [starting, setStarting] = useState(false);
  const underWay = useRef(false);

  const currentId = current?.id ?? null;
  const askCurrent = useCallback(
    (client: StationClient) =>
      currentId === null ? Promise.resolve(null) : client.entries.get({ entryId: currentId }),
    [currentId],
  );
  const { value: fresh, again: lookAgain } = useAskedAnew(askCurrent, entryNews);
  const [taken, setTaken] = useState<EntryCheck | null>(null);
  // Each answer once: what this desk has done meanwhile is newer than the answer before it.
  if (fresh !== taken) {
    setTaken(fresh);
    if (fresh && fresh.id === currentId) setCurrent(fresh);
  }

  const wanted = current && `${current.id} ${current.rulesId} ${current.rulesVersion}`;
  const same = inForce.value !== null && isFor(inForce.value.rules, current);
  const askOlder = useCallback(
    (client: StationClient) =>
      currentId === null || same || wanted === null
        ? Promise.resolve(null)
        : client.entries.rulesOf({ entryId: currentId }),
    [currentId, wanted, same],
  );
  const older = useAskedAnew(askOlder, rulesNews);
  const rules = same ? (inForce.value?.rules ?? null) : isFor(older.value, current) ? older.value : null;

  async function run(ask: (client: StationClient) => Promise<EntryCheck>): Acted {
    if (store.get().actor === null) {
      askForOperator();
      const refused: ErrorData = { code: "rpc.no_operator", params: {} };
      setProblem(refused);
      return refused;
    }
    // A key that is held down is one wish.
    if (underWay.current) return null;
    underWay.current = true;
    try {
      const answer = await session.call(ask);
      setProblem(answer.ok ? null : answer.error);
      if (answer.ok) setCurrent(answer.value);
      // Another desk was faster: show where it stands now.
      else lookAgain();
      return answer.ok ? null : answer.error;
    } finally {
      underWay.current = false;
    }
  }

  const leave = useCallback(() => {
    setProblem(null);
    setCurrent(null);
  }, []);

  return {
    open: open.value?.entries ?? [],
    current,
    rules,
    warnings: warnings.value ?? [],
    problem,
    starting,
    async start({ alarmId = null, gateId = null, areaId = null }) {
      const asked = run((client) => client.entries.open({ alarmId, gateId, areaId }));
      // The question leaves before the page draws: the station works meanwhile.
      const timer = setTimeout(() => setStarting(true));
      const problem = await asked;
      clearTimeout(timer);
      setStarting(false);
      return problem === null;
    },
    resume(entryId) {
      const found = open.value?.entries.find((entry) => entry.id === entryId);
      if (!found) return;
      setProblem(null);
      setCurrent(found);
    },
    leave,
    act: (ask) => (currentId === null ? Promise.resolve(null) : run((client) => ask(client, currentId))),
  };
}

function isFor(rules: EntryRules | null, check: EntryCheck | null): boolean {
  return rules !== null && check !== null && rules.id === check.rulesId && rules.version === check.rulesVersion;
}
