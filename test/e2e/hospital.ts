import { execFileSync } from "node:child_process";
import type { Device, SiteFile } from "../../native/contract/site.ts";
import { startStation, type StationProcess } from "../harness/station-process.ts";
import { closing } from "../set-up.ts";
import { type SimulatedCamera, startCamera } from "../simulators/camera/start-camera.ts";
import { type GateSimulator, startGateSimulator } from "../simulators/gate/gate-simulator.ts";
import { type Receiver, startReceiver } from "../simulators/panel/receiver.ts";

/** Simulated devices on real wires. */
export interface Devices {
  readonly receiver: Receiver;
  readonly gate: GateSimulator;
  readonly camera: SimulatedCamera;
  /** The site file that names them. */
  readonly site: object;
}

/** The devices, and the real station in plain Node connected to them. */
export interface Hospital extends Devices {
  /** The one that runs now; `restart` replaces it. */
  station: StationProcess;
  /** A new process with the same folder and address as the one that was killed. */
  restart(): Promise<void>;
  /** kill -9 of the station's cameras process. */
  killCameras(): void;
}

export function siteOf(devices: readonly object[]): object {
  return {
    site: { id: "test", name: { "zh-CN": "示范医院", en: "Demo Hospital" }, timeZone: "Asia/Shanghai" },
    areas: [{ id: "ed", name: { "zh-CN": "急诊大厅", en: "Emergency hall" }, key: true }],
    devices,
  } satisfies Pick<SiteFile, "site"> & { areas: unknown; devices: readonly (object | Device)[] };
}

export async function openDevices(): Promise<Devices> {
  const receiver = await startReceiver({ line: { listen: { host: "127.0.0.1", port: 0 } }, heartbeatSeconds: 2 });
  closing(() => receiver.close());
  const gate = await startGateSimulator({ listen: "127.0.0.1:0", framing: "tcp", units: [1] });
  closing(() => gate.close());
  const camera = await startCamera({ name: "CAM1", framesPerSecond: 10 });
  closing(() => camera.close());
  const site = siteOf([
    {
      id: "rx1",
      kind: "panel",
      family: "surgard",
      link: `tcp://127.0.0.1:${receiver.port}`,
      area: "ed",
      heartbeatSeconds: 2,
      name: { "zh-CN": "报警接收机", en: "Alarm receiver" },
      points: [
        {
          account: "1234",
          zone: "001",
          name: { "zh-CN": "急诊护士站一键报警", en: "ED nurses' panic button" },
          class: "panic",
          cameras: ["cam1"],
        },
      ],
    },
    {
      id: "gate1",
      kind: "gate",
      family: "modbus-io",
      framing: "tcp",
      link: `tcp://${gate.address}`,
      unit: 1,
      area: "ed",
      name: { "zh-CN": "急诊安检门", en: "ED gate" },
      inputs: [
        { input: 0, means: "metal" },
        { input: 1, means: "passage" },
        { inputs: [2, 3], means: "tamper", wiring: "no-nc" },
      ],
      cameras: ["cam1"],
    },
    {
      id: "cam1",
      kind: "camera",
      family: "onvif",
      address: camera.address,
      username: camera.username,
      password: camera.password,
      area: "ed",
      name: { "zh-CN": "急诊大厅入口", en: "ED entrance" },
    },
  ]);
  return { receiver, gate, camera, site };
}

export async function openHospital(): Promise<Hospital> {
  const devices = await openDevices();
  const station = await startStation({ site: devices.site });
  const hospital: Hospital = {
    ...devices,
    station,
    async restart() {
      const { dataFolder, url } = hospital.station;
      hospital.station = await startStation({ dataFolder, listen: new URL(url).host });
    },
    killCameras() {
      const [pid] = execFileSync("pgrep", ["-P", String(hospital.station.pid), "-f", "cameras/main"], {
        encoding: "utf8",
      }).split("\n");
      process.kill(Number(pid), "SIGKILL");
    },
  };
  closing(async () => void (await hospital.station.stop()));
  return hospital;
}
