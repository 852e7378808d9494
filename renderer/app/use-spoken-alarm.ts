import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import type { Alarm } from "../../native/contract/alarms.ts";
import { gainFor } from "../desk/alarm-pattern.ts";
import { browserSpeech, openSpokenAlarm, type SpeechState, type SpokenAlarm } from "../desk/spoken-alarm.ts";
import { spokenWords, waitingLife } from "../desk/spoken-words.ts";
import { useTexts } from "../i18n/use-texts.ts";

const storageKey = "wardwatch.speech";

export interface Speech {
  readonly on: boolean;
  readonly setOn: (on: boolean) => void;
  /** Of the language that the screen speaks. */
  readonly state: SpeechState;
  readonly test: () => void;
}

let opened: SpokenAlarm | null = null;
/** One for the page: it is the browser's one voice. */
function theSpeech(): SpokenAlarm {
  opened ??= openSpokenAlarm(browserSpeech(window));
  return opened;
}

/** Says class and place of the life alarm on top until it is acknowledged, where this desk has switched it on. */
export function useSpokenAlarm(
  alarms: readonly Alarm[],
  areaNames: ReadonlyMap<string, string>,
  volume: number,
  level: number,
): Speech {
  const texts = useTexts();
  const { t, language } = texts;
  const speech = theSpeech();
  const [on, setOn] = useState(() => localStorage.getItem(storageKey) === "on");
  const state = useSyncExternalStore(
    speech.subscribe,
    useCallback(() => speech.state(language), [speech, language]),
  );
  const waiting = waitingLife(alarms);
  const words = waiting && spokenWords(waiting, areaNames.get(waiting.top.areaId ?? "") ?? "", texts);
  useEffect(() => speech.setVolume(gainFor("life", volume, level)), [speech, volume, level]);
  const alarmId = waiting?.top.id ?? null;
  useEffect(
    () => speech.say(on && alarmId !== null && words !== null ? { alarmId, words, language } : null),
    [speech, on, alarmId, words, language],
  );
  return {
    on,
    setOn(next) {
      localStorage.setItem(storageKey, next ? "on" : "off");
      setOn(next);
    },
    state,
    test: () => speech.test(t("desk.speech.sample"), language),
  };
}
