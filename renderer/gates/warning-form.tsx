import { Checkbox, Input, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import { type Role, roles } from "../../native/contract/actor.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import { warningKinds } from "../../native/contract/warnings.ts";
import { openFormats, parseLocalTime } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession } from "../rpc/use-station.tsx";
import { DigitChoice } from "./digit-choice.tsx";
import { onEnter } from "../ui/on-enter.ts";
import type { GatesParts } from "./gates-page.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { useSending } from "../ui/use-sending.ts";
import styles from "./page.module.css";

interface WarningFormProps extends GatesParts {
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

const hourMs = 3_600_000;
/** Until when it holds unless told otherwise: the next shift too. */
const shippedHours = 24;
const seeing: readonly Role[] = ["operator", "chief"];

/** What a department tells early, or a person of concern: where, until when, who may read it. */
export function WarningForm({ info, nowMs, onDone, onCancel }: WarningFormProps) {
  const { t, named, errorText } = useTexts();
  const session = useSession();
  const timeZone = info?.site?.timeZone ?? "Asia/Shanghai";
  const [kind, setKind] = useState<(typeof warningKinds)[number]>("department");
  const [areaIds, setAreaIds] = useState<string[]>([]);
  const [from, setFrom] = useState("");
  const [text, setText] = useState("");
  const [visibleTo, setVisibleTo] = useState<readonly Role[]>(seeing);
  const [until, setUntil] = useState(() =>
    openFormats(timeZone)
      .dateTime(nowMs + shippedHours * hourMs)
      .slice(0, 16)
      .replace(" ", "T"),
  );
  const [hint, setHint] = useState("");
  const [sending, sendOnce] = useSending();
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const focusOn = (field: string) =>
    form.current?.querySelector<HTMLElement>(`[data-field="${field}"] :is(input, textarea)`)?.focus();
  useEffect(() => form.current?.querySelector<HTMLElement>("[data-digits]")?.focus(), []);
  const refuse = (field: string, words: string) => {
    setHint(words);
    focusOn(field);
  };
  const send = () => {
    if (sending) return;
    const untilMs = parseLocalTime(until, timeZone);
    if (from.trim() === "") return refuse("from", t("warnings.fromNeeded"));
    if (text.trim() === "") return refuse("text", t("warnings.textNeeded"));
    if (untilMs === null || untilMs <= nowMs) return refuse("until", t("warnings.untilNeeded"));
    if (visibleTo.length === 0) return refuse("seenBy", t("warnings.seenByNeeded"));
    setHint("");
    sendOnce(() =>
      session
        .call((client) =>
          client.warnings.add({
            kind,
            areaIds,
            from: from.trim(),
            text: text.trim(),
            visibleTo: [...visibleTo],
            untilMs,
          }),
        )
        .then((answer) => (answer.ok ? onDone() : setProblem(answer.error))),
    );
  };
  return (
    <form
      ref={form}
      className={styles["fields"]}
      aria-label={t("warnings.add")}
      onSubmit={(event) => event.preventDefault()}
    >
      <h3>{t("warnings.add")}</h3>
      <DigitChoice
        title={t("warnings.kind")}
        choices={warningKinds.map((known) => ({ id: known, words: t(`warnings.kinds.${known}`) }))}
        chosen={kind}
        onChoose={(known) => {
          setKind(known);
          focusOn("from");
        }}
      />
      {kind === "person" && <p className={styles["quiet"]}>{t("warnings.personWhy")}</p>}
      <div className={styles["twoFields"]}>
        <label data-field="from">
          {t("warnings.from")}
          <Input
            maxLength={100}
            value={from}
            placeholder={t("warnings.fromHint")}
            onChange={(event) => setFrom(event.target.value)}
            onKeyDown={(event) => onEnter(event, () => focusOn("text"))}
          />
        </label>
        <label data-field="until">
          {t("warnings.until")}
          <Input
            type="datetime-local"
            value={until}
            onChange={(event) => setUntil(event.target.value)}
            onKeyDown={(event) => onEnter(event, send)}
          />
        </label>
      </div>
      <label data-field="text">
        {t("warnings.text")}
        <Input.TextArea
          rows={2}
          maxLength={500}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => onEnter(event, send)}
        />
      </label>
      <label>
        {t("warnings.areas")}
        <Select
          mode="multiple"
          value={areaIds}
          aria-label={t("warnings.areas")}
          placeholder={t("desk.bands.everywhere")}
          optionFilterProp="label"
          options={(info?.areas ?? []).map((area) => ({ value: area.id, label: named(area.name) }))}
          onChange={setAreaIds}
        />
      </label>
      <div data-field="seenBy" className={styles["row"]}>
        <span className={styles["quiet"]}>{t("warnings.seenBy")}</span>
        <Checkbox.Group
          value={[...visibleTo]}
          options={roles.map((role) => ({ value: role, label: t(`app.roles.${role}`) }))}
          onChange={(chosen) => setVisibleTo(roles.filter((role) => chosen.includes(role)))}
        />
      </div>
      <FormFoot
        label={t("warnings.send")}
        sending={sending}
        hint={hint}
        problem={problem ? errorText(problem) : ""}
        onSend={send}
        onCancel={onCancel}
      />
    </form>
  );
}
