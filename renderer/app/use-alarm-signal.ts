import { useEffect, useState, useSyncExternalStore } from "react";
import type { AlarmClass } from "../../native/contract/alarms.ts";
import { type AlarmSound, openAlarmSound, type SoundState } from "../desk/alarm-sound.ts";
import { startFlash } from "../ui/flash.ts";

const volumeKey = "wardwatch.volume";

function storedVolume(): number {
  const stored = Number(localStorage.getItem(volumeKey) ?? "1");
  return Number.isFinite(stored) ? Math.min(1, Math.max(0, stored)) : 1;
}

export interface AlarmSignal {
  readonly sound: SoundState;
  readonly volume: number;
  readonly setVolume: (volume: number) => void;
  readonly test: () => void;
}

let opened: AlarmSound | null = null;
/** One for the page: the browser allows few audio contexts. */
function theSound(): AlarmSound {
  opened ??= openAlarmSound(window);
  return opened;
}

/**
 * Sounds and flashes as long as `waiting` (the gravest class that nobody acknowledged), or `warning` of the console
 * itself; the louder, the higher the `level` of escalation.
 * @param silent it only flashes: another window of this desk sounds
 */
export function useAlarmSignal(
  waiting: AlarmClass | null,
  level: number,
  warning: boolean,
  silent: boolean,
): AlarmSignal {
  const sound = theSound();
  const [volume, setVolume] = useState(storedVolume);
  const state = useSyncExternalStore(sound.subscribe, sound.state);
  const flashing = waiting !== null;
  const playing = silent ? null : (waiting ?? (warning ? "fault" : null));
  useEffect(() => sound.setVolume(volume), [sound, volume]);
  useEffect(() => sound.play(playing, level), [sound, playing, level]);
  useEffect(() => {
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    let stop = startFlash(document.documentElement, flashing, still.matches);
    const again = () => {
      stop();
      stop = startFlash(document.documentElement, flashing, still.matches);
    };
    still.addEventListener("change", again);
    return () => {
      still.removeEventListener("change", again);
      stop();
    };
  }, [flashing]);
  return {
    sound: silent ? "ready" : state,
    volume,
    setVolume(next) {
      const kept = Math.round(Math.min(1, Math.max(0, next)) * 10) / 10;
      localStorage.setItem(volumeKey, String(kept));
      setVolume(kept);
    },
    test: () => sound.test("life"),
  };
}
