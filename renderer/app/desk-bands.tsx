/* oxlint-disable jsx-a11y/prefer-tag-over-role -- an output element may not hold such rows */
import type { Alarm } from "../../native/contract/alarms.ts";
import type { DeskMode, DeskState } from "../../native/contract/desk.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./desk-bands.module.css";
import type { DrawerName } from "./desk-drawers.tsx";
import type { Escalated } from "./gravest-escalation.ts";

interface DeskBandsProps {
  readonly desk: DeskState;
  readonly alarms: readonly Alarm[];
  readonly escalated: Escalated | null;
  /** Length of the flood's window. */
  readonly floodMinutes: number;
  readonly areaNames: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly formats: Formats;
  readonly onOpen: (drawer: DrawerName) => void;
}

/** What everybody at this desk must know as long as it lasts. They push the desk down and cover nothing. */
export function DeskBands(props: DeskBandsProps) {
  const { desk, alarms, escalated, floodMinutes, areaNames, nowMs, formats, onOpen } = props;
  const { t, named } = useTexts();
  const where = (mode: DeskMode) =>
    mode.areaIds.length === 0
      ? t("desk.bands.everywhere")
      : mode.areaIds.map((id) => areaNames.get(id) ?? id).join("、");
  const modeWords = (mode: DeskMode) => ({
    where: where(mode),
    until: formats.shortTime(mode.untilMs, nowMs),
    by: mode.by.name,
  });
  const shelved = alarms.filter((alarm) => alarm.shelf !== null).length;
  const held = shelved + desk.onTest.length + desk.chattering.length + desk.guarded.length;
  const to = escalated?.top.escalation?.to ?? null;
  return (
    <div className={styles["bands"]} role="status">
      {escalated && to !== null && (
        <p data-band="escalated" data-level={Math.min(3, escalated.top.escalation?.level ?? 1)}>
          <strong>{t("desk.bands.escalated")}</strong>
          <span>
            {t("desk.bands.escalatedWhy", {
              n: escalated.count,
              what: `${t(`alarms.kinds.${escalated.top.kind}`)} ${named(escalated.top.name)}`.trim(),
              to: t(`alarms.escalation.${to}`),
            })}
          </span>
        </p>
      )}
      {desk.drill && (
        <p data-band="drill">
          <strong>{t("desk.bands.drill")}</strong>
          <span>{t("desk.bands.drillWhy", modeWords(desk.drill))}</span>
          <Open keyName="F2" onOpen={() => onOpen("drill")} />
        </p>
      )}
      {desk.buttonTest && (
        <p data-band="drill">
          <strong>{t("desk.bands.buttonTest")}</strong>
          <span>{t("desk.bands.buttonTestWhy", modeWords(desk.buttonTest))}</span>
          <Open keyName="F3" onOpen={() => onOpen("buttonTest")} />
        </p>
      )}
      {desk.flood && (
        <p data-band="flood">
          <strong>{t("desk.bands.flood")}</strong>
          <span>
            {t("desk.bands.floodWhy", {
              since: formats.shortTime(desk.flood.sinceMs, nowMs),
              minutes: floodMinutes,
              n: desk.flood.alarms,
              most: desk.flood.most,
            })}
          </span>
        </p>
      )}
      {held > 0 && (
        <p data-band="held">
          <strong>{t("desk.bands.held")}</strong>
          <span>
            {t("desk.bands.heldWhy", {
              shelved,
              onTest: desk.onTest.length,
              chattering: desk.chattering.length,
              guarded: desk.guarded.length,
            })}
          </span>
          <Open keyName="F4" onOpen={() => onOpen("held")} />
        </p>
      )}
    </div>
  );
}

function Open({ keyName, onOpen }: { readonly keyName: string; readonly onOpen: () => void }) {
  const { t } = useTexts();
  return (
    <button type="button" onClick={onOpen}>
      {t("desk.bands.open")} <kbd>{keyName}</kbd>
    </button>
  );
}
