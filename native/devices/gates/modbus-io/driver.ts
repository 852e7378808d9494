import type { ModbusGate } from "../../../contract/site.ts";
import type { Driver, OpenLine } from "../../driver.ts";
import type { Gate } from "./gate.ts";
import { ModbusLine } from "./line.ts";

/**
 * Opens all gates behind one link: an RS-485 line, a transparent serial server, or one Modbus TCP
 * server. One request is under way at a time; the gates are asked in turn.
 * @throws AppError `link.bad_address`
 */
export const openModbusLine: OpenLine<ModbusGate> = (devices, context) => {
  const [first, ...others] = devices;
  if (!first) return [];
  const line = new ModbusLine([first, ...others], context);
  return line.gates().map((gate) => openGate(line, gate));
};

function openGate(line: ModbusLine, gate: Gate): Driver {
  let closing: Promise<void> | null = null;
  return {
    deviceId: gate.device.id,
    health: () => line.health(gate),
    frames: () => line.frames(),
    outputs: {
      states: () => gate.outputs(),
      set: (outputId, on) => gate.setOutput(outputId, on),
    },
    close: () => (closing ??= line.remove(gate)),
  };
}
