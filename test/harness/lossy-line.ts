import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * A stand-in for a station that acknowledges and loses: it stands between the receiver and the real
 * station and answers every `every`-th frame itself without passing it on. Only the fault tests have
 * it: what finds no loss with the real station must find one with this.
 */
export async function openLossyLine(
  receiverPort: number,
  every: number,
): Promise<{ address: string; close(): Promise<void> }> {
  const pairs = new Set<Socket>();
  let frames = 0;
  const server = createServer({ noDelay: true }, (station) => {
    const receiver = connect({ port: receiverPort, host: "127.0.0.1", noDelay: true });
    let buffer = Buffer.alloc(0);
    const end = (): void => {
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
    receiver.on("data", (bytes) => {
      buffer = Buffer.concat([buffer, bytes]);
      for (let at = buffer.indexOf(0x14); at >= 0; at = buffer.indexOf(0x14)) {
        const frame = buffer.subarray(0, at + 1);
        buffer = buffer.subarray(at + 1);
        frames += 1;
        if (frames % every === 0) receiver.write(Buffer.of(0x06));
        else station.write(frame);
      }
    });
    station.on("data", (bytes) => receiver.write(bytes));
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
