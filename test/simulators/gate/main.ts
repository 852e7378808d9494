import { createInterface } from "node:readline";
import { Command } from "commander";
import { help, parseFault, runCommand } from "./commands.ts";
import { startGateSimulator } from "./gate-simulator.ts";

const program = new Command("gate-simulator")
  .description("Digital input modules with gates behind them: a Modbus slave.")
  .option("--listen <host:port>", "TCP address; port 0 takes a free one")
  .option("--serial <path>", "serial port instead")
  .option("--baud-rate <rate>", "of the serial port", "9600")
  .option("--framing <rtu|tcp>", "on TCP; a serial port is always rtu", "tcp")
  .option("--units <list>", "unit numbers, as 1,2", "1")
  .option("--first-input <address>", "address of input 0", "0")
  .option("--fault <faults...>", "UNIT:NAME[=VALUE]; names: silence, slow, exception, wrong-unit, garbage, drop")
  .option("--every <from..to>", "seconds between things that happen at random: passages, metal, tamper")
  .addHelpText("after", `\nCommands on standard input, one a line:\n${help}`)
  .parse();
const options = program.opts<{
  listen?: string;
  serial?: string;
  baudRate: string;
  framing: string;
  units: string;
  firstInput: string;
  fault?: string[];
  every?: string;
}>();

const say = (event: object): void => console.log(JSON.stringify(event));
if ((options.listen === undefined) === (options.serial === undefined)) program.error("give --listen or --serial");
if (options.framing !== "rtu" && options.framing !== "tcp") program.error("--framing rtu or tcp");
const units = options.units.split(",").map(Number);
const every = options.every?.split("..").map(Number) ?? null;
if (units.some((unit) => !(unit >= 1 && unit <= 247))) program.error("--units: numbers from 1 to 247");
if (every && !every.every((seconds) => seconds > 0)) program.error("--every: seconds, as 20..40");

const simulator = await startGateSimulator({
  ...(options.listen === undefined ? {} : { listen: options.listen }),
  ...(options.serial === undefined ? {} : { serial: { path: options.serial, baudRate: Number(options.baudRate) } }),
  framing: options.serial === undefined && options.framing === "tcp" ? "tcp" : "rtu",
  units,
  firstInput: Number(options.firstInput),
});
for (const text of options.fault ?? []) {
  const [unit, name = "", value] = text.split(/[:=]/);
  simulator.setFault(Number(unit), parseFault(name, value));
}
say({ event: "ready", listen: simulator.address, units });

createInterface({ input: process.stdin }).on("line", (line) => {
  if (line.trim() === "") return;
  try {
    runCommand(simulator, line);
    say({ event: "done", command: line.trim() });
  } catch (error) {
    say({ event: "refused", command: line.trim(), reason: error instanceof Error ? error.message : String(error) });
  }
});

/** Mostly passages, now and then metal, rarely somebody at the housing. */
function somethingHappens(): string {
  const unit = units[Math.floor(Math.random() * units.length)] ?? 1;
  const chance = Math.random();
  if (chance < 0.6) return `passage ${unit}`;
  if (chance < 0.9) return `metal ${unit}`;
  setTimeout(() => runCommand(simulator, `tamper ${unit} off`), 5_000).unref();
  return `tamper ${unit} on`;
}

function happenAgain([from = 20, to = from]: readonly number[]): void {
  const waitMs = 1_000 * (from + (to - from) * Math.random());
  setTimeout(() => {
    const command = somethingHappens();
    runCommand(simulator, command);
    say({ event: "done", command });
    happenAgain([from, to]);
  }, waitMs);
}
if (every) happenAgain(every);

for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.on(signal, () => void simulator.close().then(() => process.exit(0)));
