import { implement, ORPCError } from "@orpc/server";
import { RPCHandler } from "@orpc/server/ws";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { type WebSocket, WebSocketServer } from "ws";
import type { Actor } from "../../native/contract/actor.ts";
import { type Alarm, causesThatNeedNote } from "../../native/contract/alarms.ts";
import { type DeskState, quietDesk } from "../../native/contract/desk.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { StoredEvent } from "../../native/contract/events.ts";
import type { DeviceHealth, KeptFrame } from "../../native/contract/health.ts";
import { cspHeader, withNonce } from "../../native/contract/page-policy.ts";
import { contract, type LiveMessage, type LogCondition, type StationInfo } from "../../native/contract/rpc.ts";
import type { EditableSite, SitePreview } from "../../native/contract/site-edit.ts";
import type { SiteProblem } from "../../native/contract/site.ts";
import { playDesk, playLifeCycle, type RefusedPlan } from "./fake-desk.ts";
import type { CoverageDay, CoverageMonth } from "../../native/contract/coverage.ts";
import { FakeCameras } from "./fake-cameras.ts";
import { FakeEvidence } from "./fake-evidence.ts";
import { FakeCameraFinder } from "./fake-camera-finder.ts";
import { FakeExports } from "./fake-exports.ts";
import { FakePtz } from "./fake-ptz.ts";
import { FakeGates } from "./fake-gates.ts";

export interface FakeStationOptions {
  /** The built page. */
  readonly page: string;
  readonly info: StationInfo;
  /** H.264 in Annex B form, one access unit each. */
  readonly pictures: readonly Uint8Array[];
}

/**
 * A station that a test plays: a real server on the real contract, whose alarms, events and faults
 * come from the test. It stands in for the station only; the page cannot tell.
 */
export class FakeStation {
  info: StationInfo;
  actor: Actor | null = null;
  readonly alarms = new Map<string, Alarm>();
  readonly events: StoredEvent[] = [];
  health: DeviceHealth[] = [];
  frames: KeptFrame[] = [];
  log: LogCondition = { state: "ok", sinceMs: 0, pending: 0, error: null };
  siteProblems: SiteProblem[] = [];
  /** Of every month and day that is asked for. */
  coverage: CoverageMonth = { month: "", timeZone: "Asia/Shanghai", measuredUntilMs: 0, days: [], areas: [] };
  coverageDay: CoverageDay = { day: "", timeZone: "Asia/Shanghai", measuredUntilMs: 0, isOver: true, areas: [] };
  /** The right view of every camera. */
  reference: { atMs: number; jpeg: string } | null = null;
  refusedPlans: RefusedPlan[] = [];
  editable: EditableSite = { sha256: "", site: null, secrets: [], undoAtMs: null };
  preview: SitePreview = { baseSha256: "", problems: [], changes: [], links: [], effects: [] };
  desk: DeskState = quietDesk;
  /** Answered instead of doing what is asked. */
  refusal: ErrorData | null = null;
  /** What the page asked for, oldest first. */
  readonly calls: { readonly name: string; readonly input: unknown }[] = [];
  readonly cameras: FakeCameras;
  readonly ptz = new FakePtz();
  readonly cameraFinder = new FakeCameraFinder();
  readonly exports: FakeExports = new FakeExports({
    act: (name, input) => this.#act(name, input),
    actor: () => this.actor,
  });
  readonly gates: FakeGates = new FakeGates({
    act: (name, input) => this.#act(name, input),
    actor: () => this.actor,
    alarm: (alarmId) => this.alarms.get(alarmId),
    info: () => this.info,
    seq: () => this.seq,
    tell: (events) => this.tell(events, []),
  });
  readonly evidence = new FakeEvidence({
    act: (name, input) => this.#act(name, input),
    actor: () => this.actor,
  });
  refusing = false;
  readonly #server = createServer();
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #rpc = new Set<WebSocket>();
  readonly #followers = new Set<(message: LiveMessage) => void>();
  readonly #healthFollowers = new Set<() => void>();

  static async open(options: FakeStationOptions): Promise<FakeStation> {
    const station = new FakeStation(options);
    await new Promise<void>((resolve) => station.#server.listen(0, "127.0.0.1", resolve));
    return station;
  }

  private constructor(options: FakeStationOptions) {
    this.info = options.info;
    this.cameras = new FakeCameras(options.pictures);
    const handler = new RPCHandler(this.#router());
    this.#server.on("request", (request, response) => {
      void servePage(options.page, (request.url ?? "/").replace(/\?.*/, "")).then(({ status, type, body, policy }) => {
        response.writeHead(status, { "content-type": type, "content-security-policy": policy });
        response.end(body);
      });
    });
    this.#server.on("upgrade", (request, socket, head) => {
      const video = request.url === "/video";
      if (this.refusing || (video && this.cameras.isDown)) {
        socket.destroy();
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (open) => {
        if (video) this.cameras.serve(open);
        else {
          this.#rpc.add(open);
          open.on("close", () => this.#rpc.delete(open));
          void handler.upgrade(open);
        }
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  get seq(): number {
    return this.events.at(-1)?.seq ?? 0;
  }

  /** How many pages follow the live stream now. */
  get followers(): number {
    return this.#followers.size;
  }

  /** Events and alarms happen; every page is told in one message. */
  tell(events: readonly StoredEvent[], alarms: readonly Alarm[]): void {
    this.events.push(...events);
    for (const alarm of alarms) {
      if (alarm.state === "closed") this.alarms.delete(alarm.id);
      else this.alarms.set(alarm.id, alarm);
    }
    this.#send({ type: "changes", seq: this.seq, events, alarms, nowMs: Date.now() });
  }

  setLog(log: LogCondition): void {
    this.log = log;
    this.#send({ type: "log", log, nowMs: Date.now() });
  }

  setDesk(change: Partial<DeskState>): DeskState {
    this.desk = { ...this.desk, ...change };
    this.#send({ type: "desk", desk: this.desk, nowMs: Date.now() });
    return this.desk;
  }

  setHealth(health: DeviceHealth[]): void {
    this.health = health;
    for (const wake of this.#healthFollowers) wake();
  }

  /** Breaks every page's line; with `refusing` they do not come back. */
  disconnect(refusing: boolean): void {
    this.refusing = refusing;
    for (const socket of this.#rpc) socket.terminate();
    this.#followers.clear();
  }

  async close(): Promise<void> {
    this.cameras.close();
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #send(message: LiveMessage): void {
    for (const follower of this.#followers) follower(message);
  }

  #act(name: string, input: unknown): void {
    this.calls.push({ name, input });
    if (this.refusal) throw new ORPCError("APP", { defined: true, data: this.refusal });
  }

  #change(alarmId: string, change: Partial<Alarm>): Alarm {
    const alarm = this.alarms.get(alarmId);
    if (!alarm) throw new ORPCError("APP", { defined: true, data: { code: "alarm.not_found", params: {} } });
    const next = { ...alarm, ...change };
    this.tell([], [next]);
    return next;
  }

  #router() {
    const os = implement(contract);
    return os.router({
      station: { info: os.station.info.handler(() => ({ ...this.info, nowMs: Date.now() })) },
      site: {
        check: os.site.check.handler(({ input }) => {
          this.#act("site.check", input);
          return { problems: this.siteProblems };
        }),
        install: os.site.install.handler(({ input }) => {
          this.#act("site.install", input);
          return { problems: this.siteProblems };
        }),
        get: os.site.get.handler(() => this.editable),
        preview: os.site.preview.handler(({ input }) => {
          this.#act("site.preview", input);
          return this.preview;
        }),
        apply: os.site.apply.handler(({ input }) => {
          this.#act("site.apply", input);
          return { sha256: "applied" };
        }),
        previewUndo: os.site.previewUndo.handler(() => this.preview),
        undo: os.site.undo.handler(({ input }) => {
          this.#act("site.undo", input);
          return { sha256: "undone" };
        }),
        export: os.site.export.handler(() => ({ text: "{}" })),
      },
      coverage: {
        month: os.coverage.month.handler(({ input }) => ({ ...this.coverage, month: input.month })),
        day: os.coverage.day.handler(({ input }) => ({ ...this.coverageDay, day: input.day })),
        gaps: os.coverage.gaps.handler(() => [this.coverageDay]),
        csv: os.coverage.csv.handler(() => ({ csv: "day\r\n" })),
      },
      ...this.ptz.router(),
      cameras: {
        ...this.cameraFinder.router().cameras,
        still: os.cameras.still.handler(() => ({ atMs: Date.now(), jpeg: "" })),
        reference: os.cameras.reference.handler(() => this.reference),
        setReference: os.cameras.setReference.handler(({ input }) => {
          this.#act("cameras.setReference", input);
          this.reference = { atMs: input.atMs, jpeg: "" };
          return this.reference;
        }),
      },
      session: {
        get: os.session.get.handler(() => ({ actor: this.actor })),
        signOn: os.session.signOn.handler(({ input }) => (this.actor = input)),
        signOff: os.session.signOff.handler(() => {
          this.actor = null;
          return {};
        }),
      },
      alarms: {
        get: os.alarms.get.handler(({ input }) => {
          const alarm = this.alarms.get(input.alarmId);
          if (!alarm) throw new ORPCError("APP", { defined: true, data: { code: "alarm.not_found", params: {} } });
          return { alarm, events: this.events.filter((event) => event.alarmId === input.alarmId) };
        }),
        acknowledge: os.alarms.acknowledge.handler(({ input }) => {
          this.#act("alarms.acknowledge", input);
          if ((this.alarms.get(input.alarmId)?.againAtMs ?? null) !== null)
            return this.#change(input.alarmId, { againAtMs: null });
          return this.#change(input.alarmId, {
            state: "acknowledged",
            acknowledgedAtMs: Date.now(),
            acknowledgedBy: this.actor,
            owner: this.actor,
          });
        }),
        addNote: os.alarms.addNote.handler(({ input }) => {
          this.#act("alarms.addNote", input);
          return this.#change(input.alarmId, { note: input.note });
        }),
        close: os.alarms.close.handler(({ input }) => {
          this.#act("alarms.close", input);
          const noted = this.alarms.get(input.alarmId)?.note !== "";
          if (input.note === "" && !noted && causesThatNeedNote.includes(input.cause))
            throw new ORPCError("APP", {
              defined: true,
              data: { code: "alarm.note_missing", params: { cause: input.cause } },
            });
          const { cause, reason, note } = input;
          return this.#change(input.alarmId, { state: "closed", cause, reason, note });
        }),
        ...this.#lifeCycle(),
      },
      ...this.#deskRouter(),
      ...this.gates.router(),
      ...this.evidence.router(),
      ...this.exports.router(),
      log: {
        page: os.log.page.handler(({ input }) => {
          this.calls.push({ name: "log.page", input });
          const { filter, beforeSeq, limit } = input;
          const found = this.events
            .filter((event) => beforeSeq === null || event.seq < beforeSeq)
            .filter((event) => filter.severities === undefined || filter.severities.includes(event.severity))
            .filter((event) => filter.text === undefined || JSON.stringify(event).includes(filter.text))
            .reverse();
          const events = found.slice(0, limit);
          return { events, nextBeforeSeq: found.length > limit ? (events.at(-1)?.seq ?? null) : null };
        }),
      },
      live: {
        follow: os.live.follow.handler(({ input, signal }) => {
          this.calls.push({ name: "live.follow", input });
          return this.#follow(input.afterSeq, signal);
        }),
      },
      devices: {
        followHealth: os.devices.followHealth.handler(({ signal }) => this.#followHealth(signal)),
        health: os.devices.health.handler(() => this.health),
        frames: os.devices.frames.handler(() => this.frames),
        frameChecks: os.devices.frameChecks.handler(() => null),
        profiles: os.devices.profiles.handler(() => ({ profiles: [], refused: [] })),
        useProfiles: os.devices.useProfiles.handler(() => ({ profiles: [], refused: [] })),
        serialPorts: os.devices.serialPorts.handler(() => []),
      },
    });
  }

  readonly #desk = {
    act: (name: string, input: unknown) => this.#act(name, input),
    change: (alarmId: string, change: Partial<Alarm>) => this.#change(alarmId, change),
    setDesk: (change: Partial<DeskState>) => this.setDesk(change),
    raise: (alarm: Alarm) => this.tell([], [alarm]),
    alarm: (alarmId: string) => this.alarms.get(alarmId),
    actor: () => this.actor,
    refusedPlans: () => this.refusedPlans,
  };
  #lifeCycle = () => playLifeCycle(this.#desk);
  #deskRouter = () => playDesk(this.#desk);

  async *#follow(afterSeq: number | null, signal: AbortSignal | undefined): AsyncGenerator<LiveMessage, void> {
    const queue: LiveMessage[] = [];
    let wake = Promise.withResolvers<void>();
    const follower = (message: LiveMessage) => {
      queue.push(message);
      wake.resolve();
    };
    this.#followers.add(follower);
    signal?.addEventListener("abort", () => wake.resolve());
    const missed = this.events.filter((event) => event.seq > (afterSeq ?? 0));
    yield {
      type: "snapshot",
      seq: this.seq,
      alarms: [...this.alarms.values()],
      events: missed.slice(-500),
      truncated: afterSeq === null || missed.length > 500,
      log: this.log,
      desk: this.desk,
      nowMs: Date.now(),
    };
    for (;;) {
      if (signal?.aborted === true || !this.#followers.has(follower)) break;
      await wake.promise;
      wake = Promise.withResolvers();
      yield* queue.splice(0);
    }
    this.#followers.delete(follower);
  }

  async *#followHealth(signal: AbortSignal | undefined): AsyncGenerator<readonly DeviceHealth[], void> {
    let wake = Promise.withResolvers<void>();
    const follower = () => wake.resolve();
    this.#healthFollowers.add(follower);
    signal?.addEventListener("abort", follower);
    for (;;) {
      if (signal?.aborted === true) break;
      yield this.health;
      await wake.promise;
      wake = Promise.withResolvers();
    }
    this.#healthFollowers.delete(follower);
  }
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** Under the very policy of the real station. */
async function servePage(folder: string, url: string) {
  const nonce = randomBytes(16).toString("base64");
  const policy = cspHeader(nonce);
  const path = url === "/" ? "/index.html" : normalize(new URL(url, "http://x").pathname);
  try {
    const file = await readFile(join(folder, path));
    const body = path === "/index.html" ? withNonce(file.toString(), nonce) : file;
    return { status: 200, type: types[extname(path)] ?? "application/octet-stream", body, policy };
  } catch {
    // Not part of the page.
    return { status: 404, type: "text/plain", body: "not found", policy };
  }
}
