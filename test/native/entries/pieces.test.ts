import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "../../../native/base/app-error.ts";
import { itemListSchema } from "../../../native/contract/items.ts";
import type { Warning } from "../../../native/contract/warnings.ts";
import { countEntries } from "../../../native/entries/count-entries.ts";
import { cleanSignature } from "../../../native/entries/clean-signature.ts";
import { DayNumbers, parseNumber } from "../../../native/entries/day-numbers.ts";
import { mayReadText } from "../../../native/entries/decide-warning.ts";
import { checkItemList, listsInUse } from "../../../native/entries/item-lists.ts";
import { maskIdNumber, maskName, maskSubject, maskTelephone } from "../../../native/entries/mask-subject.ts";
import { dayBounds, dayOf, hourBounds, shiftBounds, startOfDay } from "../../../native/entries/site-days.ts";
import { readItemLists } from "../../../native/station/gate-files.ts";
import { found } from "./gate-views.ts";

const hour = 3_600_000;
const shanghai = "Asia/Shanghai";

describe("masks", () => {
  test.each([
    ["张伟", "张*"],
    ["张小明", "张**"],
    ["欧阳娜娜", "欧***"],
    ["王", "*"],
    ["", ""],
    ["John Smith", "J*********"],
    ["𠮷田", "𠮷*"],
  ])("a name: %s", (name, masked) => expect(maskName(name)).toBe(masked));

  test.each([
    ["110101199003071234", "1101**********1234"],
    ["11010119900307123X", "1101**********123X"],
    ["110101900307123", "1101*******7123"],
    ["E12345678", "E1*****78"],
    ["123", "***"],
    ["", ""],
  ])("an identity number: %s", (id, masked) => expect(maskIdNumber(id)).toBe(masked));

  test.each([
    ["13812345678", "138****5678"],
    ["010-12345678", "**********78"],
    ["12345", "*****"],
    ["", ""],
  ])("a telephone: %s", (telephone, masked) => expect(maskTelephone(telephone)).toBe(masked));

  test("a remark only says that there is one", () => {
    const subject = { name: "张伟", idNumber: "", telephone: "", remark: "住三楼，张伟之子" };
    expect(maskSubject(subject)).toEqual({ name: "张*", idNumber: "", telephone: "", remark: "***" });
  });
});

describe("days, hours and shifts of the site", () => {
  const noon = Date.UTC(2026, 10, 22, 4);

  test("a day begins at the site's midnight", () => {
    expect(dayOf(Date.UTC(2026, 10, 21, 15, 59, 59), shanghai)).toBe("20261121");
    expect(dayOf(Date.UTC(2026, 10, 21, 16), shanghai)).toBe("20261122");
    expect(startOfDay(noon, shanghai)).toBe(Date.UTC(2026, 10, 21, 16));
    expect(dayBounds(noon, noon + 1, shanghai)).toEqual([Date.UTC(2026, 10, 21, 16), Date.UTC(2026, 10, 22, 16)]);
    expect(hourBounds(noon + 5, noon + hour)).toEqual([noon, noon + hour]);
  });

  test("where summer time begins and ends a day has 23 and 25 hours", () => {
    const lengths = (fromMs: number) => {
      const bounds = dayBounds(fromMs, fromMs + 3 * 24 * hour, "Europe/Berlin");
      return bounds.slice(1).map((atMs, index) => (atMs - bounds[index]!) / hour);
    };
    expect(lengths(Date.UTC(2026, 2, 28, 12))).toEqual([24, 23, 24, 24]);
    expect(lengths(Date.UTC(2026, 9, 24, 12))).toEqual([24, 25, 24, 24]);
    // Midnight itself does not exist on this day.
    expect(dayOf(startOfDay(Date.UTC(2026, 8, 6, 12), "America/Santiago"), "America/Santiago")).toBe("20260906");
  });

  test("every moment lies in the day that begins before it, whatever the zone", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) }),
        fc.constantFrom(shanghai, "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"),
        (atMs, zone) => {
          const [fromMs = 0, toMs = 0] = dayBounds(atMs, atMs + 1, zone);
          expect(fromMs).toBe(startOfDay(atMs, zone));
          expect(fromMs).toBeLessThanOrEqual(atMs);
          expect(toMs).toBeGreaterThan(atMs);
          expect(dayOf(fromMs, zone)).toBe(dayOf(atMs, zone));
          expect(dayOf(toMs, zone)).not.toBe(dayOf(atMs, zone));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("shifts: the one that is running, then each that begins", () => {
    const bounds = shiftBounds(noon, noon + 24 * hour, shanghai, ["08:00", "20:00"]);
    expect(bounds).toEqual([
      Date.UTC(2026, 10, 22, 0),
      Date.UTC(2026, 10, 22, 12),
      Date.UTC(2026, 10, 23, 0),
      Date.UTC(2026, 10, 23, 12),
    ]);
  });
});

describe("numbers", () => {
  test("each once, without gaps, for each day anew; a day gone by goes on where it stopped", () => {
    const numbers = new DayNumbers("AJ", [{ day: "20261121", serial: 7 }]);
    expect(numbers.take("20261122")).toBe("AJ20261122-001");
    expect(numbers.take("20261122")).toBe("AJ20261122-002");
    expect(numbers.take("20261121")).toBe("AJ20261121-008");
    expect(numbers.take("20261122")).toBe("AJ20261122-003");
  });

  test("are read back, and what is none is refused", () => {
    expect(parseNumber("AJ", "AJ20261122-1234")).toEqual({ day: "20261122", serial: 1234 });
    for (const wrong of ["JC20261122-001", "AJ2026112-001", "AJ20261122-1", "x"])
      expect(() => parseNumber("AJ", wrong)).toThrow(expect.objectContaining({ code: "log.bad_cursor" }));
  });
});

/** Null for what is refused. */
function cleanedOrNull(svg: string): string | null {
  try {
    return cleanSignature(svg);
  } catch (error) {
    if (error instanceof AppError && error.code === "deposit.bad_signature") return null;
    throw error;
  }
}

describe("a signature", () => {
  const pad =
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 300 150" width="300" height="150"><path d="M 10.5,20 C 10.500,20.000 30,40.25 50,60" stroke-width="2.250" stroke="rgb(0, 0, 0)" fill="none" stroke-linecap="round"></path><circle r="1.5" cx="57.3984375" cy="58" fill="black"></circle></svg>';

  test("strokes and dots are kept, put together anew", () => {
    const clean = cleanSignature(pad);
    expect(clean).toContain('<path d="M 10.5,20 C 10.500,20.000 30,40.25 50,60"');
    expect(clean).toContain('<circle r="1.5" cx="57.3984375" cy="58" fill="black"/>');
    expect(cleanSignature(clean)).toBe(clean);
  });

  test("a long one of a slow hand passes", () => {
    const d = `M0 0${"L12.5 13.5".repeat(6000)}`;
    expect(cleanSignature(`<svg viewBox="0 0 1 1"><path d="${d}" fill="none"/></svg>`)).toContain("L12.5 13.5");
  });

  test.each([
    "",
    "hello",
    "<svg></svg>",
    '<svg><script>alert(1)</script><path d="M0 0"/></svg>',
    '<svg onload="alert(1)"><path d="M0 0"/></svg>',
    '<svg><path d="M0 0" onclick="alert(1)"/></svg>',
    '<svg><path d="M0 0" style="fill:url(http://x)"/></svg>',
    '<svg><path d="M0 0" fill="url(#a)"/></svg>',
    '<svg><a href="javascript:alert(1)"><path d="M0 0"/></a></svg>',
    '<svg><image href="http://x/y.png"/><path d="M0 0"/></svg>',
    "<svg><foreignObject><body/></foreignObject></svg>",
    '<svg><use href="#x"/></svg>',
    '<svg><path d="M0 0"/><!-- x --></svg>',
    '<!DOCTYPE svg [<!ENTITY x "y">]><svg><path d="M0 0"/></svg>',
    '<svg><path d="&x;"/></svg>',
    '<svg><path d="M0 0"/></svg><script/>',
    '<svg xmlns="http://evil"><path d="M0 0"/></svg>',
    '<svg><path d="M0 0" d="M1 1"/></svg>',
  ])("%s is refused", (svg) => {
    expect(() => cleanSignature(svg)).toThrow(expect.objectContaining({ code: "deposit.bad_signature" }));
  });

  test("one that is too long is refused", () => {
    const svg = `<svg><path d="M${"1".repeat(70_000)}"/></svg>`;
    expect(() => cleanSignature(svg)).toThrow(expect.objectContaining({ code: "deposit.bad_signature" }));
  });

  test("nothing that may act passes, whatever it is made of", () => {
    const piece = fc.constantFrom(
      "<svg>",
      "</svg>",
      "<path",
      "<script>",
      "</script>",
      " d=",
      '"M0 0"',
      "/>",
      ">",
      " onload=",
      '"x"',
      "href=",
      "&",
      "javascript:",
      "<g>",
      "'",
      "<circle",
      " r=",
      '"1"',
      "\n",
      "<!--",
      "-->",
      "]]>",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const clean = cleanedOrNull(pieces.join("")) ?? cleanSignature(pad);
        expect(clean).toMatch(
          /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^<>]*>(<(path|circle)[^<>]*\/>)+<\/svg>$/,
        );
        expect(clean).not.toMatch(/on\w+=|href|script|&/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("item lists", () => {
  const { used, refused } = readItemLists();

  test("none is refused, each class has both languages and a source", () => {
    expect(refused).toEqual([]);
    expect(used.map(({ id, classes }) => [id, classes.length])).toEqual([
      ["beijing/2021-04-01", 11],
      ["national/2021-04-01", 11],
    ]);
    const general = used.find(({ province }) => province === "national");
    expect(general?.classes.every(({ source }) => source.unverified)).toBe(true);
  });

  test("offered: the newest in force of the province, of the nation, and the hospital's own", () => {
    const [beijing, national] = used;
    const newer = { ...beijing!, id: "beijing/2027-01-01", validFrom: "2027-01-01" };
    const own = { ...national!, id: "hospital", province: "hospital", validFrom: "2020-01-01" };
    const ids = (province: string, day: string, hospital: typeof own | null = null) =>
      listsInUse([beijing!, national!, newer], hospital, province, day).map(({ id }) => id);
    expect(ids("beijing", "2026-11-22")).toEqual(["beijing/2021-04-01", "national/2021-04-01"]);
    expect(ids("beijing", "2027-01-01", own)).toEqual(["beijing/2027-01-01", "national/2021-04-01", "hospital"]);
    expect(ids("hunan", "2026-11-22")).toEqual(["national/2021-04-01"]);
    expect(ids("national", "2020-11-22")).toEqual([]);
    expect(ids("hunan", "2026-11-22", { ...own, validUntil: "2026-11-21" })).toEqual(["national/2021-04-01"]);
  });

  test("a class twice, an end before the beginning", () => {
    const [list] = used;
    const wrong = { ...list!, classes: [...list!.classes, list!.classes[0]!], validUntil: "2000-01-01" };
    expect(checkItemList(itemListSchema.parse(wrong)).map(({ problem }) => problem)).toEqual([
      "duplicate_class",
      "ends_before_it_begins",
    ]);
  });

  test("no classes at all: only the hospital's own list may be empty", () => {
    const empty = itemListSchema.parse({ ...used[0]!, classes: [] });
    expect(checkItemList(empty).map(({ problem }) => problem)).toEqual(["no_classes"]);
    expect(checkItemList({ ...empty, id: "hospital" })).toEqual([]);
  });
});

test("counts: refusals, gates, classes once a check, shifts", () => {
  const at = (hours: number) => Date.UTC(2026, 10, 22, hours);
  const { classId, className } = found("knives");
  const knife = { classId, className };
  const entry = { gateId: "gate1" as string | null, items: [] as (typeof knife)[] };
  const counts = countEntries(
    [
      { ...entry, outcome: "refused_check", happenedAtMs: at(1) },
      { ...entry, outcome: "deposited", happenedAtMs: at(2), items: [knife, knife] },
      { ...entry, gateId: null, outcome: "passed", happenedAtMs: at(13) },
    ],
    { fromMs: at(0), toMs: at(24) },
    shanghai,
    ["08:00", "20:00"],
  );
  expect(counts).toMatchObject({
    total: 3,
    refusals: 1,
    byGate: [
      { gateId: "gate1", total: 2, refusals: 1 },
      { gateId: null, total: 1 },
    ],
    byOutcome: [
      { outcome: "passed", total: 1 },
      { outcome: "deposited", total: 1 },
      { outcome: "refused_check", total: 1 },
    ],
    byItemClass: [{ classId: "knives", total: 1 }],
    byShift: [
      { startMs: at(0), endMs: at(12), total: 2, refusals: 1 },
      { startMs: at(12), endMs: at(24), total: 1 },
    ],
  });
});

test("what is said about a person is for those who handle checks, whoever else is named", () => {
  const warning = { kind: "person", visibleTo: ["operator", "technician", "viewer"] } as unknown as Warning;
  const readers = (each: Warning) =>
    (["viewer", "operator", "chief", "technician"] as const).filter((role) => mayReadText(each, role));
  expect(readers(warning)).toEqual(["operator"]);
  expect(readers({ ...warning, kind: "department" })).toEqual(["viewer", "operator", "technician"]);
});

/**
 * Acts that guards may not do: no shipped text may offer them (regulation on security services, art. 30). That they
 * are not allowed may be said.
 */
const forbidden =
  /(?<!不得[^，。；"]{0,8})(?:搜身|搜查|扣留|扣押|没收|收缴)|(?<!(?:may|must|do) not [^.;"]{0,30})\b(?:search(?:es|ed)? (?:the |a )?(?:person|people|visitor|patient|bag|body|him|her|them)|body search|detain|confiscat|seiz(?:e|ing|ure))/i;

test("no shipped text offers to search a person, to detain, or to confiscate", () => {
  const root = new URL("../../../resources/", import.meta.url);
  const texts = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    /^(entry-rules|items|plans|locales|desk)\/.*\.json$/.test(name),
  );
  expect(texts.length).toBeGreaterThan(20);
  const found = texts.flatMap((name) => {
    const match = forbidden.exec(readFileSync(new URL(name, root), "utf8"));
    return match === null ? [] : [`${name}: ${match[0]}`];
  });
  expect(found).toEqual([]);
  for (const word of ["搜身检查", "没收物品", "Search the person", "detained", "confiscate"])
    expect(word).toMatch(forbidden);
  for (const word of ["保安不得没收、搜身", "Guards may not confiscate or search people", "Search the log"])
    expect(word).not.toMatch(forbidden);
});
