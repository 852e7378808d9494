/** `npm run address -- --data DIR`: a fresh one-time address for a station that runs, for another screen. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";

const { data } = new Command("address")
  .description("为运行中的工作站取得新的一次性地址。 Prints a fresh one-time address of a running station.")
  .requiredOption("--data <folder>", "the station's data folder")
  .parse()
  .opts<{ data: string }>();

async function main(): Promise<void> {
  const origin = readFileSync(join(data, "station.origin"), "utf8");
  const key = readFileSync(join(data, "station.key"), "utf8");
  const answer = await fetch(`${origin}/address`, { method: "POST", headers: { authorization: `Bearer ${key}` } });
  if (!answer.ok) throw new Error(`${origin} answered ${answer.status}`);
  console.log(await answer.text());
}

main().catch((error: unknown) => {
  console.error("没有运行中的工作站使用此目录。请先启动。 / No running station uses this folder; start it first.");
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
