// A Sur-Gard receiver to talk to by hand or in a demonstration:
//   node test/simulators/panel/main.ts --listen 127.0.0.1:1025 --every 20..40 --points 1234/120/001
// Prints a JSON object a line; takes the commands of `usage` on stdin.
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { fourTwoFrame, siaFrame } from "./frames.ts";
import type { LineTarget } from "./line.ts";
import { noFaults, type ReceiverFaults, startReceiver } from "./receiver.ts";

const usage = `usage: main.ts (--listen HOST:PORT | --connect HOST:PORT | --serial PATH [--baud-rate N])
  [--heartbeat SECONDS] [--line 1|001] [--every FROM..TO (seconds)] [--points ACCOUNT/CODE/ZONE,…]
  [--faults noise=0.1,drop-ack=1,half=0.1,duplicate=0.1,glued=0.1,slow=20,never-stop,silence]
commands on stdin: alarm ACCOUNT CODE ZONE | restore ACCOUNT CODE ZONE | sia ACCOUNT CODE ZONE |
  four-two ACCOUNT CODE ZONE | silence SECONDS | fault NAME VALUE | raw HEX | reset | quit`;

function stop(message: string): never {
  console.error(message);
  process.exit(2);
}

function hostPort(text: string): { host: string; port: number } {
  const mark = text.lastIndexOf(":");
  const port = Number(text.slice(mark + 1));
  if (mark < 1 || !Number.isInteger(port)) stop(`HOST:PORT expected, not ${text}`);
  return { host: text.slice(0, mark).replace(/^\[(.*)\]$/, "$1"), port };
}

function faultOf(name: string, value: string): Partial<ReceiverFaults> {
  const key = { slow: "slowMs" }[name] ?? name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  if (!(key in noFaults)) stop(`no such fault: ${name}`);
  const isFlag = key === "neverStop" || key === "silence";
  if (!isFlag && !Number.isFinite(Number(value))) stop(`a number expected for ${name}, not ${value}`);
  return { [key]: isFlag ? value !== "off" && value !== "0" : Number(value) };
}

const { values } = parseArgs({
  options: {
    listen: { type: "string" },
    connect: { type: "string" },
    serial: { type: "string" },
    "baud-rate": { type: "string", default: "9600" },
    heartbeat: { type: "string", default: "30" },
    line: { type: "string", default: "1" },
    every: { type: "string" },
    points: { type: "string", default: "1234/120/001" },
    faults: { type: "string", default: "" },
  },
});

let line: LineTarget;
if (values.listen !== undefined) line = { listen: hostPort(values.listen) };
else if (values.connect !== undefined) line = { connect: hostPort(values.connect) };
else if (values.serial !== undefined) line = { serial: values.serial, baudRate: Number(values["baud-rate"]) };
else stop(usage);

const say = (event: string, fields: object = {}): void => console.log(JSON.stringify({ event, ...fields }));

let faults: Partial<ReceiverFaults> = {};
for (const fault of values.faults.split(",").filter((part) => part !== "")) {
  const [name = "", value = "1"] = fault.split("=");
  faults = { ...faults, ...faultOf(name, value) };
}
const from = { receiver: "01", line: values.line };
const receiver = await startReceiver({
  line,
  heartbeatSeconds: Number(values.heartbeat),
  name: from,
  faults,
  onAcknowledged: (frame) => say("acknowledged", { frame: frame.slice(0, -1) }),
});
say("ready", { port: receiver.port });

/** Every few seconds a message of one of the points; what was raised is restored some time later. */
function startEvents(range: string): void {
  const [from = Number.NaN, to = from] = range.split("..").map(Number);
  const points = values.points.split(",").map((text) => {
    const [account = "1234", code = "120", zone = "001"] = text.split("/");
    return { account, code, zone };
  });
  if (!(from > 0 && to >= from)) stop("--every FROM..TO, in seconds");
  const raised = new Set<number>();
  const next = (): void => {
    setTimeout(
      () => {
        const index = Math.floor(Math.random() * points.length);
        const point = points[index];
        if (point !== undefined) {
          const qualifier = raised.delete(index) ? "R" : "E";
          if (qualifier === "E") raised.add(index);
          say("sent", { frame: receiver.alarm({ ...point, qualifier }).slice(0, -1) });
        }
        next();
      },
      1000 * (from + Math.random() * (to - from)),
    ).unref();
  };
  next();
}
if (values.every !== undefined) startEvents(values.every);

async function quit(): Promise<void> {
  await receiver.close();
  process.exit(0);
}

function obey(text: string): void {
  const [command = "", first = "", second = "", third = ""] = text.trim().split(/\s+/);
  const point = { account: first, code: second, zone: third };
  switch (command) {
    case "":
      break;
    case "alarm":
    case "restore":
      say("sent", { frame: receiver.alarm({ ...point, qualifier: command === "alarm" ? "E" : "R" }).slice(0, -1) });
      break;
    case "sia":
      receiver.send(siaFrame(from, point));
      break;
    case "four-two":
      receiver.send(fourTwoFrame(from, point));
      break;
    case "silence":
      receiver.setFaults({ silence: true });
      setTimeout(() => receiver.setFaults({ silence: false }), 1000 * Number(first)).unref();
      break;
    case "fault":
      receiver.setFaults(faultOf(first, second));
      break;
    case "raw":
      receiver.inject(Buffer.from(first, "hex"));
      break;
    case "reset":
      receiver.reset();
      break;
    case "quit":
      void quit();
      break;
    default:
      say("error", { message: `no such command: ${command}` });
  }
}

createInterface({ input: process.stdin }).on("line", obey);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void quit());
