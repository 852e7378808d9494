/** `npm run station`: builds the page if it is stale (said on stderr; stdout is the station's), then is the station. */
import { fileURLToPath } from "node:url";
import { build } from "./build.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
await build(root, { force: false, say: (line) => process.stderr.write(`wardwatch: ${line}\n`) });
await import("../native/station/node-main.ts");
