import { Button, Input } from "antd";
import { type ReactNode, useState } from "react";
import { type Role, mayDo } from "../../native/contract/actor.ts";
import type { EntryCheck } from "../../native/contract/entries.ts";
import { type Formats, parseLocalTime } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useStation } from "../rpc/use-station.tsx";
import { onEnter } from "../ui/on-enter.ts";
import { EntryStill } from "./entry-still.tsx";
import styles from "./form.module.css";
import { SubjectFold } from "./subject-fold.tsx";
import type { EntryDesk } from "./use-entry-desk.ts";

interface EntrySideProps {
  readonly desk: EntryDesk;
  readonly check: EntryCheck;
  readonly role: Role | null;
  readonly nowMs: number;
  readonly formats: Formats;
  readonly picture: (cameraId: string) => ReactNode;
}

/** Picture, still, moment, and the person's data, folded away. */
export function EntrySide(props: EntrySideProps) {
  const { desk, check, role, formats, picture } = props;
  const { t, named } = useTexts();
  const info = useStation((state) => state.info);
  const [at, setAt] = useState(0);
  const cameraId = check.cameraIds[at] ?? check.cameraIds[0];
  const cameraName = (id: string) => named(info?.devices.find((device) => device.id === id)?.name) || id;
  return (
    <aside className={styles["side"]}>
      <div className={styles["picture"]}>
        {cameraId === undefined ? <p className={styles["quiet"]}>{t("entries.form.noCamera")}</p> : picture(cameraId)}
      </div>
      {check.cameraIds.length > 1 && (
        <div className={styles["buttons"]}>
          {check.cameraIds.map((id, index) => (
            <Button
              key={id}
              size="small"
              type={index === at ? "primary" : "default"}
              aria-pressed={index === at}
              onClick={() => setAt(index)}
            >
              {cameraName(id)}
            </Button>
          ))}
        </div>
      )}
      {check.stills.map((still) => (
        <EntryStill
          key={still.id}
          entryId={check.id}
          still={still}
          name={cameraName(still.cameraId)}
          formats={formats}
        />
      ))}
      <Moment {...props} />
      {check.state === "open" && role !== null && mayDo(role, "entries.handle") && (
        <SubjectFold key={check.id} desk={desk} check={check} role={role} />
      )}
    </aside>
  );
}

/** When it happened; by hand it may be set back. */
function Moment({ desk, check, formats, nowMs }: EntrySideProps) {
  const { t } = useTexts();
  const timeZone = useStation((state) => state.info?.site?.timeZone ?? "Asia/Shanghai");
  const written = formats.dateTime(check.happenedAtMs).replace(" ", "T");
  const [editing, setEditing] = useState(false);
  const [text, setText] = useState(written);
  const set = () => {
    const happenedAtMs = parseLocalTime(text, timeZone);
    if (happenedAtMs === null || happenedAtMs < 0) return;
    void desk
      .act((client, entryId) => client.entries.setHappened({ entryId, happenedAtMs }))
      .then((problem) => problem === null && setEditing(false));
  };
  return (
    <dl className={styles["facts"]}>
      <div>
        <dt>{t("entries.form.happened")}</dt>
        <dd className="numeric">
          {editing ? (
            <>
              <Input
                size="small"
                type="datetime-local"
                step={1}
                style={{ width: "13rem" }}
                aria-label={t("entries.form.happened")}
                value={text}
                onChange={(event) => setText(event.target.value)}
                onKeyDown={(event) => onEnter(event, set)}
              />
              <Button size="small" onClick={set}>
                {t("entries.form.set")}
              </Button>
            </>
          ) : (
            <>
              {formats.shortTime(check.happenedAtMs, nowMs)}
              {check.state === "open" && (
                <Button
                  size="small"
                  onClick={() => {
                    setText(written);
                    setEditing(true);
                  }}
                >
                  {t("entries.form.change")}
                </Button>
              )}
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>{t("entries.form.opened")}</dt>
        <dd className="numeric">
          {formats.shortTime(check.openedAtMs, nowMs)} {check.openedBy.name}
        </dd>
      </div>
    </dl>
  );
}
