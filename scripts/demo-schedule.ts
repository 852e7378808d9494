/** What happens in the demonstration hospital: everything once in a while, in an order that a seed decides. */

/** A command for one of the simulators, and what follows it. */
export interface Step {
  /** Id of the device in resources/demo-site.json. */
  readonly device: string;
  /** A line for its standard input. */
  readonly line: string;
  readonly afterMs: number;
}

export interface Happening {
  /** For whoever watches the terminal. */
  readonly title: string;
  /** Since the happening before, ms. */
  readonly waitMs: number;
  readonly steps: readonly Step[];
}

type Kind = Omit<Happening, "waitMs">;

const now = (device: string, line: string): Step => ({ device, line, afterMs: 0 });
const later = (device: string, line: string, seconds: number): Step => ({ device, line, afterMs: seconds * 1000 });

/** One round: as often as each stands here. A quiet hospital has mostly passages. */
const round: readonly Kind[] = [
  { title: "急诊安检门有人通过 passage, ED gate", steps: [now("gate1", "passage 1"), later("gate1", "passage 1", 2)] },
  { title: "急诊安检门有人通过 passage, ED gate", steps: [now("gate1", "passage 1")] },
  {
    title: "门诊安检门有人通过 passage, outpatient gate",
    steps: [now("gate2", "passage 2"), later("gate2", "passage 2", 3)],
  },
  { title: "急诊安检门金属报警 metal, ED gate", steps: [now("gate1", "metal 1")] },
  { title: "门诊安检门金属报警 metal, outpatient gate", steps: [now("gate2", "metal 2")] },
  {
    title: "急诊护士站一键报警 panic, ED nurses",
    steps: [now("rx1", "alarm 1234 120 001"), later("rx1", "restore 1234 120 001", 15)],
  },
  {
    title: "住院部护士站一键报警 panic, ward nurses",
    steps: [now("rx1", "alarm 1235 120 002"), later("rx1", "restore 1235 120 002", 15)],
  },
  { title: "收费处胁迫报警 duress, cashier", steps: [now("rx1", "alarm 1234 121 003")] },
  {
    title: "药库入侵报警 intrusion, drug store",
    steps: [now("rx1", "alarm 1236 130 001"), later("rx1", "restore 1236 130 001", 20)],
  },
  {
    title: "急诊安检门外壳被打开 tamper, ED gate",
    steps: [now("gate1", "tamper 1 on"), later("gate1", "tamper 1 off", 10)],
  },
  {
    title: "住院部报警主机断电 mains lost, ward panel",
    steps: [now("rx1", "alarm 1235 301 000"), later("rx1", "restore 1235 301 000", 25)],
  },
  { title: "报警接收机无心跳 receiver silent", steps: [now("rx1", "silence 35")] },
  {
    title: "住院部摄像机画面停止 pictures stop, ward camera",
    steps: [now("cam4", "stopRtp"), later("cam4", "stopRtp=false", 12)],
  },
];

/** Numbers from 0 to 1 that a seed decides (mulberry32, public domain). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** For ever: round after round, each shuffled, so that nothing is missed and nothing comes in a fixed order. */
export function* demoSchedule(seed: number, everyMs: readonly [from: number, to: number]): Generator<Happening, never> {
  const random = seededRandom(seed);
  const [from, to] = everyMs;
  for (;;) {
    const left = [...round];
    while (left.length > 0) {
      const [kind] = left.splice(Math.floor(random() * left.length), 1);
      if (kind !== undefined) yield { ...kind, waitMs: from + (to - from) * random() };
    }
  }
}

/** `20..40` or `30`, in seconds, as milliseconds; null when it is no such range. */
export function parseEvery(text: string): readonly [from: number, to: number] | null {
  const match = /^(\d+(?:\.\d+)?)(?:\.\.(\d+(?:\.\d+)?))?$/.exec(text);
  if (match === null) return null;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return from > 0 && to >= from ? [from * 1000, to * 1000] : null;
}
