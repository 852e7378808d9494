import { ORPCError } from "@orpc/client";
import type { Actor } from "../../native/contract/actor.ts";
import { pause, reconnectDelayMs } from "./back-off.ts";
import { type CallResult, errorDataOf } from "./call-result.ts";
import { applyHealth, applyInfo } from "./station-state.ts";
import type { StationStore } from "./station-store.ts";
import type { RpcLine, StationClient, Transport } from "./transport.ts";

export interface StationSession {
  /**
   * Calls the station; never rejects. A call while there is no line is refused, not kept for later. No answer
   * within 5 s (or `withinMs`, for what takes longer by its nature) counts as none.
   */
  readonly call: <T>(ask: (client: StationClient) => Promise<T>, withinMs?: number) => Promise<CallResult<T>>;
  /** Asks for the station's facts anew: after a site file was installed. */
  readonly refresh: () => void;
  readonly close: () => void;
}

/** A station that is silent for so long when asked counts as lost. */
const answerTimeoutMs = 5000;
const askEveryMs = 5000;

/** Rejects when the promise has not settled in time. */
function within<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer")), timeoutMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * Keeps the page connected: connects, takes the snapshot, follows, and after a loss comes back with
 * growing delays and the last `seq` it has, so that no event is missed and none comes twice.
 */
export function openStationSession(transport: Transport, store: StationStore): StationSession {
  const closing = new AbortController();
  let line: RpcLine | null = null;
  void run();

  async function run(): Promise<void> {
    for (let attempt = 0; !closing.signal.aborted; attempt++) {
      try {
        const timeout = AbortSignal.any([closing.signal, AbortSignal.timeout(answerTimeoutMs)]);
        line = await transport.openRpc(timeout);
        await stayConnected(line, () => (attempt = 0));
      } catch (error) {
        // Whatever ended the line, the answer is the same: say so and come back.
        store.set((state) => ({ ...state, lostBecause: errorDataOf(error) }));
      }
      line?.close();
      line = null;
      if (closing.signal.aborted) return;
      store.set((state) => ({
        ...state,
        connection: state.lastSeq === null && state.connection === "connecting" ? "connecting" : "lost",
        attempt: attempt + 1,
      }));
      await pause(reconnectDelayMs(attempt), closing.signal);
    }
  }

  /** Rejects when the line is lost. */
  async function stayConnected(open: RpcLine, onConnected: () => void): Promise<void> {
    const ended = new AbortController();
    const closed = new Promise<never>((_, reject) => {
      open.onClose(() => reject(new Error("line closed")));
      closing.signal.addEventListener("abort", () => reject(new Error("page closed")), { once: true });
    });
    try {
      const { client } = open;
      const [info, session] = await Promise.race([
        closed,
        within(Promise.all([client.station.info(), client.session.get()]), answerTimeoutMs),
      ]);
      const actor = session.actor ?? (await signOnAgain(client, store.get().actor));
      store.set((state) => applyInfo({ ...state, actor }, info, performance.now()));
      await Promise.race([
        closed,
        followLive(client, ended.signal, onConnected),
        followHealth(client, ended.signal),
        keepAsking(client, ended.signal),
      ]);
    } finally {
      ended.abort();
    }
  }

  /** A station that was restarted has forgotten who sits here; he has not gone away. */
  async function signOnAgain(client: StationClient, before: Actor | null): Promise<Actor | null> {
    if (before === null || before.role === "viewer") return null;
    return within(client.session.signOn({ name: before.name, role: before.role }), answerTimeoutMs);
  }

  async function followLive(client: StationClient, signal: AbortSignal, onConnected: () => void): Promise<never> {
    const stream = await client.live.follow({ afterSeq: store.get().lastSeq }, { signal });
    for await (const message of stream) {
      store.takeLive(message);
      if (message.type === "snapshot") {
        onConnected();
        store.set((state) => ({ ...state, connection: "connected", attempt: 0 }));
      } else if (message.type === "changes" && message.events.some((event) => event.kind === "site.loaded")) {
        await ask(client);
      }
    }
    throw new Error("live stream ended");
  }

  async function followHealth(client: StationClient, signal: AbortSignal): Promise<never> {
    const stream = await client.devices.followHealth(undefined, { signal });
    for await (const changed of stream) store.set((state) => applyHealth(state, changed));
    throw new Error("health stream ended");
  }

  /** A line may be dead without having closed: only an answer proves that it lives. */
  async function keepAsking(client: StationClient, signal: AbortSignal): Promise<never> {
    for (;;) {
      await pause(askEveryMs, signal);
      if (signal.aborted) throw new Error("line ended");
      await ask(client);
    }
  }

  async function ask(client: StationClient): Promise<void> {
    try {
      const info = await within(client.station.info(), answerTimeoutMs);
      store.set((state) => applyInfo(state, info, performance.now()));
    } catch (error) {
      // A refusal is an answer too: the line lives.
      if (!(error instanceof ORPCError)) throw error;
    }
  }

  return {
    async call(askStation, withinMs = answerTimeoutMs) {
      if (line === null) return { ok: false, error: { code: "rpc.unavailable", params: {} } };
      try {
        return { ok: true, value: await within(askStation(line.client), withinMs) };
      } catch (error) {
        return { ok: false, error: errorDataOf(error) };
      }
    },
    refresh() {
      if (line !== null)
        ask(line.client).catch((error: unknown) =>
          store.set((state) => ({ ...state, lostBecause: errorDataOf(error) })),
        );
    },
    close: () => closing.abort(),
  };
}
