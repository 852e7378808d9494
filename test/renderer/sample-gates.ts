import type { Deposit } from "../../native/contract/deposits.ts";
import type { EntryRules, EntryStep } from "../../native/contract/entries.ts";
import type { GateSpanCounts } from "../../native/contract/gates.ts";
import type { Warning } from "../../native/contract/warnings.ts";
import type { ItemClass, ItemListState } from "../../native/contract/items.ts";

const text = (chinese: string, english: string) => ({ "zh-CN": chinese, en: english });
type StepPart = Omit<EntryStep, "article" | "answers" | "next"> &
  Partial<Pick<EntryStep, "article" | "answers" | "next">>;
const step = (part: StepPart): EntryStep => ({ article: "", answers: [], next: null, ...part });

/** One way through every kind of duty. */
export const sampleRules: EntryRules = {
  id: "beijing/2020-07-01",
  version: 1,
  title: text("北京市医院安检处置（第十五至十八条）", "Beijing hospital entry rules, art. 15-18"),
  province: "beijing",
  validFrom: "2020-07-01",
  source: { title: "北京市医院安全秩序管理规定", article: "", url: "", unverified: false },
  firstStepId: "what",
  steps: [
    step({
      id: "what",
      text: text("现场情况？", "What is it?"),
      hint: text("先问岗位，再看画面", "Ask the post, then look"),
      answers: [
        { id: "nothing", text: text("没有异常，放行", "Nothing found, lets in"), next: "passed" },
        { id: "refuses", text: text("拒绝安检", "Refuses the check"), next: "told" },
        { id: "forces", text: text("强行闯入", "Forces in"), next: "stop" },
        { id: "prohibited", text: text("查见禁止物品", "A prohibited item"), next: "prohibited" },
        { id: "restricted", text: text("查见限制物品", "A restricted item"), next: "restricted" },
        { id: "emergency", text: text("急危重症，绿色通道", "Emergency, green lane"), next: "green_lane" },
        { id: "manual", text: text("不宜过门，人工检查", "Not fit for the gate, check by hand"), next: "why" },
      ],
    }),
    step({ id: "passed", text: text("放行", "Let in"), outcome: "passed" }),
    step({
      id: "told",
      text: text("已说明：拒绝安检的，可以拒绝其进入", "Told: who refuses the check may be refused entry"),
      article: "第十七条",
      duty: "tick",
      next: "refused",
    }),
    step({ id: "refused", text: text("拒绝其进入", "Refused entry"), article: "第十七条", outcome: "refused_check" }),
    step({
      id: "stop",
      text: text("制止，保护周围人员", "Stop it, keep others safe"),
      article: "第十八条",
      duty: "tick",
      next: "call",
    }),
    step({
      id: "call",
      text: text("拨打报警电话", "Call the police"),
      article: "第十八条",
      duty: "police",
      next: "forced",
    }),
    step({ id: "forced", text: text("制止并已报警", "Stopped, police called"), outcome: "forced_in_police" }),
    step({
      id: "prohibited",
      text: text("登记禁止物品", "Put down the prohibited item"),
      duty: "items",
      itemRule: "prohibited",
      next: "hold",
    }),
    step({
      id: "hold",
      text: text("保护现场", "Hold the scene"),
      article: "第十八条",
      duty: "hold_scene",
      next: "call2",
    }),
    step({
      id: "call2",
      text: text("立即报警", "Call the police at once"),
      article: "第十八条",
      duty: "police",
      next: "held",
    }),
    step({ id: "held", text: text("现场已保护，已报警", "Scene held, police called"), outcome: "prohibited_police" }),
    step({
      id: "restricted",
      text: text("登记限制物品", "Put down the restricted item"),
      duty: "items",
      itemRule: "restricted",
      next: "choice",
    }),
    step({
      id: "choice",
      text: text("怎么处理？", "What becomes of it?"),
      answers: [
        { id: "deposit", text: text("寄存", "Deposits it"), next: "deposit" },
        { id: "away", text: text("自行带离", "Takes it away"), next: "away" },
        { id: "keeps", text: text("不交存也不离开", "Keeps it"), next: "keeps" },
      ],
    }),
    step({
      id: "deposit",
      text: text("开寄存票", "Write the ticket"),
      article: "第十八条",
      duty: "deposit",
      next: "deposited",
    }),
    step({ id: "deposited", text: text("寄存后进入", "Entered after the deposit"), outcome: "deposited" }),
    step({ id: "away", text: text("物品带离", "Taken away"), outcome: "taken_away" }),
    step({ id: "keeps", text: text("拒绝其进入", "Refused entry"), article: "第十八条", outcome: "refused_item" }),
    step({ id: "green_lane", text: text("急救绿色通道", "Green lane"), outcome: "green_lane" }),
    step({ id: "why", text: text("为什么不宜过门？", "Why is the gate not fit?"), duty: "reason", next: "who" }),
    step({ id: "who", text: text("谁来检查？", "Who checks?"), article: "第十六条", duty: "checker", next: "manual" }),
    step({ id: "manual", text: text("检查后放行", "Let in after the check"), outcome: "manual_check_passed" }),
  ],
};

const source = { title: "北京市公安局通告", article: "2021年4月", url: "", unverified: false };
const itemClass = (id: string, rule: ItemClass["rule"], name: ItemClass["name"], examples: ItemClass["examples"]) => ({
  id,
  rule,
  name,
  examples,
  source: id === "blades" ? { ...source, unverified: true } : source,
});

export const sampleLists: readonly ItemListState[] = [
  {
    list: {
      id: "beijing/2021-04-01",
      name: text("北京清单", "Beijing list"),
      province: "beijing",
      validFrom: "2021-04-01",
      validUntil: null,
      source,
      classes: [
        itemClass("guns", "prohibited", text("枪支弹药", "Guns and ammunition"), [text("子弹", "cartridge")]),
        itemClass("blades", "prohibited", text("管制刀具", "Controlled blades"), [
          text("匕首", "dagger"),
          text("弹簧刀", "flick knife"),
        ]),
        itemClass("explosives", "prohibited", text("爆炸物品", "Explosives"), [text("烟花爆竹", "fireworks")]),
        itemClass("knives", "restricted", text("一般刀具", "Knives"), [
          text("水果刀", "fruit knife"),
          text("菜刀", "kitchen knife"),
        ]),
        itemClass("tools", "restricted", text("锤斧等工具", "Hammers, axes, tools"), [
          text("斧头", "axe"),
          text("锤子", "hammer"),
        ]),
        itemClass("sprays", "restricted", text("催泪喷射器", "Tear gas and sprays"), []),
      ],
    },
    inUse: true,
    changedAtMs: null,
  },
  {
    list: {
      id: "national/2021-04-01",
      name: text(
        "通用禁止、限制物品（未核实本地规定）",
        "Prohibited and restricted items, general (local rules not verified)",
      ),
      province: "national",
      validFrom: "2021-04-01",
      validUntil: null,
      source: { title: "国家关于枪支、管制器具、危险物质的法律法规", article: "", url: "", unverified: true },
      classes: [itemClass("blades", "prohibited", text("管制器具", "Controlled blades and devices"), [])],
    },
    inUse: false,
    changedAtMs: null,
  },
];

const hourMs = 3_600_000;

/** A day of two gates by hour, one of which was reset at noon. */
export function sampleGateCounts(toMs: number, hours: number): GateSpanCounts[] {
  const endMs = Math.floor(toMs / hourMs) * hourMs;
  return ["gate1", "gate2"].flatMap((gateId) =>
    Array.from({ length: hours }, (_, at) => ({
      gateId,
      startMs: endMs - at * hourMs,
      passages: 40 + ((at * 37) % 160),
      metal: (at * 7) % 12,
      tamper: 0,
      faults: at === 5 ? 1 : 0,
      panics: 0,
      resets: gateId === "gate2" && at === 9 ? 1 : 0,
    })),
  );
}

export function sampleDeposit(number: string, change: Partial<Deposit> = {}): Deposit {
  const nowMs = Date.now();
  return {
    id: `id-${number}`,
    number,
    state: "held",
    entryId: null,
    gateId: "gate1",
    areaId: "ed",
    items: [],
    place: "A-3",
    subject: null,
    depositedAtMs: nowMs,
    depositedBy: { name: "王建国", role: "operator" },
    dueAtMs: nowMs + 86_400_000,
    endedAtMs: null,
    endedBy: null,
    signature: null,
    handedTo: "",
    note: "",
    mark: null,
    ...change,
  };
}

export function sampleWarning(id: string, change: Partial<Warning> = {}): Warning {
  const nowMs = Date.now();
  return {
    id,
    kind: "department",
    areaIds: ["ed"],
    from: "急诊科 李梅",
    text: "家属情绪激动，可能带人来院",
    record: { id: `r${id}`, sha256: "0".repeat(64), erasedAtMs: null },
    visibleTo: ["operator", "chief"],
    addedAtMs: nowMs,
    addedBy: { name: "王建国", role: "operator" },
    untilMs: nowMs + 86_400_000,
    endedAtMs: null,
    endedBy: null,
    ...change,
  };
}
