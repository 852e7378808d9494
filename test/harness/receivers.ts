import { openPtyWire, openTcpWire, type PeerWire } from "./peer-wire.ts";
import { plugPtyPair } from "./pty-pair.ts";
import { openRawReceiver, type RawReceiver } from "./raw-receiver.ts";
import { removeFolder, temporaryFolder } from "./station-process.ts";

/** One receiver on a serial line, the others over TCP: a flood comes from several. */
const tcpReceivers = 3;

export interface Receivers {
  /** The serial one first. */
  readonly all: readonly { readonly name: "pty" | "tcp"; readonly wire: PeerWire; readonly receiver: RawReceiver }[];
  /** Where the station, or what stands before it, reaches the others. */
  readonly tcpPorts: readonly number[];
  close(): Promise<void>;
}

export async function openReceivers(): Promise<Receivers> {
  const folder = temporaryFolder();
  const cable = await plugPtyPair(folder);
  const pty = openPtyWire(cable.peerPath, cable.stationPath);
  const tcp = await Promise.all(Array.from({ length: tcpReceivers }, () => openTcpWire()));
  const all = [
    { name: "pty" as const, wire: pty, receiver: openRawReceiver(pty) },
    ...tcp.map((wire) => ({ name: "tcp" as const, wire, receiver: openRawReceiver(wire) })),
  ];
  return {
    all,
    tcpPorts: tcp.map(({ port }) => port),
    async close() {
      for (const { receiver } of all) receiver.stop();
      await Promise.all(all.map(({ wire }) => wire.close()));
      await cable.unplug();
      removeFolder(folder);
    },
  };
}
