import type { AlarmClass } from "../../native/contract/alarms.ts";

interface Tone {
  readonly startMs: number;
  readonly lengthMs: number;
  /** Hz at the beginning and at the end. */
  readonly from: number;
  readonly to: number;
}

interface Pattern {
  readonly periodMs: number;
  /** Peak, 0 to 1, before the volume. */
  readonly peak: number;
  readonly tones: readonly Tone[];
}

const beep = (startMs: number, lengthMs: number, hertz: number): Tone => ({
  startMs,
  lengthMs,
  from: hertz,
  to: hertz,
});

/**
 * One pattern a class, told apart by rhythm and pitch without looking: life is a rising sweep without
 * a rest, security a two-tone call, fault two short beeps, information one.
 */
export const patterns: Readonly<Record<AlarmClass, Pattern>> = {
  life: {
    periodMs: 1000,
    peak: 1,
    tones: [
      { startMs: 0, lengthMs: 480, from: 650, to: 1500 },
      { startMs: 500, lengthMs: 480, from: 650, to: 1500 },
    ],
  },
  security: { periodMs: 2000, peak: 0.7, tones: [beep(0, 350, 980), beep(400, 350, 740), beep(800, 350, 980)] },
  fault: { periodMs: 4000, peak: 0.45, tones: [beep(0, 160, 520), beep(260, 160, 520)] },
  information: { periodMs: 8000, peak: 0.3, tones: [beep(0, 220, 420)] },
};

/** One period as samples from -1 to 1, to be played in a loop. */
export function renderPattern(of: AlarmClass, sampleRate: number): Float32Array<ArrayBuffer> {
  const { periodMs, peak, tones } = patterns[of];
  const samples = new Float32Array(Math.round((periodMs / 1000) * sampleRate));
  for (const tone of tones) {
    const start = Math.round((tone.startMs / 1000) * sampleRate);
    const length = Math.round((tone.lengthMs / 1000) * sampleRate);
    let phase = 0;
    for (let i = 0; i < length && start + i < samples.length; i++) {
      const along = i / length;
      phase += (2 * Math.PI * (tone.from + (tone.to - tone.from) * along)) / sampleRate;
      // 8 ms in and out, so that the ends do not click; a third harmonic carries through a noisy room.
      const edge = Math.min(1, i / (0.008 * sampleRate), (length - i) / (0.008 * sampleRate));
      samples[start + i] = peak * edge * (0.75 * Math.sin(phase) + 0.25 * Math.sin(3 * phase));
    }
  }
  return samples;
}

/** Life alarms cannot be turned below this, 0 to 1. */
export const lifeFloor = 0.5;

/** With every level of escalation nobody may turn it below this much more. */
const floorPerLevel = 0.2;

/** The gain a class is played with at a volume from 0 to 1; `level` of escalation, 0 = none. */
export function gainFor(of: AlarmClass, volume: number, level = 0): number {
  const wanted = Math.min(1, Math.max(0, volume));
  return Math.min(1, Math.max((of === "life" ? lifeFloor : 0) + floorPerLevel * level, wanted));
}
