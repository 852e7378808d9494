import type { StoredEvent } from "../../native/contract/events.ts";
import { eventWords } from "../i18n/event-text.ts";
import type { Formats } from "../i18n/formats.ts";
import type { Texts } from "../i18n/use-texts.ts";
import styles from "./shift-paper.module.css";

export interface PaperTableProps {
  readonly texts: Texts;
  readonly formats: Formats;
  /** Times of this moment's day stand without the day. */
  readonly dayMs: number;
}

interface EventTableProps extends PaperTableProps {
  readonly title: string;
  readonly events: readonly StoredEvent[];
}

const columns = ["no", "time", "what", "detail", "who"] as const;

export function EventTable({ title, events, texts, formats, dayMs }: EventTableProps) {
  const { t } = texts;
  return (
    <section>
      <h2>{title}</h2>
      {events.length === 0 ? (
        <p>{t("desk.shift.none")}</p>
      ) : (
        <table className={styles["events"]}>
          <colgroup>
            {columns.map((column) => (
              <col key={column} />
            ))}
          </colgroup>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column}>{t(`desk.shift.${column}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody className="numeric">
            {events.map((event) => {
              const { kind, name, detail } = eventWords(event, texts, event.deviceId ?? "");
              return (
                <tr key={event.seq}>
                  <td>{event.seq}</td>
                  <td>{formats.shortTime(event.atMs, dayMs)}</td>
                  <td>{name === "" ? kind : `${kind} ${name}`}</td>
                  <td>{detail}</td>
                  <td>{event.actor?.name}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
