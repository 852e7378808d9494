/** RTP for H.264 (RFC 6184, packetization-mode 1): single units, STAP-A for the small ones, FU-A for the large. */
export interface RtpSender {
  /** RTP packets of one access unit, in order; the last carries the marker. */
  packets(unit: Buffer, timestamp: number): readonly Buffer[];
}

const payloadType = 96;
const mostPayload = 1200;

export function makeRtpSender(ssrc: number): RtpSender {
  let sequence = ssrc & 0xffff;
  return {
    packets(unit, timestamp) {
      const payloads = splitUnits(unit).reduce<Buffer[]>((made, nal) => {
        const previous = made.at(-1);
        if (nal.length > mostPayload) return [...made, ...fragments(nal)];
        const aggregate = isParameterSet(nal) && previous && isAggregate(previous);
        if (aggregate) return [...made.slice(0, -1), Buffer.concat([previous, sized(nal)])];
        return [...made, isParameterSet(nal) ? Buffer.concat([Buffer.of(0x78), sized(nal)]) : nal];
      }, []);
      return payloads.map((payload, at) => {
        const header = Buffer.alloc(12);
        header[0] = 0x80;
        header[1] = payloadType | (at === payloads.length - 1 ? 0x80 : 0);
        header.writeUInt16BE(sequence, 2);
        sequence = (sequence + 1) & 0xffff;
        header.writeUInt32BE(timestamp, 4);
        header.writeUInt32BE(ssrc >>> 0, 8);
        return Buffer.concat([header, payload]);
      });
    },
  };
}

/** NAL units of an Annex B access unit, without start codes. */
export function splitUnits(unit: Buffer): Buffer[] {
  const units: Buffer[] = [];
  const code = Buffer.of(0, 0, 1);
  let at = unit.indexOf(code);
  while (at >= 0) {
    const next = unit.indexOf(code, at + 3);
    let end = next < 0 ? unit.length : next;
    while (end > at + 3 && unit[end - 1] === 0) end--;
    units.push(unit.subarray(at + 3, end));
    at = next;
  }
  return units;
}

function isParameterSet(nal: Buffer): boolean {
  const type = (nal[0] ?? 0) & 0x1f;
  return type === 7 || type === 8;
}

function isAggregate(payload: Buffer): boolean {
  return ((payload[0] ?? 0) & 0x1f) === 24;
}

function sized(nal: Buffer): Buffer {
  const size = Buffer.alloc(2);
  size.writeUInt16BE(nal.length);
  return Buffer.concat([size, nal]);
}

function fragments(nal: Buffer): Buffer[] {
  const header = nal[0] ?? 0;
  const made: Buffer[] = [];
  for (let at = 1; at < nal.length; at += mostPayload - 2) {
    const part = nal.subarray(at, at + mostPayload - 2);
    const start = at === 1 ? 0x80 : 0;
    const end = at + part.length === nal.length ? 0x40 : 0;
    made.push(Buffer.concat([Buffer.of((header & 0xe0) | 28, start | end | (header & 0x1f)), part]));
  }
  return made;
}
