import type { Language } from "../../native/contract/text.ts";

/** `missing`: this browser cannot speak; `voiceless`: no voice of the language on this machine; `refused`: it would not. */
export type SpeechState = "ready" | "missing" | "voiceless" | "refused";

export interface Announcement {
  /** The alarm that it is about. New words about the same one wait for the next time: they cut nothing short. */
  readonly alarmId: string;
  readonly words: string;
  readonly language: Language;
}

export interface SpokenAlarm {
  /** Says it again and again, with a rest between, until told otherwise; null for silence. */
  readonly say: (announcement: Announcement | null) => void;
  /** Once, when nothing is being said. */
  readonly test: (words: string, language: Language) => void;
  /** 0 to 1; the caller keeps the floor. */
  readonly setVolume: (volume: number) => void;
  readonly state: (language: Language) => SpeechState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly close: () => void;
}

/** What is used of the browser's speech: a test plays it. */
export interface SpeechParts {
  readonly synthesis: Pick<SpeechSynthesis, "speak" | "cancel" | "getVoices"> &
    Pick<EventTarget, "addEventListener" | "removeEventListener">;
  readonly makeUtterance: (words: string) => SpeechSynthesisUtterance;
}

/** Between two times, ms: long enough to hear the telephone. */
const restMs = 3000;
/** Some voices forget to say that they have ended: after so long they are taken to have. */
const longestMs = 20_000;

/** Mandarin before the other Chinese voices, never Cantonese: half of the words would be others. */
const wanted: Readonly<Record<Language, readonly RegExp[]>> = {
  "zh-CN": [/^(zh|cmn)[-_](hans[-_])?cn/i, /^cmn/i, /^zh[-_](sg|tw)/i, /^zh$/i],
  en: [/^en/i],
};

/**
 * A voice that speaks on this machine. One that is spoken by a server is never used: the places of a
 * hospital's alarms go to nobody outside.
 */
export function voiceFor(voices: readonly SpeechSynthesisVoice[], language: Language): SpeechSynthesisVoice | null {
  const own = voices.filter((voice) => voice.localService);
  for (const pattern of wanted[language]) {
    const found = own.find((voice) => pattern.test(voice.lang));
    if (found !== undefined) return found;
  }
  return null;
}

/** Null where the browser has no speech at all. */
export function browserSpeech(page: Window & typeof globalThis): SpeechParts | null {
  if (!("speechSynthesis" in page)) return null;
  return { synthesis: page.speechSynthesis, makeUtterance: (words) => new page.SpeechSynthesisUtterance(words) };
}

/** Speaks beside the alarm's sound, never instead of it. */
export function openSpokenAlarm(parts: SpeechParts | null): SpokenAlarm {
  const listeners = new Set<() => void>();
  let saying: Announcement | null = null;
  let present: SpeechSynthesisUtterance | null = null;
  let rest: ReturnType<typeof setTimeout> | undefined;
  let volume = 1;
  let refused = false;

  const tell = () => {
    for (const listener of listeners) listener();
  };
  const voicesChanged = () => {
    tell();
    // The list comes late: what could not be said is said now.
    if (saying !== null && present === null) speak(saying.words, saying.language);
  };
  parts?.synthesis.addEventListener("voiceschanged", voicesChanged);

  function note(isRefused: boolean): void {
    if (refused === isRefused) return;
    refused = isRefused;
    tell();
  }

  function speak(words: string, language: Language): void {
    clearTimeout(rest);
    const voice = voiceFor(parts?.synthesis.getVoices() ?? [], language);
    if (parts === null || voice === null) return;
    const utterance = parts.makeUtterance(words);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.volume = volume;
    utterance.rate = 0.95;
    // An ended one that is not the present one was cut short for another.
    const ended = (isRefused: boolean) => {
      if (present !== utterance) return;
      clearTimeout(rest);
      present = null;
      note(isRefused);
      if (saying !== null) rest = setTimeout(() => saying !== null && speak(saying.words, saying.language), restMs);
    };
    utterance.addEventListener("end", () => ended(false));
    utterance.addEventListener("error", () => ended(true));
    present = utterance;
    parts.synthesis.speak(utterance);
    rest = setTimeout(() => {
      ended(true);
      parts.synthesis.cancel();
    }, longestMs);
  }

  function stop(): void {
    clearTimeout(rest);
    if (present === null) return;
    present = null;
    parts?.synthesis.cancel();
  }

  return {
    say(announcement) {
      const before = saying;
      saying = announcement;
      if (before?.alarmId === announcement?.alarmId && before?.language === announcement?.language) return;
      stop();
      if (announcement !== null) speak(announcement.words, announcement.language);
    },
    test(words, language) {
      if (saying !== null) return;
      stop();
      speak(words, language);
    },
    setVolume(next) {
      volume = next;
    },
    state(language) {
      if (parts === null) return "missing";
      if (voiceFor(parts.synthesis.getVoices(), language) === null) return "voiceless";
      return refused ? "refused" : "ready";
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      saying = null;
      stop();
      parts?.synthesis.removeEventListener("voiceschanged", voicesChanged);
    },
  };
}
