// npm run transcript -- --link ADDRESS --out FILE [--model TEXT] [--answer HEX]
// Writes down what passes on a line, for a technician to send in: text, `<` device, `>` host, hex,
// milliseconds since the start. With --answer every group of bytes that ends in DC4 is answered (06
// for a Sur-Gard receiver), so that the device goes on; without it the line is only listened to.
import { createWriteStream } from "node:fs";
import { Command } from "commander";
import { AppError } from "../native/base/app-error.ts";
import { toSpacedHex } from "../native/base/bytes.ts";
import { systemClock } from "../native/base/clock.ts";
import { silentLogger } from "../native/base/logger.ts";
import { parseLinkAddress } from "../native/link/link-address.ts";
import { openLink } from "../native/link/open-link.ts";

const options = new Command("transcript")
  .requiredOption("--link <address>", "serial:PATH?…, tcp://HOST:PORT or tcp-listen://HOST:PORT")
  .requiredOption("--out <file>", "the file to write; one that exists is refused")
  .option("--model <text>", "the device's make and model", "unknown")
  .option("--answer <hex>", "answer every message that ends in 14 with these bytes, as 06")
  .parse()
  .opts<{ link: string; out: string; model: string; answer?: string }>();

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

if (options.answer !== undefined && !/^([0-9a-f]{2})+$/i.test(options.answer)) refuse("--answer: hex pairs expected");
const answer = options.answer === undefined ? null : Buffer.from(options.answer, "hex");
try {
  parseLinkAddress(options.link);
} catch (error) {
  if (error instanceof AppError) refuse(`--link: expected ${String(error.params["expected"])}`);
  throw error;
}
const out = createWriteStream(options.out, { flags: "wx" });
out.on("error", (error) => refuse(`${options.out}: ${error.message}`));

/** A pause this long (ms) ends a line of the transcript: within a message bytes follow each other closely. */
const pauseMs = 50;
const terminator = 0x14;

const startMs = systemClock.monotonicMs();
let gathered: number[] = [];
let gatheredAtMs = 0;
let cancelPause = (): void => undefined;

const sinceStartMs = (): number => Math.round(systemClock.monotonicMs() - startMs);
function note(text: string): void {
  out.write(`${text}\n`);
  process.stdout.write(`${text}\n`);
}
function flush(): void {
  cancelPause();
  if (gathered.length > 0) note(`${gatheredAtMs} < ${toSpacedHex(Uint8Array.from(gathered))}`);
  gathered = [];
}

for (const line of [
  `# model: ${options.model}`,
  `# date: ${new Date().toISOString().slice(0, 10)}`,
  `# source: captured from ${options.link}`,
  "# format: relative ms, < device, > host, hex, # meaning",
])
  note(line);

function takeByte(byte: number): void {
  if (gathered.length === 0) gatheredAtMs = sinceStartMs();
  gathered.push(byte);
  if (byte !== terminator) return;
  flush();
  if (answer === null) return;
  note(`${sinceStartMs()} > ${toSpacedHex(answer)}`);
  link.write(answer).catch((error: unknown) => note(`# ${sinceStartMs()} answer not sent: ${String(error)}`));
}

const link = openLink(
  options.link,
  {
    onUp: () => note(`# ${sinceStartMs()} line up`),
    onDown: (error) => {
      flush();
      note(`# ${sinceStartMs()} line down: ${String(error.params["reason"])}`);
    },
    onBytes: (bytes) => {
      for (const byte of bytes) takeByte(byte);
      cancelPause();
      cancelPause = systemClock.after(pauseMs, flush);
    },
  },
  { clock: systemClock, logger: silentLogger },
);

async function stop(): Promise<void> {
  await link.close();
  flush();
  out.end(() => process.exit(0));
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
