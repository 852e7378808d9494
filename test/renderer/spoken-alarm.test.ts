import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openSpokenAlarm, type SpeechParts, voiceFor } from "../../renderer/desk/spoken-alarm.ts";
import { spokenWords, waitingLife } from "../../renderer/desk/spoken-words.ts";
import type { Texts } from "../../renderer/i18n/use-texts.ts";
import chinese from "../../resources/locales/zh-CN/alarms.json" with { type: "json" };
import chineseDesk from "../../resources/locales/zh-CN/desk.json" with { type: "json" };
import { sampleAlarm } from "./sample-data.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const voice = (lang: string, localService = true) =>
  ({ lang, localService, name: lang, default: false, voiceURI: lang }) satisfies SpeechSynthesisVoice;

/** The browser's speech, played: says nothing by itself, and ends when the test says so. */
function standIn(voices: SpeechSynthesisVoice[]) {
  const said: { readonly words: string; readonly volume: number; readonly lang: string }[] = [];
  const events = new EventTarget();
  let present: EventTarget | null = null;
  let cancelled = 0;
  const parts: SpeechParts = {
    makeUtterance: (words) =>
      Object.assign(new EventTarget(), {
        text: words,
        volume: 1,
        rate: 1,
        lang: "",
        voice: null,
      }) as unknown as SpeechSynthesisUtterance,
    synthesis: {
      getVoices: () => voices,
      speak(utterance) {
        present = utterance;
        said.push({ words: utterance.text, volume: utterance.volume, lang: utterance.lang });
      },
      cancel() {
        cancelled += 1;
        const cut = present;
        present = null;
        cut?.dispatchEvent(new Event("error"));
      },
      addEventListener: events.addEventListener.bind(events),
      removeEventListener: events.removeEventListener.bind(events),
    },
  };
  return {
    parts,
    said,
    cancelled: () => cancelled,
    end: (how: "end" | "error" = "end") => present?.dispatchEvent(new Event(how)),
    setVoices(next: SpeechSynthesisVoice[]) {
      voices = next;
      events.dispatchEvent(new Event("voiceschanged"));
    },
  };
}

const about = (words: string, alarmId = words) => ({ alarmId, words, language: "zh-CN" as const });

test("repeats with a rest until told otherwise; then it is silent in the middle of a word", () => {
  const browser = standIn([voice("zh-CN")]);
  const speech = openSpokenAlarm(browser.parts);
  speech.setVolume(0.7);
  speech.say(about("生命报警"));
  speech.say(about("生命报警"));
  expect(browser.said).toEqual([{ words: "生命报警", volume: 0.7, lang: "zh-CN" }]);
  browser.end();
  vi.advanceTimersByTime(2999);
  expect(browser.said).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(browser.said).toHaveLength(2);
  speech.say(null);
  expect(browser.cancelled()).toBe(1);
  vi.advanceTimersByTime(60_000);
  expect(browser.said).toHaveLength(2);
  speech.close();
});

test("another alarm on top cuts in at once; a voice that forgets to end, or fails, does not end it", () => {
  const browser = standIn([voice("zh-CN")]);
  const speech = openSpokenAlarm(browser.parts);
  speech.say(about("甲"));
  speech.say(about("乙"));
  expect(browser.said.map(({ words }) => words)).toEqual(["甲", "乙"]);
  // More of them waiting is no other alarm: nothing is cut short, the next time says it.
  speech.say(about("乙，另有 1 条", "乙"));
  expect(browser.said).toHaveLength(2);
  expect(speech.state("zh-CN")).toBe("ready");
  vi.advanceTimersByTime(20_000 + 3000);
  expect(browser.said.map(({ words }) => words)).toEqual(["甲", "乙", "乙，另有 1 条"]);
  expect(speech.state("zh-CN")).toBe("refused");
  browser.end("error");
  vi.advanceTimersByTime(3000);
  browser.end();
  expect(browser.said).toHaveLength(4);
  expect(speech.state("zh-CN")).toBe("ready");
  speech.close();
});

test("without a voice of the language it says so, and speaks as soon as one is there", () => {
  const browser = standIn([voice("en-US")]);
  const speech = openSpokenAlarm(browser.parts);
  let told = 0;
  speech.subscribe(() => (told += 1));
  speech.say(about("生命报警"));
  expect(speech.state("zh-CN")).toBe("voiceless");
  expect(speech.state("en")).toBe("ready");
  expect(browser.said).toEqual([]);
  browser.setVoices([voice("en-US"), voice("zh-CN")]);
  expect(told).toBe(1);
  expect(speech.state("zh-CN")).toBe("ready");
  expect(browser.said).toHaveLength(1);
  expect(openSpokenAlarm(null).state("zh-CN")).toBe("missing");
  speech.close();
});

test("only voices of this machine: what is said would go to a server; Mandarin before others, never Cantonese", () => {
  expect(voiceFor([voice("zh-CN", false), voice("zh-HK"), voice("yue-HK")], "zh-CN")).toBeNull();
  expect(voiceFor([voice("zh-TW"), voice("zh-CN", false), voice("zh_CN")], "zh-CN")?.lang).toBe("zh_CN");
  expect(voiceFor([voice("zh-TW"), voice("cmn")], "zh-CN")?.lang).toBe("cmn");
  expect(voiceFor([voice("de-DE"), voice("en-GB")], "en")?.lang).toBe("en-GB");
});

test("class and place, a drill said first; only life that waits for a hand", () => {
  const texts = {
    language: "zh-CN",
    named: (text) => text?.["zh-CN"] ?? "",
    t: ((key: string, options?: { readonly n: number }) => {
      const [area, ...path] = key.split(".");
      let at: unknown = area === "alarms" ? chinese : chineseDesk;
      for (const part of path) at = (at as Record<string, unknown>)[part];
      return String(at).replace("{{n}}", String(options?.n));
    }) as unknown as Texts["t"],
  } satisfies Pick<Texts, "t" | "named" | "language">;
  const panic = sampleAlarm("a");
  expect(spokenWords({ top: panic, count: 1 }, "急诊大厅", texts)).toBe("生命报警，急诊护士站一键报警，急诊大厅。");
  const drill = sampleAlarm("b", { mark: "drill", kind: "medical", name: { "zh-CN": "急诊大厅东侧" } });
  expect(spokenWords({ top: drill, count: 3 }, "急诊大厅", texts)).toBe(
    "演练，生命报警，医疗求助，急诊大厅东侧，另有 2 条。",
  );

  const metal = sampleAlarm("c", { class: "security", kind: "metal" });
  expect(waitingLife([metal])).toBeNull();
  expect(waitingLife([sampleAlarm("d", { state: "acknowledged" })])).toBeNull();
  expect(waitingLife([panic, drill, metal])).toEqual({ top: panic, count: 2 });
  expect(waitingLife([])).toBeNull();
});
