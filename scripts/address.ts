/** `npm run address -- --data DIR`: a fresh one-time address for a station that runs, for another screen. */
import { Command } from "commander";
import { addressOfRunningStation } from "./running-station.ts";

const { data } = new Command("address")
  .description("为运行中的工作站取得新的一次性地址。 Prints a fresh one-time address of a running station.")
  .requiredOption("--data <folder>", "the station's data folder")
  .parse()
  .opts<{ data: string }>();

addressOfRunningStation(data).then(
  (address) => console.log(address),
  (error: unknown) => {
    console.error("没有运行中的工作站使用此目录。请先启动。 / No running station uses this folder; start it first.");
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
