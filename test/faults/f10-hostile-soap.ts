import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { startCamera } from "../simulators/camera/start-camera.ts";
import type { FaultOptions, FaultResult } from "./fault.ts";
import type { HostileFinding, HostileOrder } from "./hostile-soap-child.ts";

const mostCpuMs = 100;
const mostMegabytes = 20;

const xml = (body: string): string =>
  `<?xml version="1.0"?><s:Envelope xmlns:s="s"><s:Body>${body}</s:Body></s:Envelope>`;
const call = "<GetDeviceInformationResponse>";
const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join("");
const most = 290_000;
const fill = (piece: string, bytes = most): string => piece.repeat(Math.floor(bytes / piece.length));
const notice =
  '<n:NotificationMessage><n:Topic>tns1:Device/Trigger/DigitalInput</n:Topic><n:Message><m:Message PropertyOperation="Changed"><m:Source><m:SimpleItem Name="InputToken" Value="1"/></m:Source><m:Data><m:SimpleItem Name="LogicalState" Value="true"/></m:Data></m:Message></n:Message></n:NotificationMessage>';

type Answer = (socket: Socket) => void;
const whole =
  (body: string, status = "200 OK"): Answer =>
  (socket) =>
    void socket.end(`HTTP/1.1 ${status}\r\nContent-Type: application/soap+xml\r\nConnection: close\r\n\r\n${body}`);

/** Writes the same piece for as long as the other end takes it, up to so many bytes. */
const flood =
  (head: string, piece: Buffer, bytes: number): Answer =>
  (socket) => {
    let left = bytes;
    socket.write(head);
    const more = (): void => {
      while (left > 0 && !socket.destroyed) {
        left -= piece.byteLength;
        if (!socket.write(piece)) return void socket.once("drain", more);
      }
      if (!socket.destroyed) socket.end();
    };
    more();
  };

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nConnection: close\r\n\r\n";

/** `trap`: where an external entity would be fetched from. */
function cases(trap: string): Readonly<Record<string, Answer>> {
  return {
    "entities that multiply": whole(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]>${xml("&l9;")}`),
    "external entity, file": whole(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${xml(`${call}&e;`)}`),
    "external entity, network": whole(
      `<!DOCTYPE x SYSTEM "${trap}x.dtd" [<!ENTITY e SYSTEM "${trap}e">]>${xml("&e;")}`,
    ),
    "200,000 deep": whole(xml(`${call}${"<a>".repeat(200_000)}`)),
    "200,000 deep, closed": whole(xml(`${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}`)),
    "300 kB of siblings": whole(xml(`${call}${fill("<a/>")}</GetDeviceInformationResponse>`)),
    "8,000 siblings": whole(xml(`${call}${"<a/>".repeat(7_900)}</GetDeviceInformationResponse>`)),
    "as many messages as are parsed": whole(xml(`<PullMessagesResponse>${notice.repeat(300)}</PullMessagesResponse>`)),
    "300 kB of messages": whole(xml(`<PullMessagesResponse>${fill(notice)}</PullMessagesResponse>`)),
    "one element, 300 kB of attributes": whole(
      xml(`<a ${Array.from({ length: 30_000 }, (_, n) => `a${n}="1"`).join(" ")}/>`),
    ),
    "one name of 300 kB": whole(xml(`<${fill("n")}/>`)),
    "comments that do not end": whole(xml(fill("<!--"))),
    "CDATA that does not end": whole(xml(fill("<![CDATA["))),
    "nothing but <": whole(fill("<")),
    "a fault of 300 kB": whole(xml(`<s:Fault>${fill("<Value>NotAuthorised</Value>")}</s:Fault>`), "400 Bad Request"),
    "references to characters": whole(xml(`${call}${fill("&#x41;&amp;")}</GetDeviceInformationResponse>`)),
    "a good subscription with 300 kB beside it": whole(
      xml(
        `<CreatePullPointSubscriptionResponse><SubscriptionReference><Address>http://x/</Address></SubscriptionReference>${"<b>x</b>".repeat(3900)}<c>${fill("x", 240_000)}</c></CreatePullPointSubscriptionResponse>`,
      ),
    ),
    "a body of 100 MB": flood(head, Buffer.alloc(65_536, "<a>"), 100_000_000),
    "a header of 100 MB": flood("HTTP/1.1 200 OK\r\nX: ", Buffer.alloc(65_536, "x"), 100_000_000),
    "headers without end": flood("HTTP/1.1 200 OK\r\n", Buffer.from("X-A: b\r\n".repeat(8192)), 100_000_000),
    "a body of a byte a second": (socket) => {
      socket.write(head);
      const timer = setInterval(() => socket.write("<"), 1000);
      socket.once("close", () => clearInterval(timer));
    },
    "no answer": () => undefined,
  };
}

/** What the product's own transport of node-onvif, which was replaced, must be seen to do badly. */
const controls = ["200,000 deep", "a body of 100 MB"] as const;

async function listen(onConnection: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

/** One process for one answer: what it costs is not hidden by what another cost. */
async function meet(order: HostileOrder): Promise<HostileFinding> {
  const child = fork(fileURLToPath(new URL("./hostile-soap-child.ts", import.meta.url)), {
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "json",
  });
  const ended = once(child, "exit").then(([code]) => ({ error: `ended: ${String(code)}` }));
  child.send(order);
  const said = once(child, "message").then(([message]) => message as HostileFinding);
  const found = await Promise.race([said, ended]);
  child.kill("SIGKILL");
  return "cpuMs" in found ? found : { code: found.error, cpuMs: Infinity, megabytes: Infinity, isWell: false };
}

const isGood = ({ code, cpuMs, megabytes, isWell }: HostileFinding): boolean =>
  /^camera\.(bad_answer|timed_out|unreachable)$/.test(code) &&
  cpuMs <= mostCpuMs &&
  megabytes <= mostMegabytes &&
  isWell;

/**
 * F10: a camera that answers every question with something made to hurt. For each answer a process of its
 * own holds the camera as the cameras process does, until it is reported bad; then it must read a good
 * camera as if nothing had been.
 */
export async function meetHostileSoap({ say }: FaultOptions): Promise<FaultResult> {
  let fetched = 0;
  const trap = await listen((socket) => {
    fetched++;
    socket.destroy();
  });
  const good = await startCamera();
  const found: Record<string, HostileFinding> = {};
  const control: Record<string, HostileFinding> = {};
  try {
    for (const [name, answer] of Object.entries(cases(`http://127.0.0.1:${trap.port}/`))) {
      const { server, port } = await listen((socket) => {
        // Answers when the question has come, not before.
        socket.once("data", () => answer(socket));
      });
      const order = { hostile: `http://127.0.0.1:${port}/onvif/device_service`, good: good.address };
      const finding = await meet({ ...order, client: "ours" });
      found[name] = finding;
      say(`${name}: ${finding.code}, ${finding.cpuMs.toFixed(0)} ms, ${finding.megabytes.toFixed(1)} MB`);
      if (controls.some((each) => each === name)) {
        const theirs = await meet({ ...order, client: "node-onvif" });
        control[name] = theirs;
        say(`  node-onvif's own: ${theirs.code}, ${theirs.cpuMs.toFixed(0)} ms, ${theirs.megabytes.toFixed(1)} MB`);
      }
      server.close();
    }
  } finally {
    trap.server.close();
    await good.close();
  }
  const all = Object.values(found);
  const worst = (of: (finding: HostileFinding) => number): number => Math.max(...all.map(of));
  const bad = Object.entries(found).flatMap(([name, finding]) => (isGood(finding) ? [] : [name]));
  const controlText = Object.entries(control)
    .map(
      ([name, { code, cpuMs, megabytes }]) =>
        `${name}: ${code.replaceAll(/\s+/g, " ")}, ${cpuMs.toFixed(0)} ms, ${megabytes.toFixed(0)} MB`,
    )
    .join("; ");
  return {
    id: "F10",
    name: "hostile SOAP and XML",
    figure:
      `${all.length} answers, ${all.length - bad.length} bounded and the camera marked bad; worst ${worst(({ cpuMs }) => cpuMs).toFixed(0)} ms of processor, ` +
      `${worst(({ megabytes }) => megabytes).toFixed(1)} MB; ${fetched} external entities fetched` +
      (bad.length > 0 ? `; not bounded: ${bad.join(", ")}` : ""),
    target: `≤ ${mostCpuMs} ms, ≤ ${mostMegabytes} MB, marked bad, a good camera read afterwards, 0 fetched`,
    pass: bad.length === 0 && fetched === 0,
    control: {
      figure: `node-onvif's own transport (xml2js): ${controlText}`,
      pass: Object.values(control).length === controls.length && !Object.values(control).some(isGood),
    },
    details: { found, control },
  };
}
