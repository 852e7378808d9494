import { useCallback } from "react";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { cameraKinds, missSpans, type MissSpan, stationKinds } from "./gap-causes.ts";
import { type TimelinePart, timelineParts } from "./timeline-rows.ts";
import styles from "./timeline.module.css";

/** Events of a camera before the end of a span that are looked through for what lasted then. */
const mostEvents = 50;
/** The newest ones; a replay is of minutes. */
const mostStarts = 5;
/** What a station writes of its plans before it says that it has started: so many events, within this time, ms. */
const mostOfStart = 50;
const startWithinMs = 1000;

/** By camera, what the log says about its pictures until a moment; empty until that is known. */
export function useMissSpans(
  cameras: readonly DeviceSummary[],
  toMs: number,
): ReadonlyMap<string, readonly MissSpan[]> {
  const ids = cameras.map(({ id }) => id).join(" ");
  const ask = useCallback(
    async (client: StationClient) => {
      const until = toMs + 1;
      const page = (filter: Parameters<StationClient["log"]["page"]>[0]) => client.log.page(filter);
      const station = await page({ filter: { kinds: [...stationKinds], toMs: until }, limit: mostEvents });
      // A station that died said nothing: what stands before its next start was its last word.
      const starts = station.events.filter(({ kind }) => kind === "station.started").slice(0, mostStarts);
      const lastWords = await Promise.all(
        starts.map(async ({ seq, atMs }) => {
          const { events } = await page({ beforeSeq: seq, limit: mostOfStart });
          const before = events.find((event) => atMs - event.atMs > startWithinMs);
          return before === undefined ? [] : [[seq, before.atMs] as const];
        }),
      );
      const lastWordsMs = new Map(lastWords.flat());
      const found = await Promise.all(
        ids.split(" ").map(async (deviceId) => {
          const own = await page({ filter: { deviceId, kinds: [...cameraKinds], toMs: until }, limit: mostEvents });
          const events = [...own.events, ...station.events].toSorted((a, b) => a.seq - b.seq);
          return [deviceId, missSpans(events, lastWordsMs, toMs)] as const;
        }),
      );
      return new Map(found);
    },
    [ids, toMs],
  );
  return useAsked(ask).value ?? none;
}
const none: ReadonlyMap<string, readonly MissSpan[]> = new Map();

export interface TimelineRow {
  readonly camera: DeviceSummary;
  /** Rising, UTC ms; null while they are still coming. */
  readonly pictureTimesMs: readonly number[] | null;
  readonly spans: readonly MissSpan[];
}

interface TimelineProps {
  readonly rows: readonly TimelineRow[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly formats: Formats;
}

/** Under the track, a line a camera: where pictures are, and why there are none. */
export function Timeline({ rows, fromMs, toMs, formats }: TimelineProps) {
  const { t, named } = useTexts();
  const words = (part: TimelinePart): string =>
    `${formats.time(part.fromMs)}–${formats.time(part.toMs)} ${t(`coverage.timeline.${part.cause ?? "unknown"}`)}`;
  return (
    <ul className={styles["timeline"]} aria-label={t("coverage.timeline.title")}>
      {rows.map(({ camera, pictureTimesMs, spans }) => {
        const parts = pictureTimesMs === null ? [] : timelineParts(pictureTimesMs, spans, fromMs, toMs);
        const missing = parts.filter((part) => part.is !== "pictures");
        return (
          <li key={camera.id} data-camera={camera.id} aria-label={named(camera.name) || camera.id}>
            <div className={styles["row"]} aria-hidden>
              {parts.map((part) => (
                <i
                  key={part.fromMs}
                  data-is={part.is}
                  data-cause={part.cause ?? ""}
                  title={part.is === "pictures" ? "" : words(part)}
                  style={{ flexGrow: part.toMs - part.fromMs }}
                />
              ))}
            </div>
            {missing.length > 0 && (
              <p className={styles["words"]}>
                {rows.length > 1 && <b>{named(camera.name) || camera.id}</b>}
                {missing.slice(0, mostWords).map((part) => (
                  <span key={part.fromMs}>{words(part)}</span>
                ))}
                {missing.length > mostWords && <span>+{missing.length - mostWords}</span>}
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
/** More gaps than this are on the line only; the log has them all. */
const mostWords = 3;
