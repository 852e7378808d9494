import { SerialPort } from "serialport";
import { expect, test, vi } from "vitest";
import { closing } from "../../set-up.ts";
import { openHeardLink } from "./heard-link.ts";
import { openSocatPair, wait } from "./socat-pair.ts";

const until = (check: () => void | Promise<void>): Promise<void> => vi.waitFor(check, wait);

/** The device's end of the cable, opened by the library itself and not by our link. */
async function openDevice(path: string): Promise<{ port: SerialPort; text: () => string }> {
  const port = new SerialPort({ path, baudRate: 9600, autoOpen: false });
  let text = "";
  port.on("data", (bytes: Buffer) => {
    text += bytes.toString("latin1");
  });
  port.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  closing(() => new Promise<void>((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve())));
  return { port, text: () => text };
}

test("bytes pass both ways over a serial line", async () => {
  const cable = await openSocatPair();
  const device = await openDevice(cable.device);
  const heard = openHeardLink(`serial:${cable.ours}?baudRate=19200`);
  await until(() => expect(heard.told).toEqual(["up"]));
  for (const byte of "5011 18") device.port.write(byte);
  await until(() => expect(heard.text).toBe("5011 18"));
  await heard.link.write(Uint8Array.of(0x06));
  await until(() => expect(device.text()).toBe("\u0006"));
  expect(heard.link.counts).toEqual({ bytesIn: 7, bytesOut: 1, reconnects: 0 });
});

test("a path that is not there is told once and found when it comes", async () => {
  const cable = await openSocatPair();
  await cable.unplug();
  const heard = openHeardLink(`serial:${cable.ours}`);
  await until(() => expect(heard.told).toEqual(["ENOENT"]));
  await cable.plug();
  await until(() => expect(heard.told).toEqual(["ENOENT", "up"]));
});

test("a path that is no serial port stays an outage", async () => {
  const heard = openHeardLink("serial:/dev/null");
  await until(() => expect(heard.told).toEqual(["ENOTTY"]));
});

test("a port that another program holds is told as such", async () => {
  const cable = await openSocatPair();
  await openDevice(cable.ours);
  const heard = openHeardLink(`serial:${cable.ours}`);
  await until(() => expect(heard.told).toEqual(["EBUSY"]));
});

test("a cable pulled and put back 10 times comes back every time", async () => {
  const cable = await openSocatPair();
  const heard = openHeardLink(`serial:${cable.ours}`);
  for (let round = 1; round <= 10; round++) {
    await until(() => expect(heard.link.state).toBe("up"));
    expect(heard.link.counts.reconnects).toBe(round - 1);
    await cable.unplug();
    await until(() => expect(heard.link.state).toBe("down"));
    await cable.plug();
  }
  await until(() => expect(heard.link.state).toBe("up"));
  const device = await openDevice(cable.device);
  device.port.write("still here");
  await until(() => expect(heard.text).toBe("still here"));
  expect(heard.told.filter((word) => word === "up")).toHaveLength(11);
}, 120_000);

test("a cable pulled while reading is held back is noticed too", async () => {
  const cable = await openSocatPair();
  const heard = openHeardLink(`serial:${cable.ours}`);
  await until(() => expect(heard.link.state).toBe("up"));
  heard.link.pause();
  await cable.unplug();
  await until(() => expect(heard.link.state).toBe("down"));
});

test("a cable pulled in the moment the line comes up is noticed, and put back at once is found", async () => {
  const cable = await openSocatPair();
  const heard = openHeardLink(`serial:${cable.ours}`);
  for (let round = 1; round <= 5; round++) {
    await until(() => expect(heard.told.filter((word) => word === "up")).toHaveLength(round));
    await cable.unplug();
    await cable.plug();
  }
  await until(() => expect(heard.told.filter((word) => word === "up")).toHaveLength(6));
}, 120_000);

test("writing into a pulled cable rejects and is no crash", async () => {
  const cable = await openSocatPair();
  const heard = openHeardLink(`serial:${cable.ours}`);
  await until(() => expect(heard.link.state).toBe("up"));
  await cable.unplug();
  await until(async () => {
    await expect(heard.link.write(Uint8Array.of(0x06))).rejects.toMatchObject({ code: /link\.(closed|not_open)/ });
  });
});

test("closing in the middle of everything resolves", async () => {
  const cable = await openSocatPair();
  const opening = openHeardLink(`serial:${cable.ours}`);
  await opening.link.close();
  const open = openHeardLink(`serial:${cable.ours}`);
  await until(() => expect(open.link.state).toBe("up"));
  await cable.unplug();
  await open.link.close();
  expect(open.link.state).toBe("closed");
});
