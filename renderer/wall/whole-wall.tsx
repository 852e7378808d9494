import { Button } from "antd";
import type { ReactNode } from "react";
import type { Area } from "../../native/contract/site.ts";
import type { SiteWall } from "../../native/contract/wall.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { PanelHead } from "../ui/panel-head.tsx";
import { layouts } from "./layouts.ts";
import { TileGrid } from "./tile-grid.tsx";
import type { WholeWallState } from "./use-whole-wall.ts";
import type { ZoomState } from "./use-zoom.ts";
import { WallMenu } from "./wall-menu.tsx";
import styles from "./wall.module.css";

interface WholeWallProps {
  readonly wall: WholeWallState;
  readonly zoom: ZoomState;
  readonly numbers: ReadonlyMap<string, number | null>;
  readonly saved: SiteWall;
  readonly mayEdit: boolean;
  readonly areas: readonly Area[];
  readonly formats: Formats;
  /** Open alarms; their column stands beside. */
  readonly alarms: number;
  /** Asks which camera is wanted; null while nobody asks. */
  readonly call: ReactNode;
  /** Null in a window that is nothing but a wall. */
  readonly onClose: (() => void) | null;
  /** Opens that window. */
  readonly onWindow: (() => void) | null;
}

/** The wall over the whole page: its own layout and order, a selected tile that the keys are about. */
export function WholeWall(props: WholeWallProps) {
  const { wall, zoom, numbers, saved, mayEdit, areas, formats, alarms, call, onClose, onWindow } = props;
  const { t, named } = useTexts();
  const { layout, page, pages } = wall;
  const name = wall.view === null ? t("wall.menu.own") : named(wall.view.name);
  return (
    <section className={styles["wall"]} aria-label={t("wall.whole.title")} data-wall="whole">
      <PanelHead title={t("wall.whole.title")} note={`${name} · ${t("wall.whole.tiles", { n: layout })}`}>
        {alarms === 0 && <span className={styles["quiet"]}>{t("alarms.none")}</span>}
        <TourWords wall={wall} />
        {pages > 1 && (
          <>
            <Button size="small" aria-label={t("wall.previous")} onClick={() => wall.turnPage(-1)}>
              [
            </Button>
            <span className="numeric">{t("wall.page", { n: page + 1, of: pages })}</span>
            <Button size="small" aria-label={t("wall.next")} onClick={() => wall.turnPage(1)}>
              ]
            </Button>
          </>
        )}
        <Button size="small" aria-label={t("wall.whole.fewer")} onClick={() => wall.changeLayout(-1)}>
          ,
        </Button>
        <Button size="small" aria-label={t("wall.whole.more")} onClick={() => wall.changeLayout(1)}>
          .
        </Button>
        <Button
          size="small"
          title={t("wall.menu.title")}
          aria-pressed={wall.menu}
          onClick={() => wall.showMenu(!wall.menu)}
        >
          <span className={styles["label"]}>{t("wall.menu.title")}</span> <kbd>/</kbd>
        </Button>
        {onWindow !== null && (
          <Button size="small" title={t("wall.window.open")} onClick={onWindow}>
            <span className={styles["label"]}>{t("wall.window.open")}</span> <kbd>⇧W</kbd>
          </Button>
        )}
        {onClose !== null && (
          <Button size="small" onClick={onClose}>
            {t("wall.whole.close")} <kbd>W</kbd>
          </Button>
        )}
      </PanelHead>
      {numbers.size === 0 ? (
        <p className={styles["none"]}>{t("wall.none")}</p>
      ) : (
        <TileGrid
          layout={layouts[layout]}
          places={wall.places}
          selected={wall.selected}
          enlarged={wall.enlarged ? wall.selected : null}
          whole
          numbers={numbers}
          zoom={zoom}
          areas={areas}
          formats={formats}
          onSelect={wall.select}
          onEnlarge={wall.enlarge}
        />
      )}
      {wall.menu && <WallMenu wall={wall} saved={saved} mayEdit={mayEdit} />}
      {call}
    </section>
  );
}

/** That pictures change by themselves, or why they do not. */
function TourWords({ wall: { tour, touring } }: { readonly wall: WholeWallState }) {
  const { t, named } = useTexts();
  if (tour === null) return null;
  return (
    <button type="button" className={styles["tour"]} data-paused={touring.pause ?? "no"} onClick={touring.pauseOrGoOn}>
      {touring.pause === null
        ? t("wall.tour.running", { name: named(tour.name), n: touring.leftSeconds })
        : t(`wall.tour.paused.${touring.pause}`, { name: named(tour.name) })}{" "}
      <kbd>{t("wall.tour.space")}</kbd>
    </button>
  );
}
