import type { ReactNode } from "react";
import type { Role } from "../../native/contract/actor.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import type { Formats } from "../i18n/formats.ts";
import { EntryForm } from "./entry-form.tsx";
import { EntryStart } from "./entry-start.tsx";
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
