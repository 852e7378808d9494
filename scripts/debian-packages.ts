import { spawnSync } from "node:child_process";

/** What the tests use besides npm's packages: peers that are not ours, a browser, and fonts for it. */
export const debianPackages: Readonly<Record<string, string>> = {
  chromium: "the page's journeys",
  "fonts-noto-cjk": "Chinese on screenshots",
  ffmpeg: "ffprobe reads our H.264; the comparison of the video benchmark",
  socat: "pseudo-terminals for serial lines",
  ser2net: "a serial server before a Modbus line",
  openssl: "certificates, and a second opinion on signatures",
  python3: "peers written by others",
  mbpoll: "a second Modbus master",
  procps: "finds the cameras process to kill it",
  "python3-serial": "pymodbus on a serial line",
  "python3-pymodbus": "an independent Modbus slave",
  "python3-gi": "an independent RTSP camera",
  "gir1.2-gst-rtsp-server-1.0": "an independent RTSP camera",
  "gstreamer1.0-plugins-base": "its pictures",
  "gstreamer1.0-plugins-good": "its RTP",
  "gstreamer1.0-plugins-bad": "its H.264 parser",
  "gstreamer1.0-plugins-ugly": "its H.264 encoder",
  "fiu-utils": "I/O errors on purpose",
  "poppler-utils": "text of printed pages",
  "util-linux": "prlimit and unshare for full disks",
};

export type PackageState =
  | { readonly type: "complete" }
  /** Not a Debian: whether what is needed is there cannot be asked. */
  | { readonly type: "unknown" }
  | { readonly type: "missing"; readonly names: readonly string[] };

/** The packages that dpkg's list does not name as installed. `list` has `name status` lines. */
export function missingPackages(wanted: readonly string[], list: string): readonly string[] {
  const installed = new Set(
    list
      .split("\n")
      .map((line) => line.split(" "))
      .filter(([, status]) => status === "installed")
      .map(([name]) => name),
  );
  return wanted.filter((name) => !installed.has(name));
}

/** Asks dpkg. */
export function findPackages(): PackageState {
  const wanted = Object.keys(debianPackages);
  const asked = spawnSync("dpkg-query", ["-W", "-f", "${Package} ${db:Status-Status}\n", ...wanted], {
    encoding: "utf8",
  });
  // It ends with 1 when it does not know one of the names, and still lists the others.
  if (asked.error !== undefined) return { type: "unknown" };
  const names = missingPackages(wanted, asked.stdout);
  return names.length === 0 ? { type: "complete" } : { type: "missing", names };
}

/** Installs by apt-get as root, or by sudo where that asks for no password. False when it may not or did not. */
export function installPackages(names: readonly string[]): boolean {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status !== 0) return false;
  const apt = (...args: readonly string[]): boolean => {
    const command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-q", ...args];
    const [program = "", ...rest] = isRoot ? command : ["sudo", "-n", ...command];
    return spawnSync(program, rest, { stdio: ["ignore", 2, 2] }).status === 0;
  };
  const install = (): boolean => apt("install", "--no-install-recommends", ...names);
  // On a fresh machine there are no package lists yet, or old ones.
  return install() || (apt("update") && install());
}

/** Makes sure they are there. False, with what to do said, when they are not. */
export function ensurePackages(say: (line: string) => void): boolean {
  const state = findPackages();
  if (state.type === "complete") return true;
  const names = state.type === "missing" ? state.names : Object.keys(debianPackages);
  if (state.type === "missing") {
    say(`installing Debian packages: ${names.join(" ")}`);
    if (installPackages(names)) return true;
  }
  say(
    `These tests need programs of these Debian packages, which cannot be installed from here:\n\n  sudo apt-get install ${names.join(" ")}\n\n` +
      "Install them (or what your system has instead) and run this again; `npm test -- --skip-packages` goes on without asking.",
  );
  return false;
}
