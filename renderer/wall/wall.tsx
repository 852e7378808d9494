import { Button } from "antd";
import { type ReactNode, useMemo } from "react";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import type { Area } from "../../native/contract/site.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { PanelHead } from "../ui/panel-head.tsx";
import { evenLayout } from "./layouts.ts";
import { TileGrid } from "./tile-grid.tsx";
import type { ZoomState } from "./use-zoom.ts";
import { deskPlaces, pageCount } from "./wall-layout.ts";
import styles from "./wall.module.css";

interface WallProps {
  readonly cameras: readonly DeviceSummary[];
  readonly numbers: ReadonlyMap<string, number | null>;
  readonly zoom: ZoomState;
  readonly areas: readonly Area[];
  readonly linkedIds: readonly string[];
  readonly page: number;
  /** A camera that was called: it stands alone until it is sent away. */
  readonly calledId: string | null;
  /** Asks which camera is wanted; null while nobody asks. */
  readonly call: ReactNode;
  /** The tile that the arrows start from, from 0. */
  readonly selected: number;
  /** 1 to 4, or null for all four. */
  readonly enlarged: number | null;
  readonly formats: Formats;
  readonly onPage: (page: number) => void;
  readonly onSelect: (at: number) => void;
  readonly onEnlarge: (tile: number | null) => void;
  readonly onWhole: () => void;
}

/** The desk's small wall: four at a time, the selected alarm's cameras first. */
export function Wall(props: WallProps) {
  const { cameras, numbers, zoom, areas, linkedIds, page, calledId, call, selected, enlarged, formats } = props;
  const { onPage, onSelect, onEnlarge, onWhole } = props;
  const { t } = useTexts();
  const places = useMemo(
    () => deskPlaces(cameras, linkedIds, page, calledId).map((place) => ({ ...place, spot: null })),
    [cameras, linkedIds, page, calledId],
  );
  const pages = pageCount(cameras.length);
  const hasLinked = places.some((place) => place.linked);
  return (
    <section className={styles["wall"]} aria-label={t("wall.title")}>
      <PanelHead title={t("wall.title")} note={hasLinked ? t("wall.linkedTo") : ""}>
        {pages > 1 && (
          <>
            <Button size="small" aria-label={t("wall.previous")} onClick={() => onPage((page + pages - 1) % pages)}>
              [
            </Button>
            <span className="numeric">{t("wall.page", { n: page + 1, of: pages })}</span>
            <Button size="small" aria-label={t("wall.next")} onClick={() => onPage((page + 1) % pages)}>
              ]
            </Button>
          </>
        )}
        {cameras.length > 0 && (
          <Button size="small" onClick={onWhole}>
            {t("wall.whole.open")} <kbd>W</kbd>
          </Button>
        )}
      </PanelHead>
      {cameras.length === 0 ? (
        <p className={styles["none"]}>{t("wall.none")}</p>
      ) : (
        <TileGrid
          layout={evenLayout(places.length > 1 ? 2 : 1, places.length > 2 ? 2 : 1)}
          places={places}
          selected={Math.min(selected, places.length - 1)}
          enlarged={calledId !== null ? 0 : enlarged === null || enlarged > places.length ? null : enlarged - 1}
          whole={false}
          numbers={numbers}
          zoom={zoom}
          areas={areas}
          formats={formats}
          onSelect={onSelect}
          onEnlarge={(at) => onEnlarge(calledId !== null || enlarged === at + 1 ? null : at + 1)}
        />
      )}
      {call}
    </section>
  );
}
