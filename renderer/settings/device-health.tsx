import { Button } from "antd";
import { useMemo } from "react";
import type { DeviceCondition, DeviceHealth } from "../../native/contract/health.ts";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import { ageText } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { PanelHead } from "../ui/panel-head.tsx";
import styles from "./device-health.module.css";

interface DeviceListProps {
  readonly devices: readonly DeviceSummary[];
  readonly health: ReadonlyMap<string, DeviceHealth>;
  readonly nowMs: number;
  readonly asOf: string;
  /** Given to those who may change the site file. */
  readonly onSite: (() => void) | null;
  /** Plan files that the station refused: as little to be overlooked as a device that is not well. */
  readonly refusedPlans: number;
  readonly onPlans: () => void;
  readonly onOpen: (deviceId: string) => void;
}

/** What is worst stands first; what is well stands last, grey. */
const order: readonly (DeviceCondition | "unknown")[] = ["lost", "refused", "degraded", "starting", "unknown", "ok"];

export function DeviceHealthList(props: DeviceListProps) {
  const { devices, health, nowMs, asOf, onSite, refusedPlans, onPlans, onOpen } = props;
  const { t, named, errorText } = useTexts();
  const rows = useMemo(
    () =>
      devices
        .map((device, at) => {
          const found = health.get(device.id);
          return { device, found, condition: found?.condition ?? ("unknown" as const), at };
        })
        .sort((a, b) => order.indexOf(a.condition) - order.indexOf(b.condition) || a.at - b.at),
    [devices, health],
  );
  const unwell = rows.filter(({ condition }) => condition !== "ok").length;
  return (
    <section className={styles["health"]} aria-label={t("devices.title")} data-old={asOf !== ""}>
      <PanelHead
        title={t("devices.title")}
        asOf={asOf}
        loud={unwell > 0}
        note={
          devices.length === 0
            ? ""
            : unwell > 0
              ? t("devices.unwell", { n: unwell })
              : t("devices.allWell", { n: devices.length })
        }
      >
        {onSite && (
          <Button size="small" onClick={onSite}>
            {t("app.menu.site")}
          </Button>
        )}
      </PanelHead>
      {devices.length === 0 && <p className={styles["none"]}>{t("devices.none")}</p>}
      <ul className={styles["list"]}>
        {refusedPlans > 0 && (
          <li>
            <button
              type="button"
              className={styles["device"]}
              data-condition="refused"
              data-refused-plans
              onClick={onPlans}
            >
              <span className={styles["name"]}>{t("desk.plans.title")}</span>
              <span className={styles["condition"]}>{t("desk.plans.refusedCount", { n: refusedPlans })}</span>
            </button>
          </li>
        )}
        {rows.map(({ device, found, condition }) => {
          const name = named(device.name) || device.id;
          const why = found?.error ? errorText(found.error) : "";
          return (
            <li key={device.id}>
              <button
                type="button"
                className={styles["device"]}
                data-condition={condition}
                data-device={device.id}
                aria-label={t("devices.detail.open", { name })}
                title={why}
                onClick={() => onOpen(device.id)}
              >
                <span className={styles["name"]}>{name}</span>
                <span className={styles["condition"]}>{t(`devices.conditions.${condition}`)}</span>
                <span className={`${styles["age"]} numeric`}>{found ? ageText(nowMs - found.sinceMs, t) : ""}</span>
                {why !== "" && condition !== "ok" && <span className={styles["why"]}>{why}</span>}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
