/**
 * `npm run bench -- alarm|entry-form|log|profile|report|tiles|video [--json FILE]`: the figures to meet, as JSON and a
 * table, each beside what it was compared with in the same run.
 */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { benchAlarm } from "./alarm-bench.ts";
import { showTable } from "./bench-result.ts";
import { benchEntryForm } from "./entry-form-bench.ts";
import { benchLog } from "./log-bench.ts";
import { benchProfiles } from "./profile-bench.ts";
import { benchReport } from "./report-bench.ts";
import { benchTiles } from "./tile-bench.ts";

function say(text: string): void {
  process.stderr.write(`  ${text}\n`);
}

function tell(bench: { results: Parameters<typeof showTable>[0] }, file: string | undefined): void {
  const text = JSON.stringify(bench);
  if (file === undefined) console.log(text);
  else writeFileSync(file, `${text}\n`);
  showTable(bench.results);
}

const program = new Command("bench").description("Measures the figures to meet.");
program
  .command("alarm")
  .description("P1 durable alarm, P2 group commit, P3 alarm on screen")
  .option("--json <file>", "write the JSON there instead of to stdout")
  .action(async ({ json }: { json?: string }) => tell(await benchAlarm(say), json));
program
  .command("entry-form")
  .description("from a metal alarm to its entry form, one key")
  .option("--json <file>", "write the JSON there instead of to stdout")
  .action(async ({ json }: { json?: string }) => tell(await benchEntryForm(say), json));
program
  .command("log")
  .description("P2 group commit, P8 pages and search")
  .option("--rows <number>", "rows of P8", Number)
  .option("--json <file>", "write the JSON there instead of to stdout")
  .action(async ({ json, rows }: { json?: string; rows?: number }) =>
    tell({ results: await benchLog(rows === undefined ? {} : { rows }) }, json),
  );
program
  .command("profile")
  .description("decoders of gate profiles")
  .option("--json <file>", "write the JSON there instead of to stdout")
  .action(async ({ json }: { json?: string }) => tell({ results: await benchProfiles(say) }, json));
program
  .command("report")
  .description("P10 the shift log as PDF, and P1 meanwhile")
  .option("--entries <number>", "only 500 or only 10000", Number)
  .option("--json <file>", "write the JSON there instead of to stdout")
  .action(async ({ json, entries }: { json?: string; entries?: number }) =>
    tell(await benchReport(say, entries), json),
  );
program
  .command("tiles")
  .description("P4 glass to screen, P5 first picture, P7 wall")
  .option("--only <figure>", "P4, P5 or P7")
  .option("--seconds <number>", "measured each", Number)
  .option("--json <file>", "write the JSON there instead of to stdout")
  .action(async ({ json, only, seconds }: { json?: string; only?: string; seconds?: number }) =>
    tell(await benchTiles(say, { only, seconds }), json),
  );
program
  .command("video")
  .description("P6 ingest; its own arguments follow")
  .allowUnknownOption()
  .argument("[arguments...]")
  .action((rest: string[]) => {
    const script = fileURLToPath(new URL("video-bench.ts", import.meta.url));
    const child = spawn(process.execPath, [script, ...rest], { stdio: "inherit" });
    child.once("exit", (code) => process.exit(code ?? 1));
  });
await program.parseAsync();
