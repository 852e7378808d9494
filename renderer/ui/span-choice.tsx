import { Button, Input } from "antd";
import { useState } from "react";
import type { Span } from "../../native/contract/shift.ts";
import { openFormats, parseLocalTime } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./span-choice.module.css";

interface SpanChoiceProps {
  readonly timeZone: string;
  readonly span: Span;
  readonly nowMs: number;
  /** Hours back from now, each a button. */
  readonly hours: readonly number[];
  readonly onChange: (span: Span) => void;
}

const hourMs = 3_600_000;

/** From when to when, in the site's time; Enter in a field or a button shows it. */
export function SpanChoice({ timeZone, span, nowMs, hours, onChange }: SpanChoiceProps) {
  const { t } = useTexts();
  const written = (ms: number) => openFormats(timeZone).dateTime(ms).slice(0, 16);
  const [from, setFrom] = useState(written(span.fromMs));
  const [to, setTo] = useState(written(span.toMs));
  const show = () => {
    const fromMs = parseLocalTime(from, timeZone);
    const toMs = parseLocalTime(to, timeZone);
    if (fromMs !== null && toMs !== null) onChange({ fromMs: Math.max(0, fromMs), toMs: Math.max(0, toMs) });
  };
  const back = (count: number) => {
    const toMs = Math.round(nowMs);
    const fromMs = Math.max(0, toMs - count * hourMs);
    setFrom(written(fromMs));
    setTo(written(toMs));
    onChange({ fromMs, toMs });
  };
  return (
    <div className={styles["span"]}>
      {hours.map((count) => (
        <Button key={count} size="small" onClick={() => back(count)}>
          {count % 24 === 0 && count > 24 ? t("desk.span.days", { n: count / 24 }) : t("desk.span.hours", { n: count })}
        </Button>
      ))}
      <label>
        {t("desk.span.from")}
        <Input
          size="small"
          style={{ width: "10.5rem" }}
          maxLength={16}
          placeholder={t("desk.span.form")}
          status={parseLocalTime(from, timeZone) === null ? "error" : ""}
          value={from}
          onChange={(event) => setFrom(event.target.value)}
          onPressEnter={show}
        />
      </label>
      <label>
        {t("desk.span.to")}
        <Input
          size="small"
          style={{ width: "10.5rem" }}
          maxLength={16}
          placeholder={t("desk.span.form")}
          status={parseLocalTime(to, timeZone) === null ? "error" : ""}
          value={to}
          onChange={(event) => setTo(event.target.value)}
          onPressEnter={show}
        />
      </label>
      <Button size="small" onClick={show}>
        {t("desk.span.show")}
      </Button>
    </div>
  );
}
