import { connect, createServer, type Server, type Socket } from "node:net";
import { expect, test, vi } from "vitest";
import { closing } from "../../set-up.ts";
import { heldClock } from "../held-clock.ts";
import { openHeardLink } from "./heard-link.ts";
import { wait } from "./socat-pair.ts";

const until = (check: () => void): Promise<void> => vi.waitFor(check, wait);

interface Peer {
  readonly port: number;
  readonly sockets: Socket[];
  stop(): Promise<void>;
}

async function startPeer(port = 0, onSocket: (socket: Socket) => void = () => undefined): Promise<Peer> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  closing(stop);
  return { port: (server.address() as { port: number }).port, sockets, stop };
}

async function freePort(): Promise<number> {
  const peer = await startPeer();
  await peer.stop();
  return peer.port;
}

function caller(port: number): Socket {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  closing(() => void socket.destroy());
  return socket;
}

test("bytes pass both ways and are counted", async () => {
  const peer = await startPeer(0, (socket) => socket.on("data", (bytes) => socket.write(`<${bytes.toString()}>`)));
  const heard = openHeardLink(`tcp://127.0.0.1:${peer.port}`);
  expect(heard.link.state).toBe("opening");
  await until(() => expect(heard.told).toEqual(["up"]));
  await heard.link.write(Buffer.from("abc"));
  await until(() => expect(heard.text).toBe("<abc>"));
  expect(heard.link.counts).toEqual({ bytesIn: 5, bytesOut: 3, reconnects: 0 });
});

test("a server that is absent at first is found when it comes, and the outage is told once", async () => {
  const port = await freePort();
  const clock = heldClock();
  const heard = openHeardLink(`tcp://127.0.0.1:${port}`, clock);
  await until(() => expect(heard.told).toEqual(["ECONNREFUSED"]));
  await expect(heard.link.write(Buffer.from("x"))).rejects.toMatchObject({ code: "link.not_open" });
  const peer = await startPeer(port);
  await until(() => {
    clock.advance(5_000);
    expect(heard.told).toEqual(["ECONNREFUSED", "up"]);
  });
  expect(peer.sockets).toHaveLength(1);
});

test("after a reset, an end and a restart of the server the link comes back", async () => {
  const peer = await startPeer();
  const heard = openHeardLink(`tcp://127.0.0.1:${peer.port}`);
  await until(() => expect(peer.sockets).toHaveLength(1));
  await until(() => expect(heard.link.state).toBe("up"));
  peer.sockets[0]?.resetAndDestroy();
  await until(() => expect(heard.told).toEqual(["up", "ECONNRESET", "up"]));
  await until(() => expect(peer.sockets).toHaveLength(2));
  peer.sockets[1]?.end();
  await until(() => expect(heard.told).toEqual(["up", "ECONNRESET", "up", "ended", "up"]));
  await peer.stop();
  await until(() => expect(heard.link.state).toBe("down"));
  await startPeer(peer.port);
  await until(() => expect(heard.link.state).toBe("up"));
  expect(heard.link.counts.reconnects).toBe(3);
});

test("a server that hangs up at once is not called in a tight loop", async () => {
  const clock = heldClock();
  let calls = 0;
  const peer = await startPeer(0, (socket) => {
    calls++;
    socket.destroy();
  });
  const heard = openHeardLink(`tcp://127.0.0.1:${peer.port}`, clock);
  for (let round = 1; round <= 6; round++) {
    await until(() => expect(heard.told.filter((word) => word !== "up")).toHaveLength(round));
    await until(() => expect(clock.waiting).toBe(1));
    expect(calls).toBe(round);
    // After a few rounds the wait is the longest one: 2.5 to 5 s.
    if (round === 6) clock.advance(2_400);
    else clock.advance(5_000);
  }
  expect(calls).toBe(6);
});

test("a far side that accepts nothing is given up after 5 s", async () => {
  const clock = heldClock();
  // RFC 5737 documentation address: nothing answers there.
  const heard = openHeardLink("tcp://192.0.2.1:1025", clock);
  await until(() => expect(clock.waiting).toBeGreaterThan(0));
  clock.advance(5_000);
  await until(() => expect(heard.told).toHaveLength(1));
  expect(["timed_out", "ENETUNREACH", "EHOSTUNREACH", "ECONNREFUSED"]).toContain(heard.told[0]);
});

test("a paused link takes no bytes, holds the sender back, and loses nothing", async () => {
  const peer = await startPeer();
  const heard = openHeardLink(`tcp://127.0.0.1:${peer.port}`);
  await until(() => expect(peer.sockets).toHaveLength(1));
  await until(() => expect(heard.link.state).toBe("up"));
  heard.link.pause();
  const block = Buffer.alloc(64 * 1024, "x");
  const socket = peer.sockets[0] as Socket;
  for (let sent = 0; sent < 256; sent++) socket.write(block);
  await until(() => expect(socket.writableLength).toBeGreaterThan(0));
  const taken = heard.text.length;
  expect(taken).toBeLessThanOrEqual(64 * 1024);
  heard.link.resume();
  await until(() => expect(heard.text).toHaveLength(256 * 64 * 1024));
});

test("a far side that never reads ends the connection instead of filling memory", async () => {
  const peer = await startPeer(0, (socket) => socket.pause());
  const heard = openHeardLink(`tcp://127.0.0.1:${peer.port}`);
  await until(() => expect(heard.link.state).toBe("up"));
  const block = Buffer.alloc(64 * 1024);
  const results: Promise<unknown>[] = [];
  await until(() => {
    results.push(heard.link.write(block).catch((error: { params: object }) => error.params));
    expect(heard.told).toContain("write_stalled");
  });
  const failures = (await Promise.all(results)).filter((result) => result !== undefined);
  expect(failures.length).toBeGreaterThan(0);
});

test("reconnect drops the connection and makes a new one", async () => {
  const peer = await startPeer();
  const heard = openHeardLink(`tcp://127.0.0.1:${peer.port}`);
  await until(() => expect(heard.link.state).toBe("up"));
  heard.link.reconnect("nonsense");
  expect(heard.link.state).toBe("down");
  await until(() => expect(heard.told).toEqual(["up", "nonsense", "up"]));
  await until(() => expect(peer.sockets).toHaveLength(2));
});

test("a closed link says nothing more and is closed once", async () => {
  const peer = await startPeer();
  const heard = openHeardLink(`tcp://127.0.0.1:${peer.port}`);
  await until(() => expect(heard.link.state).toBe("up"));
  await Promise.all([heard.link.close(), heard.link.close()]);
  expect(heard.link.state).toBe("closed");
  expect(heard.told).toEqual(["up"]);
  await until(() => expect(peer.sockets.every((socket) => socket.readyState !== "open")).toBe(true));
});

test("closing while connecting and while waiting ends both", async () => {
  const port = await freePort();
  const clock = heldClock();
  const waiting = openHeardLink(`tcp://127.0.0.1:${port}`, clock);
  await until(() => expect(waiting.told).toHaveLength(1));
  const connecting = openHeardLink(`tcp://127.0.0.1:${port}`, clock);
  await Promise.all([waiting.link.close(), connecting.link.close()]);
  expect(clock.waiting).toBe(0);
});

test("a listening link takes its peer, and the next one after it left", async () => {
  const port = await freePort();
  const heard = openHeardLink(`tcp-listen://127.0.0.1:${port}`);
  await until(() => {
    const probe = caller(port);
    probe.write("one");
    expect(heard.told).toContain("up");
  });
  expect(heard.link.state).toBe("up");
});

test("a listening link nobody calls is down after 5 s, told once", async () => {
  const port = await freePort();
  const clock = heldClock();
  const heard = openHeardLink(`tcp-listen://127.0.0.1:${port}`, clock);
  await until(() => expect(clock.waiting).toBe(1));
  clock.advance(5_000);
  expect(heard.told).toEqual(["no_peer"]);
  caller(port);
  await until(() => expect(heard.told).toEqual(["no_peer", "up"]));
});

test("a second peer is refused while the first is live, and takes over when it is silent", async () => {
  const port = await freePort();
  const clock = heldClock();
  const heard = openHeardLink(`tcp-listen://127.0.0.1:${port}`, clock);
  await until(() => expect(clock.waiting).toBe(1));
  const first = caller(port);
  first.write("a");
  await until(() => expect(heard.text).toBe("a"));

  const refused = caller(port);
  await until(() => expect(refused.closed).toBe(true));
  expect(heard.told).toEqual(["up"]);
  expect(first.closed).toBe(false);

  // The first one's host vanished without a word (half-open), and it comes again by a new connection.
  clock.advance(10_000);
  const second = caller(port);
  second.write("b");
  await until(() => expect(heard.text).toBe("ab"));
  expect(heard.told).toEqual(["up", "replaced", "up"]);
  await until(() => expect(first.closed).toBe(true));
  await heard.link.write(Buffer.from("to the second"));
});

test("a port that is taken is tried again until it is free", async () => {
  const other = await startPeer();
  const clock = heldClock();
  const heard = openHeardLink(`tcp-listen://127.0.0.1:${other.port}`, clock);
  await until(() => expect(heard.told).toEqual(["EADDRINUSE"]));
  await other.stop();
  await until(() => {
    clock.advance(5_000);
    caller(other.port);
    expect(heard.told).toContain("up");
  });
});
