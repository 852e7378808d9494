import { Button } from "antd";
import { useCallback, useState } from "react";
import type { Bookmark } from "../../native/contract/evidence.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAskedAnew } from "../rpc/use-asked-anew.ts";
import styles from "./evidence.module.css";
import type { EvidenceParts } from "./evidence-page.tsx";
import { RowList } from "./row-list.tsx";

const news = ["bookmark.", "clip."];
const pageRows = 500;

async function askBookmarks(client: StationClient, most: number): Promise<{ rows: Bookmark[]; more: boolean }> {
  const rows: Bookmark[] = [];
  let isLast = false;
  while (!isLast && rows.length < most) {
    const last = rows.at(-1);
    const before = last === undefined ? null : { atMs: last.atMs, id: last.bookmarkId };
    const page = await client.bookmarks.list({ before, limit: pageRows });
    rows.push(...page);
    isLast = page.length < pageRows;
  }
  return { rows, more: !isLast };
}

/** Moments that somebody marked, newest first; Enter goes to the recording. */
export function BookmarksTab({ formats, deviceNames, areaNames, onShowClip }: EvidenceParts) {
  const { t, named, errorText } = useTexts();
  const [most, setMost] = useState(pageRows);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const ask = useCallback((client: StationClient) => askBookmarks(client, most), [most]);
  const { value, problem } = useAskedAnew(ask, news);
  const rows = value?.rows ?? [];
  const clipOf = (id: string | null) => rows.find(({ bookmarkId }) => bookmarkId === id)?.clipId ?? null;
  const chosenClip = clipOf(chosenId);
  return (
    <>
      <p className={styles["row"]}>
        <span className={styles["quiet"]}>{t("evidence.bookmarks.how")}</span>
        <Button size="small" disabled={chosenClip === null} onClick={() => onShowClip(chosenClip ?? "")}>
          {t("evidence.bookmarks.show")} <kbd>Enter</kbd>
        </Button>
        {problem && <span className={styles["problem"]}>{errorText(problem)}</span>}
      </p>
      <div className={styles["listAndDetail"]}>
        <RowList
          label={t("evidence.tabs.bookmarks")}
          rows={rows}
          idOf={({ bookmarkId }) => bookmarkId}
          chosenId={chosenId}
          onChoose={setChosenId}
          onEnter={(id) => {
            const clipId = clipOf(id);
            if (clipId !== null) onShowClip(clipId);
          }}
          empty={value ? t("evidence.bookmarks.none") : t("app.loading")}
          columns="10.5rem minmax(7rem, 1.4fr) minmax(6rem, 1fr) minmax(8rem, 3fr) 6rem 8rem"
          few="10.5rem minmax(7rem, 1fr) minmax(8rem, 2fr)"
          head={
            <>
              <span>{t("evidence.bookmarks.moment")}</span>
              <span>{t("evidence.clips.camera")}</span>
              <span data-more>{t("evidence.clips.area")}</span>
              <span>{t("evidence.bookmarks.note")}</span>
              <span data-more>{t("evidence.bookmarks.by")}</span>
              <span data-more>{t("evidence.bookmarks.clip")}</span>
            </>
          }
          renderRow={(row) => (
            <>
              <time className="numeric">{formats.dateTime(row.atMs)}</time>
              <span>{named(row.name) || (deviceNames.get(row.cameraId) ?? row.cameraId)}</span>
              <span data-more>{areaNames.get(row.areaId ?? "") ?? "—"}</span>
              <span title={row.note}>{row.note || "—"}</span>
              <span data-more>{row.by?.name ?? "—"}</span>
              <span data-more>
                {t(row.clipId === null ? "evidence.bookmarks.noClip" : "evidence.bookmarks.stored")}
              </span>
            </>
          )}
          foot={
            value?.more === true && (
              <Button size="small" onClick={() => setMost(most + 5 * pageRows)}>
                {t("evidence.bookmarks.more")}
              </Button>
            )
          }
        />
      </div>
    </>
  );
}
