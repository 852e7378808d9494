/**
 * `npm run test:faults [-- F1 F3 …]`: breaks the station on purpose and prints one line a fault with
 * the figure it found, then all of it as JSON. Exit 0 when every fault and every control passed.
 */
import { availableParallelism, loadavg } from "node:os";
import { Argument, Command, InvalidArgumentError } from "commander";
import { killMidWrite } from "./f1-kill.ts";
import { fillDisk } from "./f3-disk-full.ts";
import { disturbLine } from "./f5-line-noise.ts";
import { disturbProfiles } from "./f5-profiles.ts";
import { replug } from "./f6-replug.ts";
import { alarmBesideCameras } from "./f8-alarm.ts";
import { hangCameras } from "./f8-camera-hang.ts";
import { setClock } from "./f9-clock-jump.ts";
import { meetHostileSoap } from "./f10-hostile-soap.ts";
import { flood } from "./f12-flood.ts";
import { fuzzDecoders } from "./f11-fuzz.ts";
import { killProcesses } from "./f16-process-death.ts";
import { leadAstray } from "./ssrf.ts";
import type { FaultOptions, FaultResult } from "./fault.ts";

interface Fault {
  readonly run: (options: FaultOptions) => Promise<FaultResult>;
  /** Longest time that it may take, minutes: beyond it something hangs, and that is a failure. */
  readonly mostMinutes: (options: FaultOptions) => number;
}

const faults: Readonly<Record<string, Fault>> = {
  F1: { run: killMidWrite, mostMinutes: ({ kills }) => 3 + (kills + 20) * 0.25 },
  F3: { run: fillDisk, mostMinutes: () => 3 },
  F5: { run: disturbLine, mostMinutes: () => 10 },
  "F5-profiles": { run: disturbProfiles, mostMinutes: () => 15 },
  F6: { run: replug, mostMinutes: ({ replugs }) => 2 + replugs * 0.1 },
  F8: { run: hangCameras, mostMinutes: () => 12 },
  "F8-alarm": { run: alarmBesideCameras, mostMinutes: () => 8 },
  F9: { run: setClock, mostMinutes: () => 4 },
  F10: { run: meetHostileSoap, mostMinutes: () => 5 },
  F12: { run: flood, mostMinutes: ({ minutes }) => 10 + minutes * 1.5 },
  F11: { run: fuzzDecoders, mostMinutes: ({ fuzzCases }) => 3 + fuzzCases / 20_000 },
  SSRF: { run: leadAstray, mostMinutes: () => 5 },
  F16: { run: killProcesses, mostMinutes: () => 8 },
};

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new InvalidArgumentError("a whole number");
  return number;
}

function positiveNumber(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number < Infinity)) throw new InvalidArgumentError("a number above 0");
  return number;
}

function withinMinutes<T>(minutes: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not done within ${minutes} minutes`)), minutes * 60_000);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

/** A fault whose test itself broke down has not been passed. */
async function runFault(id: string, fault: Fault, options: FaultOptions): Promise<FaultResult> {
  try {
    return await withinMinutes(fault.mostMinutes(options), fault.run(options));
  } catch (error) {
    const figure = `the test broke down: ${error instanceof Error ? error.message : String(error)}`;
    const stack = error instanceof Error ? error.stack : undefined;
    return { id, name: "", figure, target: "", pass: false, control: null, details: { stack } };
  }
}

function show({ id, name, figure, target, pass, control }: FaultResult): void {
  console.log(`${pass ? "pass" : "FAIL"}  ${id} ${name}: ${figure}  [${target}]`);
  if (control !== null) console.log(`${control.pass ? "pass" : "FAIL"}  ${id} control: ${control.figure}`);
}

interface Flags {
  readonly kills: number;
  readonly replugs: number;
  readonly minutes: number;
  readonly slack: number;
  readonly fuzzCases: number;
  readonly seed: number;
}

const program = new Command("test:faults")
  .description("Breaks the station on purpose; prints what was found.")
  .addArgument(new Argument("[faults...]", "which; all when left out").choices(Object.keys(faults)))
  .option("--kills <number>", "kills of F1", wholeNumber, 100)
  .option("--replugs <number>", "replugs of F6", wholeNumber, 200)
  .option("--minutes <number>", "length of F12", positiveNumber, 10)
  .option("--slack <factor>", "F12 fails for a time only beyond so many times its bound", positiveNumber, 1)
  .option("--fuzz-cases <number>", "streams of F11", wholeNumber, 1_000_000)
  .option("--seed <number>", "for the random moments and the noise; one is picked otherwise", wholeNumber)
  .parse();

const wanted = program.processedArgs[0] as readonly string[];
const flags = program.opts<Flags>();
const seed = flags.seed ?? Math.floor(Math.random() * 1_000_000);
const options: FaultOptions = { ...flags, seed, say: (text) => process.stderr.write(`  ${text}\n`) };
console.log(`seed ${seed}; ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1) ?? "?"}`);

const results: FaultResult[] = [];
for (const [id, fault] of Object.entries(faults)) {
  if (wanted.length > 0 && !wanted.includes(id)) continue;
  process.stderr.write(`${id}\n`);
  const result = await runFault(id, fault, options);
  results.push(result);
  show(result);
}
const passed = results.every(({ pass, control }) => pass && control?.pass !== false);
console.log(JSON.stringify({ seed, passed, faults: results }));
// A test that broke down may have left something open.
process.exit(passed ? 0 : 1);
