import type { Device, GateDevice, PanelDevice } from "../contract/site.ts";
import type { Driver, DriverContext, OpenLine } from "./driver.ts";
import { openModbusLine } from "./gates/modbus-io/driver.ts";
import { openSurgardLine } from "./panels/surgard/driver.ts";

/** Every device family that the station drives itself; cameras belong to the cameras process. */
const families: { readonly surgard: OpenLine<PanelDevice>; readonly "modbus-io": OpenLine<GateDevice> } = {
  surgard: openSurgardLine,
  "modbus-io": openModbusLine,
};

/** Opens the drivers of all panels and gates; cameras in the list are passed over. */
export function openDrivers(devices: readonly Device[], context: DriverContext): readonly Driver[] {
  const panels = Map.groupBy(
    devices.filter((device) => device.kind === "panel"),
    (device) => device.link,
  );
  const gates = Map.groupBy(
    devices.filter((device) => device.kind === "gate"),
    (device) => device.link,
  );
  return [
    ...[...panels.values()].flatMap((line) => families.surgard(line, context)),
    ...[...gates.values()].flatMap((line) => families["modbus-io"](line, context)),
  ];
}
