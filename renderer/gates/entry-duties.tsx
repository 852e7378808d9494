import { Button, Input } from "antd";
import { type ReactNode, useRef, useState } from "react";
import type { Contact } from "../../native/contract/contacts.ts";
import type { DeskSettings } from "../../native/contract/desk.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { stationNowMs } from "../rpc/station-state.ts";
import { useStore } from "../rpc/use-station.tsx";
import { DigitChoice } from "./digit-choice.tsx";
import { onEnter } from "../ui/on-enter.ts";
import type { DutyProps } from "./entry-step-card.tsx";
import { useSending } from "../ui/use-sending.ts";
import styles from "./form.module.css";
import { useDraft } from "./use-draft.ts";
import { useFirstFocus } from "./use-first-focus.ts";

interface GoOnProps {
  readonly words: string;
  readonly hint?: string;
  readonly loud?: boolean;
  readonly sending: boolean;
  readonly onGo: () => void;
  readonly children?: ReactNode;
}

export function GoOn({ words, hint = "", loud = false, sending, onGo, children }: GoOnProps) {
  return (
    <div className={styles["buttons"]}>
      <Button type="primary" danger={loud} loading={sending} data-go onClick={onGo}>
        {words} <kbd>Enter</kbd>
      </Button>
      {children}
      <span className={styles["hint"]}>{hint}</span>
    </div>
  );
}

/** Sends once at a time, and forgets the draft when it was taken. */
export function useDutySending({ send }: Pick<DutyProps, "send">, forget: () => void) {
  const [sending, sendOnce] = useSending();
  return {
    sending,
    send: (data: Parameters<DutyProps["send"]>[0]) =>
      sendOnce(() => send(data).then((problem) => (problem === null ? forget() : undefined))),
  };
}

const nothing = () => undefined;

export function TickDuty(props: DutyProps) {
  const { t } = useTexts();
  const place = useFirstFocus("[data-go]");
  const { sending, send } = useDutySending(props, nothing);
  return (
    <div ref={place}>
      <GoOn words={t("entries.duties.tick")} sending={sending} onGo={() => send({})} />
    </div>
  );
}

export function ReasonDuty(props: DutyProps) {
  const { t } = useTexts();
  const [reason, setReason, forget] = useDraft(props.draftKey, "");
  const place = useFirstFocus("textarea");
  const { sending, send } = useDutySending(props, forget);
  const go = () => {
    if (reason.trim() === "") place.current?.querySelector("textarea")?.focus();
    else send({ reason: reason.trim() });
  };
  return (
    <div ref={place} className={styles["fields"]}>
      <Input.TextArea
        rows={2}
        maxLength={500}
        value={reason}
        aria-label={t("entries.duties.reason")}
        placeholder={t("entries.duties.reason")}
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={(event) => onEnter(event, go)}
      />
      <GoOn words={t("entries.form.goOn")} sending={sending} onGo={go} />
    </div>
  );
}

/** Who checks by hand, and the tick that says: of the same sex. */
export function CheckerDuty(props: DutyProps) {
  const { t } = useTexts();
  const [name, setName, forget] = useDraft(props.draftKey, "");
  const [sameSex, setSameSex] = useState(false);
  const [asked, setAsked] = useState(false);
  const place = useFirstFocus("input:not([type=checkbox])");
  const { sending, send } = useDutySending(props, forget);
  const focusOn = (what: string) => place.current?.querySelector<HTMLElement>(what)?.focus();
  const go = () => {
    setAsked(true);
    if (name.trim() === "") focusOn("input:not([type=checkbox])");
    else if (sameSex) send({ checker: { name: name.trim(), sameSex: true } });
    else focusOn("input[type=checkbox]");
  };
  return (
    <div ref={place} className={styles["fields"]}>
      <label>
        {t("entries.duties.checker")}
        <Input
          maxLength={40}
          value={name}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => onEnter(event, go)}
        />
      </label>
      <label className={styles["tick"]} data-missing={asked && !sameSex}>
        <input
          type="checkbox"
          checked={sameSex}
          onChange={(event) => setSameSex(event.target.checked)}
          onKeyDown={(event) => {
            onEnter(event, go);
            if (event.key !== "1") return;
            event.preventDefault();
            event.stopPropagation();
            setSameSex(!sameSex);
          }}
        />
        <kbd>1</kbd> {t("entries.duties.sameSex")}
      </label>
      <GoOn
        words={t("entries.form.goOn")}
        hint={asked && !sameSex ? t("entries.duties.sameSexNeeded") : ""}
        sending={sending}
        onGo={go}
      />
    </div>
  );
}

interface PoliceDutyProps extends DutyProps {
  readonly contacts: readonly Contact[];
  readonly formats: Formats;
}

/** The numbers, large enough to be dialled while reading; whom was called, when, and the police's own number. */
export function PoliceDuty({ contacts, formats, ...props }: PoliceDutyProps) {
  const { t, named } = useTexts();
  const store = useStore();
  const [draft, setDraft, forget] = useDraft(props.draftKey, { whom: "", calledAtMs: 0, callNumber: "" });
  const place = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState(false);
  const { sending, send } = useDutySending(props, forget);
  const police = contacts.filter((contact) => contact.role === "police" || contact.role === "police_room");
  const nowMs = () => Math.round(stationNowMs(store.get().heard, performance.now(), Date.now()));
  const called = (whom: string) => {
    setDraft({ ...draft, whom, calledAtMs: nowMs() });
    place.current?.querySelector<HTMLElement>("[data-call-number] input")?.focus();
  };
  const go = () => {
    setAsked(true);
    if (draft.whom.trim() === "") place.current?.querySelector<HTMLElement>("[data-digits]")?.focus();
    else
      send({
        police: { calledAtMs: draft.calledAtMs, whom: draft.whom.trim(), callNumber: draft.callNumber.trim() },
      });
  };
  const choices = police.map((contact, at) => ({
    id: `${at} ${contact.number}`,
    words: (
      <>
        {named(contact.name)} <strong className={`${styles["dial"]} numeric`}>{contact.number}</strong>
      </>
    ),
  }));
  return (
    <div ref={place} className={styles["fields"]}>
      {choices.length === 0 ? (
        <p className={styles["missing"]}>{t("entries.duties.noNumber")}</p>
      ) : (
        <>
          <p className={styles["quiet"]}>{t("entries.duties.policeWhom")}</p>
          <DigitChoice
            title={t("entries.duties.policeWhom")}
            choices={choices}
            chosen={choices.find((_, at) => wordsOf(police[at], named) === draft.whom)?.id ?? null}
            focusKey={props.draftKey}
            onChoose={(id) => called(wordsOf(police[choices.findIndex((choice) => choice.id === id)], named))}
          />
        </>
      )}
      {choices.length === 0 && (
        <label>
          {t("entries.duties.policeWhom")}
          <Input
            maxLength={100}
            value={draft.whom}
            onChange={(event) => setDraft({ ...draft, whom: event.target.value, calledAtMs: nowMs() })}
            onKeyDown={(event) => onEnter(event, go)}
          />
        </label>
      )}
      <label data-call-number>
        {t("entries.duties.callNumber")}
        <Input
          maxLength={60}
          value={draft.callNumber}
          onChange={(event) => setDraft({ ...draft, callNumber: event.target.value })}
          onKeyDown={(event) => onEnter(event, go)}
        />
      </label>
      <GoOn
        words={t("entries.form.goOn")}
        hint={
          draft.whom === ""
            ? asked
              ? t("entries.duties.policeNeeded")
              : ""
            : t("entries.duties.calledAt", { whom: draft.whom, time: formats.time(draft.calledAtMs) })
        }
        sending={sending}
        onGo={go}
      />
    </div>
  );
}

function wordsOf(contact: Contact | undefined, named: ReturnType<typeof useTexts>["named"]): string {
  return contact ? `${named(contact.name)} ${contact.number}` : "";
}

interface HoldSceneDutyProps extends DutyProps {
  readonly callSigns: DeskSettings["callSigns"];
}

/** Who holds the scene: a call sign by digit, or a name. */
export function HoldSceneDuty({ callSigns, ...props }: HoldSceneDutyProps) {
  const { t, named } = useTexts();
  const [heldBy, setHeldBy, forget] = useDraft(props.draftKey, "");
  const place = useFirstFocus(callSigns.length > 0 ? "[data-digits]" : "input");
  const { sending, send } = useDutySending(props, forget);
  const focusInput = () => place.current?.querySelector<HTMLElement>("input")?.focus();
  const go = () => (heldBy.trim() === "" ? focusInput() : send({ heldBy: heldBy.trim() }));
  return (
    <div ref={place} className={styles["fields"]}>
      {callSigns.length > 0 && (
        <DigitChoice
          title={t("entries.duties.heldBy")}
          choices={callSigns.map(({ callSign, name }) => ({ id: callSign, words: `${callSign} ${named(name)}` }))}
          chosen={heldBy}
          onChoose={(callSign) => {
            setHeldBy(callSign);
            focusInput();
          }}
        />
      )}
      <label>
        {t("entries.duties.heldBy")}
        <Input
          maxLength={100}
          value={heldBy}
          onChange={(event) => setHeldBy(event.target.value)}
          onKeyDown={(event) => onEnter(event, go)}
        />
      </label>
      <GoOn words={t("entries.form.goOn")} sending={sending} onGo={go} />
    </div>
  );
}
