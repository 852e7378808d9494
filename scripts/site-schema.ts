/**
 * Writes resources/site.schema.json, the published JSON Schema of the site file, from the schema that
 * the station itself uses. With `--check` it fails when the file is stale.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { siteFileSchema } from "../native/contract/site.ts";

const file = fileURLToPath(new URL("../resources/site.schema.json", import.meta.url));

/** As people write the file: what has a default may be left out. */
export function siteJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(siteFileSchema, { io: "input" });
  return {
    $schema,
    title: "Wardwatch site file",
    description: "What stands where in a hospital, and how it is reached. Explained in docs/guide.",
    ...schema,
  };
}

if (import.meta.main) {
  const text = `${JSON.stringify(siteJsonSchema(), null, 2)}\n`;
  const isFresh = existsSync(file) && readFileSync(file, "utf8") === text;
  if (process.argv.includes("--check")) {
    if (!isFresh) {
      console.error("resources/site.schema.json is stale; run `node scripts/site-schema.ts`.");
      process.exitCode = 1;
    }
  } else if (!isFresh) {
    writeFileSync(file, text);
    console.log("wrote resources/site.schema.json");
  }
}
