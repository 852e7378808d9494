/**
 * The least that could answer a receiver: `node test/bench/bare-echo.ts PATH` opens a serial port with
 * the library that the station uses and writes 06 for each terminator that comes. Nothing is decoded,
 * nothing stored: what a station takes longer than this is the station's.
 */
import { SerialPort } from "serialport";

const path = process.argv[2];
if (path === undefined) throw new Error("usage: bare-echo.ts PATH");
const port = new SerialPort({ path, baudRate: 9600 });
port.on("data", (bytes: Buffer) => {
  const frames = bytes.filter((byte) => byte === 0x14).length;
  if (frames > 0) port.write(Buffer.alloc(frames, 0x06));
});
port.on("open", () => console.log("open"));
port.on("close", () => process.exit(0));
