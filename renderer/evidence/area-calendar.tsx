import { useRef } from "react";
import type { CoverageMonth } from "../../native/contract/coverage.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { leadOf, shareMark, shareText } from "./coverage-share.ts";
import styles from "./coverage.module.css";

interface AreaCalendarProps {
  readonly area: CoverageMonth["areas"][number];
  readonly days: CoverageMonth["days"];
  readonly chosenDay: string | null;
  readonly onChoose: (day: string) => void;
}

/** Days to move by. */
const keyMoves: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** A month of one key area; what is whole is grey, only what is missing has a colour. Choosing follows the arrows. */
export function AreaCalendar({ area, days, chosenDay, onChoose }: AreaCalendarProps) {
  const { t, named } = useTexts();
  const grid = useRef<HTMLDivElement>(null);
  const name = named(area.name) || area.areaId;
  const stop = Math.max(
    0,
    days.findIndex(({ day }) => day === chosenDay),
  );

  function onKeyDown(event: React.KeyboardEvent, at: number): void {
    const move = keyMoves[event.key];
    if (move === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const next = days[at + move];
    if (next === undefined) return;
    onChoose(next.day);
    grid.current?.querySelectorAll<HTMLElement>("button")[at + move]?.focus();
  }

  return (
    <section className={styles["calendar"]} aria-label={name}>
      <h3>
        <span>{name}</span>
        <span className="numeric" data-share={shareMark(area)}>
          {t("coverage.percent", { n: shareText(area) })}
        </span>
      </h3>
      <p className={styles["quiet"]}>{t("coverage.missing", { n: area.wanted - area.covered, of: area.wanted })}</p>
      <div className={styles["days"]} ref={grid}>
        {weekdays.map((day) => (
          <span key={day} className={styles["weekday"]} aria-hidden>
            {t(`coverage.weekdays.${day}`)}
          </span>
        ))}
        {days.map(({ day, isOver }, at) => {
          const sum = area.days[at] ?? { wanted: 0, covered: 0 };
          const percent = t("coverage.percent", { n: shareText(sum) });
          return (
            <button
              key={day}
              type="button"
              style={at === 0 ? { gridColumnStart: leadOf(day) + 1 } : {}}
              className={styles["day"]}
              data-day={day}
              data-share={shareMark(sum)}
              data-over={isOver}
              aria-pressed={day === chosenDay}
              aria-label={`${day} ${percent}${isOver ? "" : ` ${t("coverage.notOver")}`}`}
              tabIndex={at === stop ? 0 : -1}
              onClick={() => onChoose(day)}
              onKeyDown={(event) => onKeyDown(event, at)}
            >
              <span className={styles["date"]}>{Number(day.slice(8))}</span>
              <span className="numeric">{shareText(sum)}</span>
            </button>
          );
        })}
      </div>
    </section>
  );
}
