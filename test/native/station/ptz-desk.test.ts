import { expect, test } from "vitest";
import { AppError } from "../../../native/base/app-error.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import type { NewEvent } from "../../../native/contract/events.ts";
import type { PtzAct } from "../../../native/contract/ptz.ts";
import { cameraDeviceSchema } from "../../../native/contract/site.ts";
import { makePtzDesk } from "../../../native/station/ptz-desk.ts";
import { heldClock } from "../held-clock.ts";

const operator = { name: "王芳", role: "operator" } as const;
const colleague = { name: "李强", role: "operator" } as const;
const technician = { name: "赵工", role: "technician" } as const;
const chief = { name: "赵敏", role: "chief" } as const;
const right: PtzAct = { type: "move", vector: { pan: 1, tilt: 0, zoom: 0 } };

function openDesk(failing = false) {
  const clock = heldClock();
  const events: NewEvent[] = [];
  const acts: PtzAct[] = [];
  const device = cameraDeviceSchema.parse({
    id: "cam1",
    kind: "camera",
    family: "onvif",
    area: "ed",
    address: "http://10.0.0.5/",
    ptzReturn: { preset: "1" },
  });
  let number = 0;
  const desk = makePtzDesk({
    clock,
    logger: silentLogger,
    newId: () => String(++number),
    camera: (id) => (id === "cam1" ? device : undefined),
    act(_, act) {
      acts.push(act);
      if (failing) return Promise.reject(new AppError("camera.no_ptz", { id: "cam1" }));
      return Promise.resolve(act.type === "presets" ? [{ token: "1", name: "门口" }] : null);
    },
    note(event) {
      events.push(event);
      return Promise.resolve();
    },
  });
  const told = () =>
    events.map(({ kind, actor, data }) => [kind, actor?.name ?? null, "why" in data ? data.why : null]);
  return { clock, desk, acts, told };
}

test("one at a time, by name; not each move is told", async () => {
  const { desk, told } = openDesk();
  expect(await desk.take("cam1", operator)).toEqual({ by: operator, presets: [{ token: "1", name: "门口" }] });
  await desk.perform("cam1", right, operator);
  await desk.perform("cam1", right, operator);
  for (const other of [colleague, technician])
    await expect(desk.take("cam1", other)).rejects.toMatchObject({
      code: "camera.ptz_held",
      params: { by: "王芳", role: "operator" },
    });
  await expect(desk.perform("cam1", right, colleague)).rejects.toMatchObject({ code: "camera.ptz_held" });
  desk.release("cam1", colleague);
  desk.release("cam1", operator);
  await desk.take("cam1", colleague);
  expect(told()).toEqual([
    ["ptz.taken", "王芳", null],
    ["ptz.released", "王芳", "released"],
    ["ptz.taken", "李强", null],
  ]);
});

test("thirty seconds after the last act it is free", async () => {
  const { clock, desk, told } = openDesk();
  await desk.take("cam1", operator);
  clock.advance(29_000);
  await desk.perform("cam1", right, operator);
  clock.advance(29_000);
  await expect(desk.take("cam1", colleague)).rejects.toMatchObject({ code: "camera.ptz_held" });
  clock.advance(1000);
  await desk.take("cam1", colleague);
  expect(told().slice(0, 2)).toEqual([
    ["ptz.taken", "王芳", null],
    ["ptz.released", "王芳", "expired"],
  ]);
});

test("the chief takes over, and is not taken over from", async () => {
  const { desk, told } = openDesk();
  await desk.take("cam1", operator);
  await desk.take("cam1", chief);
  await expect(desk.perform("cam1", right, operator)).rejects.toMatchObject({ params: { by: "赵敏" } });
  expect(told()).toEqual([
    ["ptz.taken", "王芳", null],
    ["ptz.released", "王芳", "taken_over"],
    ["ptz.taken", "赵敏", null],
  ]);
});

test("goes back to its preset a minute after the last move, whoever holds it; tells when it does not", async () => {
  const { clock, desk, acts } = openDesk();
  await desk.perform("cam1", right, operator);
  clock.advance(40_000);
  await desk.perform("cam1", { type: "goTo", preset: "2" }, operator);
  clock.advance(59_000);
  expect(acts).toHaveLength(2);
  clock.advance(1000);
  expect(acts.at(-1)).toEqual({ type: "goTo", preset: "1" });

  const broken = openDesk(true);
  await expect(broken.desk.perform("cam1", right, operator)).rejects.toMatchObject({ code: "camera.no_ptz" });
  broken.clock.advance(60_000);
  await Promise.resolve();
  await Promise.resolve();
  expect(broken.told().at(-1)?.[0]).toBe("ptz.return_failed");
});

test("only cameras of the site, and nobody holds one that cannot be moved", async () => {
  const { desk } = openDesk();
  await expect(desk.take("gate1", operator)).rejects.toMatchObject({ code: "camera.not_found" });
  const fixed = openDesk(true);
  await expect(fixed.desk.take("cam1", operator)).rejects.toMatchObject({ code: "camera.no_ptz" });
  await expect(fixed.desk.take("cam1", colleague)).rejects.toMatchObject({ code: "camera.no_ptz" });
});
