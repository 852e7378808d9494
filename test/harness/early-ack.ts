import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/**
 * A stand-in for a station that acknowledges before it has stored: it stands between the receiver and
 * the real station, answers each frame itself and then passes it on, one frame at a time. Only the
 * fault tests have it: what loses nothing with the real station must lose something with this one,
 * or the test sees no loss.
 */
export async function openEarlyAck(receiverPort: number): Promise<{ address: string; close(): Promise<void> }> {
  const pairs = new Set<Socket>();
  const server = createServer({ noDelay: true }, (station) => {
    const receiver = connect({ port: receiverPort, host: "127.0.0.1", noDelay: true });
    let buffer = Buffer.alloc(0);
    let stationWorks = false;
    const end = (): void => {
      // Whatever the station had not stored yet dies with it.
      station.destroy();
      receiver.destroy();
      pairs.delete(station);
      pairs.delete(receiver);
    };
    for (const socket of [station, receiver]) {
      pairs.add(socket);
      socket.on("error", end);
      socket.on("close", end);
    }
    const next = (): void => {
      const end = buffer.indexOf(0x14);
      if (stationWorks || end < 0) return;
      const frame = buffer.subarray(0, end + 1);
      buffer = buffer.subarray(end + 1);
      stationWorks = true;
      receiver.write(Buffer.of(0x06));
      station.write(frame);
    };
    receiver.on("data", (bytes) => {
      buffer = Buffer.concat([buffer, bytes]);
      next();
    });
    station.on("data", () => {
      stationWorks = false;
      next();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of pairs) socket.destroy();
      }),
  };
}
