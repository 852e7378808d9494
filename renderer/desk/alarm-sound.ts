import { type AlarmClass, alarmClasses } from "../../native/contract/alarms.ts";
import { gainFor, renderPattern } from "./alarm-pattern.ts";

/** `blocked`: the browser waits for a key before it lets anything sound. */
export type SoundState = "ready" | "blocked" | "missing";

export interface AlarmSound {
  /** Sounds a class's pattern until told otherwise, not softer than the level of escalation asks for; null for silence. */
  readonly play: (of: AlarmClass | null, level?: number) => void;
  readonly setVolume: (volume: number) => void;
  /** Once, for as long as one period lasts. */
  readonly test: (of: AlarmClass) => void;
  readonly state: () => SoundState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly close: () => void;
}

const startMs = 1500;

/**
 * The patterns are rendered once and looped by the audio thread: a busy or hidden page does not
 * silence them. Any key or click lets a blocked browser sound.
 */
export function openAlarmSound(page: Window): AlarmSound {
  const listeners = new Set<() => void>();
  const openedAtMs = performance.now();
  const context = openContext();
  const gain = context?.createGain();
  if (context && gain) gain.connect(context.destination);
  const buffers = new Map<AlarmClass, AudioBuffer>();
  let source: AudioBufferSourceNode | null = null;
  let playing: AlarmClass | null = null;
  let volume = 1;
  let level = 0;

  const tell = () => {
    for (const listener of listeners) listener();
  };
  const unblock = () => {
    if (context && context.state !== "running" && context.state !== "closed") context.resume().then(tell, tell);
  };
  const startTimer = setTimeout(tell, startMs + 50);
  context?.addEventListener("statechange", tell);
  for (const type of ["keydown", "pointerdown"] as const) page.addEventListener(type, unblock, true);

  function bufferOf(audio: AudioContext, of: AlarmClass): AudioBuffer {
    let buffer = buffers.get(of);
    if (!buffer) {
      const samples = renderPattern(of, audio.sampleRate);
      buffer = audio.createBuffer(1, samples.length, audio.sampleRate);
      buffer.copyToChannel(samples, 0);
      buffers.set(of, buffer);
    }
    return buffer;
  }

  return {
    play(of, wantedLevel = 0) {
      level = wantedLevel;
      if (gain && of !== null) gain.gain.value = gainFor(of, volume, level);
      if (!context || !gain || of === playing) return;
      source?.stop();
      source?.disconnect();
      source = null;
      playing = of;
      if (of === null) return;
      source = new AudioBufferSourceNode(context, { buffer: bufferOf(context, of), loop: true });
      source.connect(gain);
      source.start();
      unblock();
      tell();
    },
    setVolume(next) {
      volume = next;
      if (gain) gain.gain.value = gainFor(playing ?? alarmClasses[1], next, playing === null ? 0 : level);
    },
    test(of) {
      if (!context || !gain || playing !== null) return;
      unblock();
      gain.gain.value = gainFor(of, volume);
      const once = new AudioBufferSourceNode(context, { buffer: bufferOf(context, of) });
      once.connect(gain);
      once.start();
    },
    state() {
      if (!context || context.state === "closed") return "missing";
      // A context needs a moment to start: only one that still stands then is blocked.
      return context.state === "running" || performance.now() - openedAtMs < startMs ? "ready" : "blocked";
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      clearTimeout(startTimer);
      for (const type of ["keydown", "pointerdown"] as const) page.removeEventListener(type, unblock, true);
      if (context && context.state !== "closed") context.close().catch(tell);
    },
  };
}

function openContext(): AudioContext | null {
  try {
    return new AudioContext({ latencyHint: "interactive" });
  } catch {
    // No audio output: the page says so for as long as it lasts.
    return null;
  }
}
