import { Drawer } from "antd";
import { memo } from "react";
import type { Actor } from "../../native/contract/actor.ts";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { DeskState } from "../../native/contract/desk.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { LoadPage } from "../load/load-page.tsx";
import { HeldPage } from "../modes/held-page.tsx";
import { ManualForm } from "../desk/manual-form.tsx";
import { ModePage } from "../modes/mode-page.tsx";
import { PlansPage } from "../modes/plans-page.tsx";
import type { PlanList } from "../modes/use-plan-list.ts";
import { ReopenForm } from "../desk/reopen-form.tsx";
import { SoundPage } from "./sound-page.tsx";
import type { AlarmSignal } from "./use-alarm-signal.ts";
import type { Speech } from "./use-spoken-alarm.ts";
import { ShiftPage } from "../shifts/shift-page.tsx";
import { shiftAppendix } from "./shift-appendix.tsx";
import { BookmarkForm, type MarkedMoment } from "../evidence/bookmark-form.tsx";
import { EvidenceDrawerPage, type EvidenceDrawerPageProps } from "./evidence-drawer-page.tsx";
import { GateDrawerPage, type GateDrawerPagesProps } from "./gate-drawer-pages.tsx";

const drawerNames = [
  "manual",
  "reopen",
  "drill",
  "buttonTest",
  "held",
  "plans",
  "load",
  "shift",
  "sound",
  "entry",
  "gates",
  "evidence",
  "bookmark",
] as const;
export type DrawerName = (typeof drawerNames)[number];

interface DeskDrawersProps
  extends GateDrawerPagesProps, Pick<EvidenceDrawerPageProps, "evidenceTab" | "onEvidenceTab"> {
  readonly open: string | null;
  readonly info: StationInfo | null;
  readonly actor: Actor | null;
  readonly desk: DeskState;
  readonly plans: PlanList | null;
  readonly signal: AlarmSignal;
  readonly speech: Speech;
  readonly alarms: readonly Alarm[];
  readonly selected: Alarm | null;
  readonly deviceNames: ReadonlyMap<string, string>;
  readonly areaNames: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly formats: Formats;
  /** The moment that a bookmark is being written for. */
  readonly marked: MarkedMoment | null;
  readonly onSelect: (alarmId: string) => void;
  readonly onClose: () => void;
  readonly onAskForOperator: () => void;
}

/** The drawer itself would keep the focus: the first thing that can be typed or pressed takes it. */
function focusFirst(open: boolean): void {
  const body = document.querySelector(".ant-drawer-open .ant-drawer-body");
  if (!open || body === null || body.contains(document.activeElement)) return;
  body.querySelector<HTMLElement>("[data-digits], input, button, textarea")?.focus();
}

function nameOf(open: string | null): DrawerName | null {
  return drawerNames.find((known) => known === open) ?? null;
}

/** What lies over the wall and the events, one at a time; never over the queue. Closed it rests, whatever comes. */
export const DeskDrawers = memo(
  AnyDrawer,
  (before, after) => nameOf(before.open) === null && nameOf(after.open) === null,
);

function AnyDrawer(props: DeskDrawersProps) {
  const { open, onSelect, onClose } = props;
  const { t } = useTexts();
  const name = nameOf(open);
  const titles: Readonly<Record<DrawerName, string>> = {
    manual: t("desk.manual.title"),
    reopen: t("desk.reopen.title"),
    drill: t("desk.modes.drill"),
    buttonTest: t("desk.modes.buttonTest"),
    held: t("desk.held.title"),
    plans: t("desk.plans.title"),
    load: t("desk.load.title"),
    shift: t("desk.shift.title"),
    sound: t("desk.speech.page"),
    entry: t("entries.title"),
    gates: t("gates.title"),
    evidence: t("evidence.title"),
    bookmark: t("evidence.bookmarks.add"),
  };
  /** The new alarm is what is looked at next. */
  const raised = (alarm: Alarm) => {
    onClose();
    onSelect(alarm.id);
  };
  return (
    <Drawer
      open={name !== null}
      onClose={onClose}
      title={name === null ? "" : titles[name]}
      placement="right"
      size="calc(100% - var(--queue))"
      getContainer={false}
      mask={false}
      keyboard={false}
      destroyOnHidden
      afterOpenChange={focusFirst}
      styles={{ body: { padding: 12 } }}
    >
      {name !== null && <DrawerPage {...props} name={name} onRaised={raised} />}
    </Drawer>
  );
}

interface DrawerPageProps extends DeskDrawersProps {
  readonly name: DrawerName;
  readonly onRaised: (alarm: Alarm) => void;
}

function DrawerPage(props: DrawerPageProps) {
  const { name, info, desk, alarms, selected, deviceNames, areaNames, nowMs, formats } = props;
  const { onRaised, onClose, onAskForOperator } = props;
  const timeZone = info?.site?.timeZone ?? "Asia/Shanghai";
  const areas = info?.areas ?? [];
  switch (name) {
    case "manual":
      return <ManualForm {...{ areas, onRaised, onAskForOperator }} onCancel={onClose} />;
    case "reopen":
      return <ReopenForm {...{ formats, nowMs, onRaised, onAskForOperator }} onCancel={onClose} />;
    case "drill":
    case "buttonTest":
      return <ModePage key={name} kind={name} {...{ desk, areas, areaNames, nowMs, formats }} />;
    case "held":
      return <HeldPage {...{ desk, alarms, selected, deviceNames, areaNames, nowMs, formats }} />;
    case "plans":
      return <PlansPage {...{ areaNames, formats }} list={props.plans} />;
    case "load":
      return <LoadPage {...{ timeZone, nowMs, formats }} />;
    case "sound":
      return <SoundPage signal={props.signal} speech={props.speech} />;
    case "shift":
      return <ShiftPage {...{ timeZone, nowMs }} appendix={shiftAppendix} />;
    case "entry":
    case "gates":
      return <GateDrawerPage {...props} name={name} />;
    case "evidence":
      return <EvidenceDrawerPage {...props} />;
    case "bookmark":
      return (
        props.marked && (
          <BookmarkForm
            key={props.marked.atMs}
            moment={props.marked}
            cameras={info?.devices.filter(({ kind }) => kind === "camera") ?? []}
            signedOn={props.actor !== null}
            onDone={onClose}
            {...{ formats, onAskForOperator }}
          />
        )
      );
  }
}
