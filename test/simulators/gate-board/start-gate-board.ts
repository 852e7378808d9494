import { createServer, type Socket } from "node:net";
import { SerialPort } from "serialport";
import { type BoardEvent, type BoardState, boardNamed } from "./boards.ts";

export interface GateBoardOptions {
  /** As `boards.ts` names them. */
  readonly board: string;
  readonly units: readonly number[];
  /** `HOST:PORT` to listen on; port 0 takes a free one. */
  readonly listen?: string;
  /** Or a serial port, for instance one end of a pseudo-terminal pair. */
  readonly serial?: { readonly path: string; readonly baudRate: number };
}

export interface GateBoard {
  /** `HOST:PORT`; empty on a serial port. */
  readonly address: string;
  /** Something happens at a unit; a board without units has the one it was started with. */
  happen(unit: number, event: BoardEvent | "alarm" | "alarm-over" | "power-cycle"): void;
  /** While false it says nothing at all. */
  isAwake: boolean;
  /** Puts bytes on the line as they are. */
  say(bytes: Uint8Array): void;
  close(): Promise<void>;
}

const fresh = (): BoardState => ({ left: 0, right: 0, hasFault: false, hasAlarm: false, alarms: 0 });

/** Boards of one kind on one line. */
export async function startGateBoard(options: GateBoardOptions): Promise<GateBoard> {
  const board = boardNamed(options.board);
  const states = new Map(options.units.map((unit) => [unit, fresh()]));
  let rest: Buffer = Buffer.alloc(0);
  let isAwake = true;

  const take = (bytes: Buffer, write: (says: Buffer) => void): void => {
    rest = Buffer.concat([rest, bytes]);
    for (let answer = board.answer(rest, states); answer !== null; answer = board.answer(rest, states)) {
      rest = rest.subarray(answer.used);
      if (isAwake && answer.says.length > 0) write(answer.says);
    }
    // A board that only speaks does not care what it is told.
    if (rest.length > 512) rest = Buffer.alloc(0);
  };
  const line = options.serial
    ? await openSerial(options.serial, take)
    : await openTcp(options.listen ?? "127.0.0.1:0", take);

  return {
    address: line.address,
    get isAwake() {
      return isAwake;
    },
    set isAwake(awake) {
      isAwake = awake;
    },
    happen(unit, event) {
      const state = states.get(unit);
      if (!state) throw new RangeError(`no unit ${unit}`);
      if (event === "left" || event === "right") state[event]++;
      if (event === "fault" || event === "fault-over") state.hasFault = event === "fault";
      if (event === "alarm" || event === "alarm-over") state.hasAlarm = event === "alarm";
      if (event === "alarm") state.alarms++;
      if (event === "power-cycle") states.set(unit, fresh());
      const isOwnWord = event === "left" || event === "right" || event === "fault" || event === "fault-over";
      const says = isOwnWord ? board.tells(unit, event) : null;
      if (says && isAwake) line.write(says);
    },
    say: (bytes) => line.write(Buffer.from(bytes)),
    close: () => line.close(),
  };
}

interface Line {
  readonly address: string;
  write(bytes: Buffer): void;
  close(): Promise<void>;
}
type Take = (bytes: Buffer, write: (says: Buffer) => void) => void;

async function openSerial({ path, baudRate }: { path: string; baudRate: number }, take: Take): Promise<Line> {
  const port = new SerialPort({ path, baudRate, autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  const write = (bytes: Buffer): void => void port.write(bytes);
  port.on("data", (bytes: Buffer) => take(bytes, write));
  // The other end of a pseudo-terminal may go away first.
  port.on("error", () => undefined);
  return {
    address: "",
    write,
    close: () => new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve())),
  };
}

async function openTcp(listen: string, take: Take): Promise<Line> {
  const [host = "127.0.0.1", port = "0"] = listen.split(":");
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("data", (bytes) => take(Buffer.from(bytes), (says) => void socket.write(says)));
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(Number(port), host, resolve));
  const address = server.address();
  return {
    address: typeof address === "object" && address !== null ? `${host}:${address.port}` : "",
    write: (bytes) => {
      for (const socket of sockets) socket.write(bytes);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
