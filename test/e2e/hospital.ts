import { execFileSync } from "node:child_process";
import type { DeskSettings } from "../../native/contract/desk.ts";
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
  /** `cam2` and on. */
  readonly others: readonly SimulatedCamera[];
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

/** What a journey's hospital has of its own. */
export interface HospitalOptions {
  /** Sections of the desk's settings besides the contacts. */
  readonly desk?: SiteFile["desk"];
  /** How recordings are made and kept. */
  readonly video?: SiteFile["video"];
  /** False: the console knows no camera, for journeys that look at none. */
  readonly camera?: boolean;
  /** Besides the first: `cam2`, `cam3`, …, small and slow, with the numbers 102, 103, …; the first has 101 then. */
  readonly moreCameras?: number;
}

export function siteOf(devices: readonly object[], desk: SiteFile["desk"] = {}): object {
  return {
    site: { id: "test", name: { "zh-CN": "示范医院", en: "Demo Hospital" }, timeZone: "Asia/Shanghai" },
    areas: [
      { id: "ed", name: { "zh-CN": "急诊大厅", en: "Emergency hall" }, key: true },
      { id: "pharmacy", name: { "zh-CN": "药库", en: "Pharmacy store" }, key: true },
    ],
    devices,
    desk: { contacts, ...desk },
  } satisfies Pick<SiteFile, "site" | "desk"> & { areas: unknown; devices: readonly (object | Device)[] };
}

const contacts: DeskSettings["contacts"] = [
  { role: "police", name: { "zh-CN": "公安报警", en: "Police emergency" }, number: "110" },
  { role: "police_room", name: { "zh-CN": "院内警务室", en: "Police room" }, number: "8110" },
  { role: "chief", name: { "zh-CN": "保卫科长", en: "Security chief" }, number: "8001" },
  { role: "duty_manager", name: { "zh-CN": "总值班", en: "Duty manager" }, number: "8000" },
  { role: "guard_post", name: { "zh-CN": "急诊安检岗", en: "ED gate post" }, number: "8020" },
  { role: "ward", name: { "zh-CN": "急诊护士站", en: "ED nurses" }, number: "8301" },
];

/** Lines that a build machine which stands still for some seconds does not take for lost. */
const heartbeatSeconds = 5;

/** Account and zone of the panic buttons. */
export const nursesButton = { account: "1234", code: "120", zone: "001" } as const;
export const pharmacyButton = { account: "1234", code: "120", zone: "002" } as const;

export async function openDevices({
  desk,
  video,
  camera: withCamera = true,
  moreCameras = 0,
}: HospitalOptions = {}): Promise<Devices> {
  const receiver = await startReceiver({ line: { listen: { host: "127.0.0.1", port: 0 } }, heartbeatSeconds });
  closing(() => receiver.close());
  const gate = await startGateSimulator({ listen: "127.0.0.1:0", framing: "tcp", units: [1] });
  closing(() => gate.close());
  const camera = await startCamera({ name: "CAM1", framesPerSecond: 10 });
  closing(() => camera.close());
  const others = await Promise.all(
    Array.from({ length: moreCameras }, async (_, at) => {
      const name = `CAM${at + 2}`;
      const other = await startCamera({ name, framesPerSecond: 5, small: { width: 320, height: 180 } });
      closing(() => other.close());
      return other;
    }),
  );
  const cameras = withCamera ? ["cam1"] : [];
  const devices = [
    {
      id: "rx1",
      kind: "panel",
      family: "surgard",
      link: `tcp://127.0.0.1:${receiver.port}`,
      area: "ed",
      heartbeatSeconds,
      name: { "zh-CN": "报警接收机", en: "Alarm receiver" },
      points: [
        {
          account: "1234",
          zone: "001",
          name: { "zh-CN": "急诊护士站一键报警", en: "ED nurses' panic button" },
          class: "panic",
          cameras,
        },
        {
          account: "1234",
          zone: "002",
          name: { "zh-CN": "药库一键报警", en: "Pharmacy panic button" },
          class: "panic",
          area: "pharmacy",
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
      timeoutMs: 5000,
      area: "ed",
      name: { "zh-CN": "急诊安检门", en: "ED gate" },
      inputs: [
        { input: 0, means: "metal" },
        { input: 1, means: "passage" },
        { inputs: [2, 3], means: "tamper", wiring: "no-nc" },
      ],
      cameras,
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
      ...(moreCameras > 0 ? { number: 101 } : {}),
    },
    ...others.map(({ address, username, password }, at) => ({
      id: `cam${at + 2}`,
      kind: "camera",
      family: "onvif",
      address,
      username,
      password,
      number: at + 102,
      area: "pharmacy",
      name: { "zh-CN": `药库${at + 2}号位`, en: `Pharmacy ${at + 2}` },
    })),
  ];
  const site = siteOf(
    devices.filter((device) => withCamera || device.kind !== "camera"),
    desk,
  );
  return { receiver, gate, camera, others, site: video === undefined ? site : { ...site, video } };
}

export async function openHospital(options: HospitalOptions = {}): Promise<Hospital> {
  const devices = await openDevices(options);
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
