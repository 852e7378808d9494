import { Drawer } from "antd";
import type { DeviceHealth } from "../../native/contract/health.ts";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import { ageText, type Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { calm } from "../ui/calm.tsx";
import { cameraEventFacts } from "./camera-event-facts.ts";
import styles from "./device-drawer.module.css";
import { FramesView } from "./frames-view.tsx";
import { ViewReference } from "./view-reference.tsx";

interface DeviceDrawerProps {
  readonly device: DeviceSummary | null;
  readonly health: DeviceHealth | null;
  readonly areaName: string;
  readonly nowMs: number;
  readonly formats: Formats;
  /** May say which view of a camera is the right one. */
  readonly mayChange: boolean;
  readonly onClose: () => void;
}

export const DeviceDrawer = calm(function DeviceDrawer(props: DeviceDrawerProps) {
  const { device, onClose } = props;
  const { t, named } = useTexts();
  const name = device ? named(device.name) || device.id : "";
  return (
    <Drawer
      open={device !== null}
      onClose={onClose}
      title={t("devices.detail.open", { name })}
      placement="right"
      size="calc(100% - var(--queue))"
      getContainer={false}
      mask={false}
      keyboard={false}
      destroyOnHidden
      styles={{ body: { padding: 12 } }}
    >
      {device && <DeviceDetail key={device.id} {...props} device={device} />}
    </Drawer>
  );
});

function DeviceDetail(props: DeviceDrawerProps & { readonly device: DeviceSummary }) {
  const { device, health, areaName, nowMs, formats, mayChange } = props;
  const texts = useTexts();
  const { t, errorText } = texts;
  const camera = health?.camera ?? null;
  const facts: readonly (readonly [string, string])[] = [
    [t("devices.detail.id"), device.id],
    [t("devices.detail.family"), `${t(`devices.kinds.${device.kind}`)} · ${device.family}`],
    [t("devices.detail.area"), areaName],
    [
      t("devices.detail.since"),
      health
        ? `${t(`devices.conditions.${health.condition}`)} · ${formats.dateTime(health.sinceMs)} (${ageText(nowMs - health.sinceMs, t)})`
        : t("devices.conditions.unknown"),
    ],
    [t("devices.detail.error"), health?.error ? errorText(health.error) : "—"],
    [
      t("devices.detail.heard"),
      health === null || health.lastHeardAtMs === null
        ? t("devices.detail.never")
        : `${formats.dateTime(health.lastHeardAtMs)} (${ageText(nowMs - health.lastHeardAtMs, t)})`,
    ],
    [t("devices.detail.bytes"), health ? `${health.bytesIn} / ${health.bytesOut}` : "—"],
    [t("devices.detail.reconnects"), health ? String(health.reconnects) : "—"],
    ...(device.kind === "camera"
      ? ([
          [t("devices.detail.model"), camera?.model || "—"],
          [t("devices.detail.codec"), camera?.codec || "—"],
          [t("devices.detail.size"), camera && camera.width > 0 ? `${camera.width}×${camera.height}` : "—"],
          [
            t("devices.detail.rate"),
            camera ? t("devices.detail.rateValue", { fps: Math.round(camera.framesPerSecond * 10) / 10 }) : "—",
          ],
          [
            t("devices.detail.bits"),
            camera ? t("devices.detail.bitsValue", { kbps: Math.round(camera.bitsPerSecond / 1000) }) : "—",
          ],
          ...cameraEventFacts(camera, texts, formats),
        ] as const)
      : ([[t("devices.detail.frames"), health ? `${health.framesGood} / ${health.framesBad}` : "—"]] as const)),
  ];
  return (
    <div className={styles["detail"]}>
      <dl className={styles["facts"]}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="numeric">{value}</dd>
          </div>
        ))}
      </dl>
      {device.kind === "camera" ? (
        <>
          <ViewReference cameraId={device.id} content={camera?.content ?? null} {...{ mayChange, formats }} />
          <p className={styles["none"]}>{t("devices.detail.picturesOnly")}</p>
        </>
      ) : (
        <FramesView deviceId={device.id} family={device.family} {...{ health, nowMs, formats }} />
      )}
    </div>
  );
}
