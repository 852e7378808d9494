import { Button, Input } from "antd";
import { useState } from "react";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./ptz-pad.module.css";
import { type PtzPadState, usePtz } from "./use-ptz.ts";

interface PtzPadProps {
  readonly camera: DeviceSummary;
  /** May keep what a camera sees as a preset, and remove presets. */
  readonly mayPreset: boolean;
  readonly onClose: () => void;
}

/** Directions as they lie on the pad; null: home. */
const directions = [
  ["↖", -1, 1],
  ["↑", 0, 1],
  ["↗", 1, 1],
  ["←", -1, 0],
  null,
  ["→", 1, 0],
  ["↙", -1, -1],
  ["↓", 0, -1],
  ["↘", 1, -1],
] as const;

/** Moves one camera: arrows, + and −, 1 to 9 for its presets, Home; what is held down goes on until it is let go. */
export function PtzPad({ camera, mayPreset, onClose }: PtzPadProps) {
  const { t, named, errorText } = useTexts();
  const ptz = usePtz(camera.id, onClose);
  const name = named(camera.name) || camera.id;
  const hold = (pan: number, tilt: number, zoom: number) => ({
    onPointerDown: () => ptz.move({ pan, tilt, zoom }),
    onPointerUp: ptz.stop,
    onPointerLeave: ptz.stop,
    onPointerCancel: ptz.stop,
  });
  return (
    <aside className={styles["pad"]} aria-label={t("ptz.title", { name })} data-ptz={camera.id} data-held={ptz.held}>
      <header>
        <strong>{t("ptz.title", { name })}</strong>
        <Button size="small" onClick={onClose}>
          {t("ptz.leave")}
        </Button>
      </header>
      <output className={styles["said"]} data-bad={ptz.error !== null}>
        {ptz.error ? errorText(ptz.error) : ptz.held ? t("ptz.yours") : t("ptz.taking")}
      </output>
      <div className={styles["body"]} data-disabled={!ptz.held}>
        <div className={styles["arrows"]}>
          {directions.map((direction) =>
            direction === null ? (
              <Button
                key="home"
                disabled={!ptz.held}
                aria-label={t("ptz.home")}
                title={t("ptz.home")}
                onClick={ptz.goHome}
              >
                ⌂
              </Button>
            ) : (
              <Button
                key={direction[0]}
                disabled={!ptz.held}
                aria-label={t("ptz.move", { direction: direction[0] })}
                {...hold(direction[1], direction[2], 0)}
              >
                {direction[0]}
              </Button>
            ),
          )}
        </div>
        <div className={styles["zoom"]}>
          <Button disabled={!ptz.held} aria-label={t("ptz.nearer")} {...hold(0, 0, 1)}>
            +
          </Button>
          <Button disabled={!ptz.held} aria-label={t("ptz.farther")} {...hold(0, 0, -1)}>
            −
          </Button>
        </div>
        <Presets ptz={ptz} mayPreset={mayPreset} />
      </div>
      <p className={styles["keys"]}>{t("ptz.keys")}</p>
    </aside>
  );
}

function Presets({ ptz, mayPreset }: { readonly ptz: PtzPadState; readonly mayPreset: boolean }) {
  const { t } = useTexts();
  const [name, setName] = useState("");
  /** To be removed: asked once more. */
  const [leaving, setLeaving] = useState<string | null>(null);
  return (
    <div className={styles["presets"]}>
      {ptz.held && ptz.presets.length === 0 && <span className={styles["quiet"]}>{t("ptz.noPresets")}</span>}
      <ol>
        {ptz.presets.map((preset, at) => (
          <li key={preset.token}>
            <Button size="small" data-preset={preset.token} onClick={() => ptz.goTo(preset)}>
              {at < 9 && <kbd>{at + 1}</kbd>} {preset.name || preset.token}
            </Button>
            {mayPreset && (
              <Button
                size="small"
                danger={leaving === preset.token}
                aria-label={t("ptz.remove", { name: preset.name || preset.token })}
                onClick={() => {
                  if (leaving === preset.token) ptz.removePreset(preset);
                  setLeaving(leaving === preset.token ? null : preset.token);
                }}
              >
                {leaving === preset.token ? t("ptz.removeSure") : "×"}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {mayPreset && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() === "" || !ptz.held) return;
            ptz.setPreset(name.trim());
            setName("");
          }}
        >
          <Input
            size="small"
            maxLength={64}
            value={name}
            placeholder={t("ptz.newPreset")}
            aria-label={t("ptz.newPreset")}
            onChange={({ target }) => setName(target.value)}
          />
          <Button size="small" htmlType="submit" disabled={name.trim() === "" || !ptz.held}>
            {t("ptz.save")}
          </Button>
        </form>
      )}
    </div>
  );
}
