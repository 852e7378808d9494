/**
 * Writes resources/gate-profile.schema.json, the published JSON Schema of gate profiles, from the schema
 * that the station itself uses. With `--check` it fails when the file is stale.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { gateProfileSchema } from "../native/contract/gate-profile.ts";

const file = fileURLToPath(new URL("../resources/gate-profile.schema.json", import.meta.url));

/** As people write the file: what has a default may be left out. */
export function gateProfileJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(gateProfileSchema, { io: "input" });
  return {
    $schema,
    title: "Wardwatch gate profile",
    description:
      "How a gate speaks on its line, written by a technician from the maker's sheet. Explained in docs/guide.",
    ...schema,
  };
}

if (import.meta.main) {
  const text = `${JSON.stringify(gateProfileJsonSchema(), null, 2)}\n`;
  const isFresh = existsSync(file) && readFileSync(file, "utf8") === text;
  if (process.argv.includes("--check")) {
    if (!isFresh) {
      console.error("resources/gate-profile.schema.json is stale; run `node scripts/gate-profile-schema.ts`.");
      process.exitCode = 1;
    }
  } else if (!isFresh) {
    writeFileSync(file, text);
    console.log("wrote resources/gate-profile.schema.json");
  }
}
