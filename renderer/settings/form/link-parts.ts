/** A link address taken apart for its fields, also while it is not yet whole. The station judges it. */
export type LinkParts =
  | {
      readonly medium: "serial";
      readonly path: string;
      readonly baudRate: string;
      readonly dataBits: string;
      readonly parity: string;
      readonly stopBits: string;
    }
  | { readonly medium: "tcp" | "tcp-listen"; readonly host: string; readonly port: string };

export const media = ["serial", "tcp", "tcp-listen"] as const;

export const serialStandard = { baudRate: "9600", dataBits: "8", parity: "none", stopBits: "1" } as const;

export const serialChoices = {
  baudRate: ["1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200"],
  dataBits: ["7", "8"],
  parity: ["none", "even", "odd"],
  stopBits: ["1", "2"],
} as const;
export type SerialSetting = keyof typeof serialChoices;

export function splitLink(link: string): LinkParts {
  const net = /^(tcp|tcp-listen):\/\/(.*?)(?::(\d*))?$/.exec(link);
  if (net !== null) return { medium: net[1] === "tcp" ? "tcp" : "tcp-listen", host: net[2] ?? "", port: net[3] ?? "" };
  const rest = link.replace(/^serial:/, "");
  const mark = rest.indexOf("?");
  const query = new URLSearchParams(mark < 0 ? "" : rest.slice(mark + 1));
  const setting = (name: SerialSetting): string => query.get(name) ?? serialStandard[name];
  return {
    medium: "serial",
    path: mark < 0 ? rest : rest.slice(0, mark),
    baudRate: setting("baudRate"),
    dataBits: setting("dataBits"),
    parity: setting("parity"),
    stopBits: setting("stopBits"),
  };
}

export function joinLink(parts: LinkParts): string {
  if (parts.medium !== "serial") return `${parts.medium}://${parts.host.trim()}:${parts.port.trim()}`;
  const { path, baudRate, dataBits, parity, stopBits } = parts;
  return `serial:${path.trim()}?baudRate=${baudRate}&dataBits=${dataBits}&parity=${parity}&stopBits=${stopBits}`;
}
