import type { GateInputReport, PanelSignal } from "../../../native/contract/reports.ts";

/** A press of the panic button at the nurses' station; zone 002 is the pharmacy's door (intrusion). */
export function signal(fields: Partial<PanelSignal> = {}): PanelSignal {
  return {
    type: "panel.signal",
    deviceId: "rx1",
    atMs: 1000,
    format: "contact-id",
    raw: "35",
    account: "1234",
    qualifier: "new",
    code: "120",
    partition: "01",
    zone: "001",
    receiver: "01",
    line: "1",
    repeated: false,
    ...fields,
  };
}

export const door = (fields: Partial<PanelSignal> = {}): PanelSignal => signal({ code: "130", zone: "002", ...fields });

/** Metal at the gate. */
export function gateInput(fields: Partial<GateInputReport> = {}): GateInputReport {
  return {
    type: "gate.input",
    deviceId: "gate1",
    atMs: 1000,
    pointId: "in0",
    means: "metal",
    change: "on",
    count: 1,
    ...fields,
  };
}
