import { Button } from "antd";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import type { Area } from "../../native/contract/site.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { PanelHead } from "../ui/panel-head.tsx";
import { layouts } from "./layouts.ts";
import { TileGrid } from "./tile-grid.tsx";
import type { WholeWallState } from "./use-whole-wall.ts";
import styles from "./wall.module.css";

interface WholeWallProps {
  readonly wall: WholeWallState;
  readonly cameras: readonly DeviceSummary[];
  readonly areas: readonly Area[];
  readonly formats: Formats;
  readonly onClose: () => void;
}

/** The wall over the whole page: its own layout and order, a selected tile that the keys are about. */
export function WholeWall({ wall, cameras, areas, formats, onClose }: WholeWallProps) {
  const { t } = useTexts();
  const { layout, page, pages } = wall;
  return (
    <section className={styles["wall"]} aria-label={t("wall.whole.title")} data-wall="whole">
      <PanelHead title={t("wall.whole.title")} note={t("wall.whole.tiles", { n: layout })}>
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
        <Button size="small" onClick={onClose}>
          {t("wall.whole.close")} <kbd>W</kbd>
        </Button>
      </PanelHead>
      {cameras.length === 0 ? (
        <p className={styles["none"]}>{t("wall.none")}</p>
      ) : (
        <TileGrid
          layout={layouts[layout]}
          places={wall.places}
          selected={wall.selected}
          enlarged={wall.enlarged ? wall.selected : null}
          marksSelected
          areas={areas}
          formats={formats}
          onSelect={wall.select}
          onEnlarge={wall.enlarge}
        />
      )}
    </section>
  );
}
