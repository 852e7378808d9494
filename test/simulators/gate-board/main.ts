import { createInterface } from "node:readline";
import { Command } from "commander";
import { boards } from "./boards.ts";
import { startGateBoard } from "./start-gate-board.ts";

const events = ["left", "right", "fault", "fault-over", "alarm", "alarm-over", "power-cycle"] as const;
const options = new Command("gate-board")
  .description("Control boards of gates, as their makers' sheets describe them, on a line.")
  .requiredOption("--board <name>", boards.map(({ name }) => name).join(", "))
  .option("--units <list>", "unit numbers, as 1,2", "1")
  .option("--listen <host:port>", "TCP address; port 0 takes a free one")
  .option("--serial <path>", "serial port instead")
  .option("--baud-rate <rate>", "of the serial port", "9600")
  .addHelpText("after", `\nCommands on standard input: UNIT EVENT; events: ${events.join(", ")}`)
  .parse()
  .opts<{ board: string; units: string; listen?: string; serial?: string; baudRate: string }>();

const say = (event: object): void => console.log(JSON.stringify(event));
const units = options.units.split(",").map(Number);
const board = await startGateBoard({
  board: options.board,
  units,
  ...(options.serial === undefined
    ? { listen: options.listen ?? "127.0.0.1:0" }
    : { serial: { path: options.serial, baudRate: Number(options.baudRate) } }),
});
say({ event: "ready", listen: board.address, units });
createInterface({ input: process.stdin }).on("line", (line) => {
  const [unit, name] = line.trim().split(/\s+/);
  const event = events.find((each) => each === name);
  if (event === undefined || !units.includes(Number(unit))) say({ event: "refused", command: line });
  else board.happen(Number(unit), event);
});
for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.on(signal, () => void board.close().then(() => process.exit(0)));
