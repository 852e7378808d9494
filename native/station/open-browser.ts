import { spawn } from "node:child_process";

/** Whether there is a screen on which a browser could appear. */
export function hasDisplay(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (platform === "win32" || platform === "darwin") return true;
  return Boolean(environment["DISPLAY"] ?? environment["WAYLAND_DISPLAY"]);
}

/** Opens the default browser; `onFailure` is told when there is none (the address was printed anyway). */
export function openBrowser(address: string, onFailure: (reason: string) => void): void {
  const [command, ...args]: [string, ...string[]] =
    process.platform === "win32"
      ? ["cmd", "/c", "start", "", address]
      : process.platform === "darwin"
        ? ["open", address]
        : ["xdg-open", address];
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  child.on("error", (error) => onFailure(error.message));
  child.unref();
}
