/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions --
   what scrolls must take the focus; the section's keys act wherever the focus is within it */
import { Button } from "antd";
import { type KeyboardEvent, useEffect, useState } from "react";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { FrameChecks } from "../../native/contract/gate-profile.ts";
import type { DeviceHealth, KeptFrame } from "../../native/contract/health.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession } from "../rpc/use-station.tsx";
import { saveText } from "../ui/save-text.ts";
import { groupHex, toTranscript } from "./frames-transcript.ts";
import styles from "./frames-view.module.css";

interface FramesViewProps {
  readonly deviceId: string;
  readonly family: string;
  readonly health: DeviceHealth | null;
  readonly nowMs: number;
  readonly formats: Formats;
}

const askEveryMs = 1000;

/** The last 100 frames of a device's line, as they come; newest first. */
export function FramesView({ deviceId, family, health, nowMs, formats }: FramesViewProps) {
  const { t, errorText } = useTexts();
  const session = useSession();
  const [frames, setFrames] = useState<readonly KeptFrame[] | null>(null);
  const [checks, setChecks] = useState<FrameChecks | null>(null);
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const [follows, setFollows] = useState(true);
  const [onlyBad, setOnlyBad] = useState(false);
  const [copied, setCopied] = useState(false);
  const [pausedAtMs, setPausedAtMs] = useState(0);
  useEffect(() => {
    if (!follows) return;
    let stale = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      const answer = await session.call((client) => client.devices.frames({ deviceId }));
      if (stale) return;
      if (answer.ok) setFrames([...answer.value].reverse());
      const fared = await session.call((client) => client.devices.frameChecks({ deviceId }));
      if (stale) return;
      if (fared.ok) setChecks(fared.value);
      setProblem(answer.ok ? null : answer.error);
      timer = setTimeout(() => void ask(), askEveryMs);
    };
    void ask();
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [session, deviceId, follows]);
  const shown = (frames ?? []).filter((frame) => !onlyBad || !frame.good);
  const good = health?.framesGood ?? 0;
  const bad = health?.framesBad ?? 0;
  const text = () => toTranscript(shown, { deviceId, family, date: formats.dateTime(nowMs).slice(0, 10) });
  const pause = () => {
    setPausedAtMs(nowMs);
    setFollows(!follows);
  };
  const copy = async () => setCopied(await copyText(text()));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target instanceof HTMLButtonElement) return;
    if (event.key === " ") pause();
    else if (event.key.toLowerCase() === "e") setOnlyBad(!onlyBad);
    else return;
    // Also for the desk, which has its own meaning for E.
    event.preventDefault();
  };
  return (
    <section className={styles["frames"]} aria-label={t("devices.detail.keptFrames")} onKeyDown={onKeyDown}>
      <header>
        <h3>{t("devices.detail.keptFrames")}</h3>
        <Button size="small" aria-pressed={!follows} onClick={pause}>
          {t(follows ? "devices.frames.pause" : "devices.frames.follow")}
        </Button>
        <Button
          size="small"
          type={onlyBad ? "primary" : "default"}
          aria-pressed={onlyBad}
          onClick={() => setOnlyBad(!onlyBad)}
        >
          {t("devices.frames.onlyBad")}
        </Button>
        <Button size="small" disabled={shown.length === 0} onClick={() => void copy()}>
          {t(copied ? "devices.frames.copied" : "devices.frames.copy")}
        </Button>
        <Button
          size="small"
          disabled={shown.length === 0}
          onClick={() => saveText(`${deviceId}.txt`, text(), "text/plain")}
        >
          {t("devices.frames.save")}
        </Button>
        <span className={styles["share"]} data-bad={bad > 0}>
          {t("devices.frames.share", { bad, all: good + bad, percent: percent(bad, good + bad) })}
        </span>
        {!follows && (
          <span className={styles["paused"]}>{t("devices.frames.pausedAt", { time: formats.time(pausedAtMs) })}</span>
        )}
        {problem && <span className={styles["problem"]}>{errorText(problem)}</span>}
      </header>
      {checks && <Checks checks={checks} />}
      {frames !== null && shown.length === 0 && (
        <p className={styles["none"]}>{t(onlyBad ? "devices.frames.noBad" : "devices.detail.noFrames")}</p>
      )}
      {shown.length > 0 && (
        <div data-scrolls className={styles["scroller"]} data-follows={follows} tabIndex={0}>
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
              {shown.map((frame, at) => (
                // A frame has no number: its place in the list is what there is.
                // oxlint-disable-next-line react/no-array-index-key
                <tr key={at} data-good={frame.good} data-direction={frame.direction}>
                  <td className="numeric">
                    {formats.time(frame.atMs)}.{String(frame.atMs % 1000).padStart(3, "0")}
                  </td>
                  <td>
                    <span aria-hidden>{frame.direction === "in" ? "← " : "→ "}</span>
                    {t(`devices.detail.${frame.direction}`)}
                  </td>
                  <td className={styles["hex"]}>
                    {groupHex(frame.hex).map((group, index) => (
                      // oxlint-disable-next-line react/no-array-index-key
                      <span key={index}>{group}</span>
                    ))}
                  </td>
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

/** How the frames' check fared, and the check that would fit better. */
function Checks({ checks }: { readonly checks: FrameChecks }) {
  const { t } = useTexts();
  const { good, failed, unknown, foreign, advice } = checks;
  return (
    <p className={styles["share"]} data-bad={failed > 0}>
      {t("devices.frames.checks", { failed, percent: percent(failed, good + failed), unknown, foreign })}
      {advice.slice(0, 2).map((one) => (
        <span key={`${one.type} ${one.from} ${one.start} ${one.order}`} className={styles["advice"]}>
          {t("devices.frames.advice", {
            what: [one.type, t("devices.frames.from", { n: one.from }), one.start, one.order].filter(Boolean).join(" "),
            fits: one.fits,
            of: one.of,
          })}
        </span>
      ))}
    </p>
  );
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "0" : ((100 * part) / whole).toFixed(part > 0 && part * 100 < whole ? 2 : 0);
}

/** Where the clipboard is refused (an old shell, no focus) the button keeps its name. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // The file is the other way.
    return false;
  }
}
