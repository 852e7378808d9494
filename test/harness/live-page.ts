import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { ContractRouterClient } from "@orpc/contract";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { StoredEvent } from "../../native/contract/events.ts";
import type { Contract, LogCondition } from "../../native/contract/rpc.ts";
import { waitUntil } from "./wait-until.ts";

export type StationClient = ContractRouterClient<Contract>;

export interface PageAccess {
  readonly origin: string;
  readonly cookie: string;
}

/** Exchanges the one-time token of a station's address for a cookie, as a browser does. */
export async function signIn(url: string): Promise<PageAccess> {
  const response = await fetch(url, { redirect: "manual" });
  const cookie = response.headers.get("set-cookie")?.split(";")[0];
  if (cookie === undefined) throw new Error(`no cookie for ${url}: ${response.status}`);
  return { origin: new URL(url).origin, cookie };
}

/** Opens a connection as a page does: cookie, and the page's own origin. */
export async function connectPage(access: PageAccess): Promise<{ socket: WebSocket; client: StationClient }> {
  const socket = new WebSocket(`${access.origin.replace("http", "ws")}/rpc`, {
    headers: { Cookie: access.cookie, Origin: access.origin },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  socket.on("error", () => socket.terminate());
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket });
  return { socket, client: createORPCClient(link) };
}

export interface SeenEvent {
  readonly event: StoredEvent;
  /** When the page had it, this process's `performance.now()`. */
  readonly seenMs: number;
}

export interface SeenAlarm {
  readonly alarm: Alarm;
  readonly seenMs: number;
}

/** A page's subscription, which connects again by itself and resumes after the last `seq` it has. */
export interface LivePage {
  /** Events in the order they came; more than 500 missed at once start the list anew (`restarts`). */
  readonly events: readonly SeenEvent[];
  /** Every state of every alarm that the page was told. */
  readonly alarms: readonly SeenAlarm[];
  readonly conditions: readonly { readonly log: LogCondition; readonly seenMs: number }[];
  /** Snapshots received, and when the last one came (`performance.now()`). */
  readonly connections: number;
  readonly connectedMs: number;
  readonly isConnected: boolean;
  /** Events whose `seq` was not the one after the last: gaps and doubles. None on a right subscription. */
  readonly outOfOrder: readonly { readonly expected: number; readonly got: number }[];
  readonly restarts: number;
  readonly seq: number | null;
  /** The client of the connection there is; null while there is none. */
  readonly client: StationClient | null;
  waitForEvent(what: string, wanted: (event: StoredEvent) => boolean, withinMs?: number): Promise<SeenEvent>;
  waitForAlarm(what: string, wanted: (alarm: Alarm) => boolean, withinMs?: number): Promise<SeenAlarm>;
  close(): Promise<void>;
}

const connectAgainMs = 50;

/** `askAfter`: what a page asks for when it comes back; by default what comes after the last event it has. */
export function openLivePage(access: PageAccess, askAfter = (seq: number): number => seq): LivePage {
  const events: SeenEvent[] = [];
  const alarms: SeenAlarm[] = [];
  const conditions: { log: LogCondition; seenMs: number }[] = [];
  const outOfOrder: { expected: number; got: number }[] = [];
  let connections = 0;
  let connectedMs = NaN;
  let restarts = 0;
  let seq: number | null = null;
  const closed = new AbortController();
  let socket: WebSocket | null = null;
  let client: StationClient | null = null;

  function takeEvents(fresh: readonly StoredEvent[], seenMs: number): void {
    for (const event of fresh) {
      if (seq !== null && event.seq !== seq + 1) outOfOrder.push({ expected: seq + 1, got: event.seq });
      seq = event.seq;
      events.push({ event, seenMs });
    }
  }

  async function follow(current: StationClient): Promise<void> {
    for await (const message of await current.live.follow({ afterSeq: seq === null ? null : askAfter(seq) })) {
      const seenMs = performance.now();
      if (message.type === "desk") continue;
      if (message.type === "log") {
        conditions.push({ log: message.log, seenMs });
        continue;
      }
      if (message.type === "snapshot") {
        connections += 1;
        connectedMs = seenMs;
        conditions.push({ log: message.log, seenMs });
        if (message.truncated && seq !== null) restarts += 1;
        if (message.truncated) seq = null;
      }
      takeEvents(message.events, seenMs);
      for (const alarm of message.alarms) alarms.push({ alarm, seenMs });
    }
  }

  async function run(): Promise<void> {
    while (!closed.signal.aborted) {
      try {
        const opened = await connectPage(access);
        socket = opened.socket;
        client = opened.client;
        const gone = new Promise<void>((resolve) => opened.socket.once("close", () => resolve()));
        await Promise.race([follow(opened.client), gone]);
        opened.socket.terminate();
      } catch {
        // The station is away: a page tries again for ever.
      }
      socket = null;
      client = null;
      if (!closed.signal.aborted) await sleep(connectAgainMs);
    }
  }
  const running = run();

  return {
    events,
    alarms,
    conditions,
    outOfOrder,
    get connections() {
      return connections;
    },
    get connectedMs() {
      return connectedMs;
    },
    get isConnected() {
      return client !== null;
    },
    get restarts() {
      return restarts;
    },
    get seq() {
      return seq;
    },
    get client() {
      return client;
    },
    waitForEvent(what, wanted, withinMs) {
      let from = 0;
      return waitUntil(
        what,
        () => {
          for (; from < events.length; from++) {
            const seen = events[from];
            if (seen !== undefined && wanted(seen.event)) return seen;
          }
          return null;
        },
        withinMs,
      );
    },
    waitForAlarm(what, wanted, withinMs) {
      let from = 0;
      return waitUntil(
        what,
        () => {
          for (; from < alarms.length; from++) {
            const seen = alarms[from];
            if (seen !== undefined && wanted(seen.alarm)) return seen;
          }
          return null;
        },
        withinMs,
      );
    },
    async close() {
      closed.abort();
      socket?.terminate();
      await running;
    },
  };
}
