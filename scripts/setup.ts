/** `npm run setup`: what the tests need and a first build, without running anything. */
import { fileURLToPath } from "node:url";
import { build } from "./build.ts";
import { ensurePackages } from "./debian-packages.ts";

const say = (line: string): void => console.log(line);
if (ensurePackages(say)) await build(fileURLToPath(new URL("..", import.meta.url)), { force: false, say });
else process.exitCode = 1;
