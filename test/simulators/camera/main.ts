import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { readFault } from "./faults.ts";
import { startCamera } from "./start-camera.ts";

/**
 * A simulated camera of its own process. Prints `{"event":"ready",...}` when it can be reached. On
 * stdin, one a line: a fault (`freeze`, `slowMs=800`, `freeze=false`), `drop`, `reboot=5000`, `forget` (its
 * subscriptions), or a contact (`input=DigitInput_1:true`).
 */
const { values } = parseArgs({
  options: {
    name: { type: "string", default: "CAM-1" },
    port: { type: "string", default: "8081" },
    "rtsp-port": { type: "string", default: "0" },
    username: { type: "string", default: "operator" },
    password: { type: "string", default: "secret" },
    fps: { type: "string", default: "15" },
    /** Answers WS-Discovery on the loopback interface by this endpoint, `urn:uuid:...`. */
    endpoint: { type: "string" },
    /** Can be moved (PTZ). */
    ptz: { type: "boolean", default: false },
    fault: { type: "string", multiple: true, default: [] },
  },
});

const camera = await startCamera({
  name: values.name,
  port: Number(values.port),
  rtspPort: Number(values["rtsp-port"]),
  username: values.username,
  password: values.password,
  framesPerSecond: Number(values.fps),
  canMove: values.ptz,
  ...(values.endpoint === undefined ? {} : { endpoint: values.endpoint }),
  faults: Object.assign({}, ...values.fault.map(readFault)),
});
console.log(JSON.stringify({ event: "ready", address: camera.address, rtspPort: camera.rtspPort, pid: process.pid }));

async function obey(line: string): Promise<void> {
  const [order = "", value = ""] = line.trim().split("=");
  if (order === "") return;
  if (order === "drop") camera.dropConnections();
  else if (order === "reboot") await camera.reboot(Number(value || 5000));
  else if (order === "forget") camera.events.forget();
  else if (order === "input") {
    const [token = "", state = ""] = value.split(":");
    const topic = "tns1:Device/tns1:Trigger/tns1:DigitalInput";
    camera.events.change({ topic, source: { InputToken: token }, data: { LogicalState: state } });
  } else camera.setFaults(readFault(line));
}

createInterface({ input: process.stdin }).on("line", (line) => {
  obey(line).then(
    () => console.log(JSON.stringify({ event: "done", order: line })),
    (error: unknown) => console.log(JSON.stringify({ event: "failed", order: line, reason: String(error) })),
  );
});
const stop = (): void => void camera.close().then(() => process.exit(0));
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
