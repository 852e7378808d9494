/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- it holds the keys, and does nothing with them */
import { type ReactNode, useEffect, useRef } from "react";
import type { Role } from "../../native/contract/actor.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { EntryForm } from "./entry-form.tsx";
import { EntryStart } from "./entry-start.tsx";
import styles from "./form.module.css";
import { usePrintedLabel } from "./label-print.tsx";
import type { EntryDesk } from "./use-entry-desk.ts";

interface EntryPageProps {
  readonly desk: EntryDesk;
  readonly info: StationInfo | null;
  readonly role: Role | null;
  readonly areaNames: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly formats: Formats;
  readonly picture: (cameraId: string) => ReactNode;
  readonly onAside: () => void;
}

/** Holds the keys until the form is there: a digit given early must not choose something else. */
function Opening() {
  const { t } = useTexts();
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <p
      ref={place}
      tabIndex={-1}
      className={styles["quiet"]}
      onKeyDown={(event) => {
        if (event.key === "Escape") return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {t("entries.form.opening")}
    </p>
  );
}

/** The form, or what it may be opened for. */
export function EntryPage(props: EntryPageProps) {
  const { desk, info, role, areaNames, nowMs, formats, picture, onAside } = props;
  const { label, print } = usePrintedLabel();
  return (
    <>
      {desk.current ? (
        <EntryForm
          key={desk.current.id}
          desk={desk}
          check={desk.current}
          settings={info?.desk ?? null}
          role={role}
          areaName={areaNames.get(desk.current.areaId ?? "") ?? ""}
          picture={picture}
          onLabel={print}
          {...{ nowMs, formats, onAside }}
        />
      ) : desk.starting ? (
        <Opening />
      ) : (
        <EntryStart
          desk={desk}
          gates={info?.devices.filter((device) => device.kind === "gate") ?? []}
          {...{ areaNames, nowMs, formats }}
        />
      )}
      {label}
    </>
  );
}
