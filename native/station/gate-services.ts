import { AppError } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Deposit } from "../contract/deposits.ts";
import type { EntryCheck } from "../contract/entries.ts";
import type { Span } from "../contract/shift.ts";
import { countEntries } from "../entries/count-entries.ts";
import { type NumberPrefix, parseNumber } from "../entries/day-numbers.ts";
import { depositsCsv, entriesCsv } from "../entries/register-csv.ts";
import { dayBounds, hourBounds, startOfDay } from "../entries/site-days.ts";
import type { RegisterPage, RegisterQuery } from "../log/gate-queries.ts";
import type { Log } from "../log/log.ts";
import type { GateServices, PageInput } from "../rpc/gate-services.ts";
import type { GateDesk } from "./gate-desk.ts";
import type { GateOutputs } from "./gate-outputs.ts";
import type { GateSite } from "./gate-site.ts";

const dayMs = 86_400_000;
const mostHourDays = 92;
const mostDays = 1100;
const mostCsvRows = 50_000;
const csvPage = 1000;

export interface GateServiceParts {
  readonly desk: GateDesk;
  readonly outputs: GateOutputs;
  readonly log: Log;
  readonly clock: Clock;
  readonly site: () => GateSite;
}

function checkSpan({ fromMs, toMs }: Span, most: number): void {
  if (fromMs >= toMs || toMs - fromMs > most * dayMs) throw new AppError("report.bad_span", { mostDays: most });
}

const nothingCounted = { passages: 0, metal: 0, tamper: 0, faults: 0, panics: 0, resets: 0 };

export function makeGateServices({ desk, outputs, log, clock, site }: GateServiceParts): GateServices {
  type Register<F, T> = (query: RegisterQuery<F>) => Promise<RegisterPage<T>>;

  async function page<F, T extends { readonly number: string }>(
    prefix: NumberPrefix,
    ask: Register<F, T>,
    { filter, beforeNumber, limit }: PageInput<F>,
  ): Promise<{ rows: T[]; nextBeforeNumber: string | null }> {
    const before = beforeNumber === null ? null : parseNumber(prefix, beforeNumber);
    const { rows, hasMore } = await ask({ filter, before, limit, nowMs: clock.nowMs() });
    return { rows: [...rows], nextBeforeNumber: hasMore ? (rows.at(-1)?.number ?? null) : null };
  }

  async function allOf<F, T extends { readonly number: string }>(
    prefix: NumberPrefix,
    ask: Register<F, T>,
    filter: F,
  ): Promise<readonly T[]> {
    const all: T[] = [];
    let beforeNumber: string | null = null;
    do {
      const { rows, nextBeforeNumber }: { rows: T[]; nextBeforeNumber: string | null } = await page(prefix, ask, {
        filter,
        beforeNumber,
        limit: csvPage,
      });
      all.push(...rows);
      if (all.length > mostCsvRows) throw new AppError("report.bad_span", { mostRows: mostCsvRows });
      beforeNumber = nextBeforeNumber;
    } while (beforeNumber !== null);
    return all;
  }

  const { entries, deposits, warnings } = desk;
  return {
    gates: {
      async today() {
        const startMs = startOfDay(clock.nowMs(), site().timeZone);
        const [fromMs = startMs, toMs = startMs] = dayBounds(startMs, startMs + 1, site().timeZone);
        const counted = await log.gates.gateCounts({ bounds: [fromMs, toMs], gateId: null });
        const known = new Set(counted.map(({ gateId }) => gateId));
        const silent = site().gateIds.filter((gateId) => !known.has(gateId));
        return [...counted, ...silent.map((gateId) => ({ gateId, startMs: fromMs, ...nothingCounted }))].toSorted(
          (a, b) => a.gateId.localeCompare(b.gateId, "en"),
        );
      },
      async counts({ fromMs, toMs, by, gateId }) {
        checkSpan({ fromMs, toMs }, by === "hour" ? mostHourDays : mostDays);
        const bounds = by === "hour" ? hourBounds(fromMs, toMs) : dayBounds(fromMs, toMs, site().timeZone);
        return [...(await log.gates.gateCounts({ bounds, gateId: gateId ?? null }))];
      },
      outputs: () => outputs.states(),
      setOutput: (gateId, outputId, on, actor) => outputs.set(gateId, outputId, on, actor),
    },
    items: {
      list: () => {
        const { lists, refused } = desk.items();
        return { lists, refused: [...refused] };
      },
      setHospital: (list, reason, actor) => desk.setHospitalItems(list, reason, actor),
    },
    entries: {
      rules: () => {
        const { rules, refused } = desk.rules();
        return { rules, refused: [...refused] };
      },
      rulesOf: (entryId) => entries.rulesOf(entryId),
      open: (input, actor) => entries.open(input, actor),
      act: (act, actor) => entries.act(act, actor),
      setSubject: (entryId, subject, actor) => entries.setSubject(entryId, subject, actor),
      subject: (entryId, whole, actor) => entries.subject(entryId, whole, actor),
      eraseSubject: (entryId, reason, actor) => entries.eraseSubject(entryId, reason, actor),
      correct: (input, actor) => entries.correct(input, actor),
      get: (entryId) => entries.get(entryId),
      async page(input) {
        const { rows, nextBeforeNumber } = await page<typeof input.filter, EntryCheck>(
          "AJ",
          log.gates.entryPage,
          input,
        );
        return { entries: rows, nextBeforeNumber };
      },
      csv: async (filter) => entriesCsv(await allOf("AJ", log.gates.entryPage, filter)),
      async counts(span) {
        checkSpan(span, mostDays);
        const counted = await log.gates.countedEntries(span.fromMs, span.toMs);
        return countEntries(counted, span, site().timeZone, site().shiftStarts);
      },
      still: (entryId, stillId) => entries.still(entryId, stillId),
    },
    deposits: {
      async add(input, actor) {
        const deposit = await deposits.add(input, actor);
        desk.lookAnew();
        return deposit;
      },
      giveBack: (input, actor) => deposits.giveBack(input, actor),
      handOver: (input, actor) => deposits.handOver(input, actor),
      get: (depositId) => deposits.get(depositId),
      subject: (depositId, whole, actor) => deposits.subject(depositId, whole, actor),
      erasePrivate: (depositId, reason, actor) => deposits.erasePrivate(depositId, reason, actor),
      signature: (depositId) => deposits.signature(depositId),
      async page(input) {
        const { rows, nextBeforeNumber } = await page<typeof input.filter, Deposit>("JC", log.gates.depositPage, input);
        return { deposits: rows, nextBeforeNumber };
      },
      held: () => deposits.held(),
      csv: async (filter) => depositsCsv(await allOf("JC", log.gates.depositPage, filter)),
    },
    warnings: {
      list: (input, actor) => warnings.list(input, actor),
      async add(input, actor) {
        const warning = await warnings.add(input, actor);
        desk.lookAnew();
        return warning;
      },
      end: (warningId, reason, actor) => warnings.end(warningId, reason, actor),
    },
  };
}
