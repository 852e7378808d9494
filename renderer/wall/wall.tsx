import { Button } from "antd";
import { useMemo } from "react";
import type { DeviceSummary } from "../../native/contract/rpc.ts";
import type { Area } from "../../native/contract/site.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { PanelHead } from "../ui/panel-head.tsx";
import { Tile } from "./tile.tsx";
import { pageCount, wallPlaces } from "./wall-layout.ts";
import styles from "./wall.module.css";

interface WallProps {
  readonly cameras: readonly DeviceSummary[];
  readonly areas: readonly Area[];
  readonly linkedIds: readonly string[];
  readonly page: number;
  /** 1 to 4, or null for all four. */
  readonly enlarged: number | null;
  readonly formats: Formats;
  readonly onPage: (page: number) => void;
  readonly onEnlarge: (tile: number | null) => void;
}

export function Wall({ cameras, areas, linkedIds, page, enlarged, formats, onPage, onEnlarge }: WallProps) {
  const { t, named } = useTexts();
  const places = useMemo(() => wallPlaces(cameras, linkedIds, page), [cameras, linkedIds, page]);
  const areaNames = useMemo(() => new Map(areas.map((area) => [area.id, named(area.name)])), [areas, named]);
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
      </PanelHead>
      {cameras.length === 0 ? (
        <p className={styles["none"]}>{t("wall.none")}</p>
      ) : (
        <div
          className={styles["tiles"]}
          data-enlarged={enlarged !== null && enlarged <= places.length}
          data-count={places.length}
        >
          {places.map(({ camera, linked }, at) => (
            <Tile
              key={camera.id}
              camera={camera}
              areaName={areaNames.get(camera.areaId) ?? camera.areaId}
              number={at + 1}
              linked={linked}
              enlarged={enlarged === at + 1}
              formats={formats}
              onEnlarge={() => onEnlarge(enlarged === at + 1 ? null : at + 1)}
            />
          ))}
        </div>
      )}
    </section>
  );
}
