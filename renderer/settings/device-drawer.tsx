/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, react/exhaustive-effect-dependencies --
   what scrolls must take the focus; asking again is the point of `asked` */
import { Button, Drawer } from "antd";
import { useEffect, useState } from "react";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { DeviceHealth, KeptFrame } from "../../native/contract/health.ts";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import { ageText, type Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession } from "../rpc/use-station.tsx";
import { calm } from "../ui/calm.tsx";
import styles from "./device-drawer.module.css";

interface DeviceDrawerProps {
  readonly device: DeviceSummary | null;
  readonly health: DeviceHealth | null;
  readonly areaName: string;
  readonly nowMs: number;
  readonly formats: Formats;
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
  const { device, health, areaName, nowMs, formats } = props;
  const { t, errorText } = useTexts();
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
        <p className={styles["none"]}>{t("devices.detail.picturesOnly")}</p>
      ) : (
        <KeptFrames deviceId={device.id} formats={formats} />
      )}
    </div>
  );
}

function KeptFrames({ deviceId, formats }: { readonly deviceId: string; readonly formats: Formats }) {
  const { t, errorText } = useTexts();
  const session = useSession();
  const [frames, setFrames] = useState<readonly KeptFrame[] | null>(null);
  const [problem, setProblem] = useState<ErrorData | null>(null);
  /** Goes up when the frames are asked for again. */
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let stale = false;
    void session
      .call((client) => client.devices.frames({ deviceId }))
      .then((answer) => {
        if (stale) return;
        if (answer.ok) setFrames(answer.value);
        setProblem(answer.ok ? null : answer.error);
      });
    return () => {
      stale = true;
    };
  }, [session, deviceId, asked]);
  return (
    <section className={styles["frames"]} aria-label={t("devices.detail.keptFrames")}>
      <header>
        <h3>{t("devices.detail.keptFrames")}</h3>
        <Button size="small" onClick={() => setAsked(asked + 1)}>
          {t("devices.detail.refresh")}
        </Button>
        {problem && <span className={styles["problem"]}>{errorText(problem)}</span>}
      </header>
      {frames?.length === 0 && <p className={styles["none"]}>{t("devices.detail.noFrames")}</p>}
      {frames !== null && frames.length > 0 && (
        <div data-scrolls className={styles["scroller"]} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th>{t("devices.detail.time")}</th>
                <th>{t("devices.detail.direction")}</th>
                <th>{t("devices.detail.hex")}</th>
                <th>{t("devices.detail.meaning")}</th>
              </tr>
            </thead>
            <tbody>
              {[...frames]
                .sort((a, b) => b.atMs - a.atMs)
                .map((frame, at) => (
                  <tr key={`${frame.atMs}-${at}`} data-good={frame.good}>
                    <td className="numeric">{formats.time(frame.atMs)}</td>
                    <td>{t(`devices.detail.${frame.direction}`)}</td>
                    <td className={styles["hex"]}>{frame.hex}</td>
                    <td>
                      {!frame.good && <b>{t("devices.detail.bad")} </b>}
                      {frame.meaning}
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
