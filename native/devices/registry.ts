import type { Device, GateDevice, ModbusGate, PanelDevice, ProfileGate } from "../contract/site.ts";
import type { Driver, DriverContext, OpenLine } from "./driver.ts";
import { openProfileLine } from "./gates/frame-profile/driver.ts";
import { openModbusLine } from "./gates/modbus-io/driver.ts";
import { openSurgardLine } from "./panels/surgard/driver.ts";

interface Families {
  readonly surgard: OpenLine<PanelDevice>;
  readonly "modbus-io": OpenLine<ModbusGate>;
  readonly "frame-profile": OpenLine<ProfileGate>;
}

/** Every device family that the station drives itself; cameras belong to the cameras process. */
const families: Families = {
  surgard: openSurgardLine,
  "modbus-io": openModbusLine,
  "frame-profile": openProfileLine,
};

/** Opens the drivers of all panels and gates; cameras in the list are passed over. */
export function openDrivers(devices: readonly Device[], context: DriverContext): readonly Driver[] {
  const panels = devices.filter((device) => device.kind === "panel");
  const gates = devices.filter((device) => device.kind === "gate");
  return [
    ...linesOf(panels, families.surgard, context),
    ...linesOf(gates.filter(isModbus), families["modbus-io"], context),
    ...linesOf(gates.filter(isProfile), families["frame-profile"], context),
  ];
}

function linesOf<D extends { readonly link: string }>(
  devices: readonly D[],
  open: OpenLine<D>,
  context: DriverContext,
): readonly Driver[] {
  return [...Map.groupBy(devices, (device) => device.link).values()].flatMap((line) => open(line, context));
}

function isModbus(gate: GateDevice): gate is ModbusGate {
  return gate.family === "modbus-io";
}

function isProfile(gate: GateDevice): gate is ProfileGate {
  return gate.family === "frame-profile";
}
