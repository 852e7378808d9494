/** `npm run dist`: packages for this system into release/. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.ts";
import { findOrFetchElectron } from "./electron-binary.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

async function main(): Promise<number> {
  const electron = await findOrFetchElectron(root, true);
  if (electron.file === null) {
    console.error(
      `无法获得 Electron，不能打包。 Packages contain Electron's binary, which cannot be fetched here: ${electron.reason}\n` +
        "Run this where github.com can be reached, or name a mirror in ELECTRON_MIRROR.",
    );
    return 1;
  }
  await build(root, { force: true, say: (line) => console.log(line) });
  const builder = join(root, "node_modules", "electron-builder", "cli.js");
  const dist = join(root, "node_modules", "electron", "dist");
  const child = spawn(process.execPath, [builder, "--publish", "never", `-c.electronDist=${dist}`], {
    cwd: root,
    stdio: "inherit",
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

process.exitCode = await main();
