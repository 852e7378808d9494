import { parseArgs } from "node:util";
import { type SimulatedCamera, startCamera } from "./start-camera.ts";

/**
 * Several simulated cameras in one process, with small slow pictures: many cost about as much as one of `main.ts`. Prints
 * `{"event":"ready","addresses":{NAME:ADDRESS}}` when all can be reached. They have no faults.
 */
const { values } = parseArgs({
  options: {
    name: { type: "string", multiple: true, default: [] },
    username: { type: "string", default: "operator" },
    password: { type: "string", default: "secret" },
    fps: { type: "string", default: "6" },
  },
});

const cameras: SimulatedCamera[] = [];
const addresses: Record<string, string> = {};
for (const name of values.name) {
  const camera = await startCamera({
    name,
    username: values.username,
    password: values.password,
    framesPerSecond: Number(values.fps),
    small: { width: 480, height: 270 },
  });
  cameras.push(camera);
  addresses[name] = camera.address;
}
console.log(JSON.stringify({ event: "ready", addresses, pid: process.pid }));

const stop = (): void => void Promise.all(cameras.map((camera) => camera.close())).then(() => process.exit(0));
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
