/** Writes the schema that the migrations make into docs/schema.md, below its marker; `--check` fails when it is stale. */
import { readFileSync, writeFileSync } from "node:fs";
import { dumpNewestSchema } from "../native/log/schema-dump.ts";

const file = new URL("../docs/schema.md", import.meta.url);
const marker = "<!-- Below: written by scripts/schema.ts from the migrations. Do not edit. -->";

const text = readFileSync(file, "utf8");
const at = text.indexOf(marker);
if (at < 0) throw new Error(`docs/schema.md has lost its marker: ${marker}`);
const fresh = `${text.slice(0, at)}${marker}\n\n\`\`\`sql\n${dumpNewestSchema()}\`\`\`\n`;
if (process.argv.includes("--check")) {
  if (fresh !== text) {
    console.error("docs/schema.md is stale: run `node scripts/with-node.mjs scripts/schema.ts`");
    process.exitCode = 1;
  }
} else writeFileSync(file, fresh);
