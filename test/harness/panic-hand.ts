import type { Alarm } from "../../native/contract/alarms.ts";
import type { ResponsePlan } from "../../native/contract/plans.ts";
import { connectPage, type PageAccess, type StationClient } from "./live-page.ts";

/** An operator at another desk, who takes alarms and walks each to its closing, several at a time. */
export interface PanicHand {
  /** Acknowledges at once, so that the next alarm gets its turn; the rest follows. */
  take(alarmId: string): void;
  readonly taken: number;
  /** What was refused or failed, in words. */
  readonly failures: readonly string[];
  /** Resolves when everything taken is closed. */
  settle(): Promise<void>;
  close(): void;
}

/** How many acts a plan may need before something is wrong with it. */
const mostActs = 60;
const note = "已核实";

/** Signs on as an operator of this name. */
export async function openPanicHand(access: PageAccess, name: string): Promise<PanicHand> {
  const { socket, client } = await connectPage(access);
  await client.session.signOn({ name, role: "operator" });
  const plans = new Map<string, Promise<{ plan: ResponsePlan }>>();
  const failures: string[] = [];
  const underWay = new Set<Promise<void>>();
  let taken = 0;

  async function planOf({ plan }: Alarm): Promise<ResponsePlan | null> {
    if (plan === null) return null;
    const { planId, version } = plan;
    const key = `${planId}@${version}`;
    const asked = plans.get(key) ?? client.plans.get({ planId, version });
    plans.set(key, asked);
    return (await asked).plan;
  }

  async function walk(alarmId: string): Promise<void> {
    let alarm = await client.alarms.acknowledge({ alarmId });
    const plan = await planOf(alarm);
    for (let act = 0; act < mostActs && alarm.plan !== null && alarm.plan.stepId !== null; act++)
      alarm = await doStep(client, alarm, plan, alarm.plan.stepId);
    await client.alarms.close({ alarmId, cause: "drill", note });
  }

  return {
    take(alarmId) {
      taken += 1;
      const work = walk(alarmId)
        .catch((error: unknown) => void failures.push(`${alarmId}: ${String(error)}`))
        .finally(() => underWay.delete(work));
      underWay.add(work);
    },
    get taken() {
      return taken;
    },
    failures,
    async settle() {
      await Promise.all(underWay);
    },
    close: () => socket.terminate(),
  };
}

/** Any answer will do: the last of each question. */
function doStep(client: StationClient, alarm: Alarm, plan: ResponsePlan | null, stepId: string): Promise<Alarm> {
  const step = plan?.steps.find((each) => each.id === stepId);
  return client.alarms.doNextStep({
    alarmId: alarm.id,
    stepId,
    answerId: step?.answers.at(-1)?.id ?? null,
    callSigns: step?.kind === "dispatch" ? ["01"] : [],
    note,
  });
}
