import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { randomInt } from "node:crypto";
import { createRequire } from "node:module";
import { networkInterfaces } from "node:os";
import { reasonOf } from "../../base/app-error.ts";
import type { Clock } from "../../base/clock.ts";
import type { FoundCamera, SearchedInterface, SearchMessage } from "../../contract/enrol.ts";
import { makeFoundCameras } from "./found-cameras.ts";
import { bareId, readProbeMatches } from "./read-probe-matches.ts";

/** What is used of node-onvif's discovery: it writes the probes and sends them three times for three types. */
interface OnvifProbe {
  _udp: Pick<Socket, "send"> | null;
  _DISCOVERY_INTERVAL: number;
  _discovery_interval_timer: NodeJS.Timeout | null;
  _createUuidV4(): string;
  _sendProbe(): Promise<void>;
}
const nodeOnvif = createRequire(import.meta.url)("node-onvif") as OnvifProbe;

export interface NetworkAddress {
  readonly name: string;
  readonly address: string;
}

interface Parts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Instead of all IPv4 interfaces of the machine. */
  readonly interfaces?: readonly NetworkAddress[];
}

/** The probes take about 1.5 s; cameras wait up to half a second at random before they answer. */
const searchMs = 4000;
/** Answers in one search. A flood is cut off: a console has at most some hundred cameras. */
const mostPackets = 4000;

/** Every IPv4 interface, loopback too: what runs on this machine answers there. */
export function localInterfaces(): readonly NetworkAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).filter(({ family }) => family === "IPv4").map(({ address }) => ({ name, address })),
  );
}

/**
 * Asks on every IPv4 interface who is a camera (WS-Discovery, UDP 3702) and listens for four seconds.
 * node-onvif writes and sends the probes; its own listening binds one socket without an interface and
 * reads one match a message, so the sockets and the answers are ours. An answer makes a row and nothing
 * else: no address in it is ever asked by this.
 */
export async function discoverCameras(tell: (message: SearchMessage) => void, parts: Parts): Promise<void> {
  const { clock, signal } = parts;
  signal.throwIfAborted();
  const found = makeFoundCameras();
  let packets = 0;
  let refused = 0;
  const wanted = parts.interfaces ?? localInterfaces();
  const searches = await Promise.all(
    wanted.map((each) =>
      openSearch(each, (bytes, source, ids) => {
        packets++;
        const matches = packets > mostPackets ? null : readProbeMatches(bytes, ids);
        if (matches === null) {
          refused++;
          return;
        }
        const rows = matches.flatMap((match): readonly FoundCamera[] => found.add(match, source));
        if (rows.length > 0) tell({ type: "found", cameras: rows });
      }),
    ),
  );
  const interfaces = (): readonly SearchedInterface[] =>
    searches.map(({ name, address, failure }) => ({ name, address, reason: failure() }));
  try {
    tell({ type: "begun", interfaces: interfaces(), withinMs: searchMs });
    await clock.sleep(searchMs, signal);
    tell({ type: "done", interfaces: interfaces(), refused, full: found.isFull || packets > mostPackets });
  } finally {
    for (const search of searches) search.close();
  }
}

interface Search extends NetworkAddress {
  /** Why nothing could be asked there; null when it could. */
  readonly failure: () => string | null;
  readonly close: () => void;
}

async function openSearch(
  { name, address }: NetworkAddress,
  onPacket: (bytes: Buffer, source: string, askedIds: ReadonlySet<string>) => void,
): Promise<Search> {
  const askedIds = new Set<string>();
  const socket = createSocket("udp4");
  let failure: string | null = null;
  let sent = 0;
  const search = { name, address, failure: () => failure };
  socket.on("error", (error) => (failure ??= reasonOf(error).slice(0, 120)));
  socket.on("message", (bytes, { address: source }) => onPacket(bytes, source, askedIds));
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(0, address, () => {
        socket.off("error", reject);
        resolve();
      });
    });
    socket.setMulticastInterface(address);
    socket.setMulticastLoopback(true);
    // WS-Discovery stays in its own network segment.
    socket.setMulticastTTL(1);
  } catch (error) {
    failure ??= reasonOf(error).slice(0, 120);
    closeQuietly(socket);
    return { ...search, close: () => undefined };
  }

  let isOpen = true;
  const probe: OnvifProbe = Object.assign(Object.create(nodeOnvif) as OnvifProbe, {
    _udp: {
      send(bytes: Buffer, offset: number, length: number, port: number, host: string, done: () => void): void {
        if (!isOpen) return;
        const text = bytes.toString("utf8", offset, offset + length);
        socket.send(Buffer.from(namespaceMended(text)), port, host, (error) => {
          // An interface that is down takes no packet: said when none has gone.
          if (error === null) sent++;
          else if (sent === 0) failure ??= reasonOf(error).slice(0, 120);
          if (sent > 0) failure = null;
          done();
        });
      },
    },
    _createUuidV4(): string {
      const id = crypto.randomUUID();
      askedIds.add(bareId(id));
      return id;
    },
  });
  // Between two probes: at random, so that consoles that start together do not ask together.
  Object.defineProperty(probe, "_DISCOVERY_INTERVAL", { get: () => randomInt(80, 250) });
  probe["_sendProbe"]().catch((error: unknown) => (failure ??= reasonOf(error).slice(0, 120)));
  return {
    ...search,
    close() {
      if (!isOpen) return;
      isOpen = false;
      const timer = probe["_discovery_interval_timer"];
      if (timer !== null) clearTimeout(timer);
      closeQuietly(socket);
    },
  };
}

/** ONVIF Core 7.3.2: `Device` belongs to the device service's namespace; node-onvif puts both types into one. */
function namespaceMended(envelope: string): string {
  if (!envelope.includes("dp0:Device<")) return envelope;
  return envelope.replace("http://www.onvif.org/ver10/network/wsdl", "http://www.onvif.org/ver10/device/wsdl");
}

function closeQuietly(socket: Socket): void {
  try {
    socket.close();
  } catch {
    // Never bound, or closed by its own error: there is nothing left to close.
  }
}
