import type { GateSimulator } from "./gate-simulator.ts";
import { type Fault, faultNames } from "./module.ts";

export const help = `passage UNIT            a person passes
metal UNIT              a person passes and the gate finds metal
tamper UNIT on|off      the housing is opened, closed (contact pair 2 and 3)
panic UNIT              the button at the gate is pressed
on|off UNIT INPUT       an input is closed, opened
pulse UNIT INPUT [MS]   an input is closed for MS (20)
count UNIT INPUT N      its counter moves on by N
restart UNIT            the module loses power: its counters begin at 0
fault UNIT NAME [VALUE] ${faultNames.join(", ")}; none ends it`;

/** `slow=500` or `exception` as options and commands give them. */
export function parseFault(name: string, value: string | undefined): Fault {
  const known = faultNames.find((each) => each === name);
  const number = value === undefined ? (name === "slow" ? 500 : 4) : Number(value);
  if (!known || !Number.isInteger(number) || number < 0) throw new RangeError(`fault ${name} ${value ?? ""}`);
  return { name: known, value: number };
}

/**
 * Does what a line of text says.
 * @throws RangeError for a line that makes no sense.
 */
export function runCommand(simulator: GateSimulator, line: string): void {
  const [verb = "", unitText = "", ...rest] = line.trim().split(/\s+/);
  const unit = Number(unitText);
  const number = (index: number, standard: number | null = null): number => {
    const value = rest[index] === undefined ? standard : Number(rest[index]);
    if (value === null || !Number.isInteger(value) || value < 0) throw new RangeError(`number ${rest[index] ?? ""}`);
    return value;
  };
  const module = simulator.module(unit);
  switch (verb) {
    case "passage":
    case "metal":
      simulator.pass(unit, verb === "metal");
      break;
    case "tamper":
      if (rest[0] !== "on" && rest[0] !== "off") throw new RangeError("tamper UNIT on|off");
      simulator.tamper(unit, rest[0] === "on");
      break;
    case "panic":
      simulator.pulse(unit, 5, 600);
      break;
    case "on":
    case "off":
      module.set(number(0), verb === "on");
      break;
    case "pulse":
      simulator.pulse(unit, number(0), number(1, 20));
      break;
    case "count": {
      const input = number(0);
      module.counters[input] = ((module.counters[input] ?? 0) + number(1)) % 65536;
      break;
    }
    case "restart":
      module.restart();
      break;
    case "fault":
      simulator.setFault(unit, rest[0] === "none" ? null : parseFault(rest[0] ?? "", rest[1]));
      break;
    default:
      throw new RangeError(`command ${verb}`);
  }
}
