import type { Actor } from "../../native/contract/actor.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import { EntryPage } from "../gates/entry-page.tsx";
import { GatesPage, type GatesTab } from "../gates/gates-page.tsx";
import type { EntryDesk } from "../gates/use-entry-desk.ts";
import type { HeldDeposits } from "../gates/use-held-deposits.ts";
import type { Formats } from "../i18n/formats.ts";
import { Tile } from "../wall/tile.tsx";

export interface GateDrawerPagesProps {
  readonly entries: EntryDesk;
  readonly deposits: HeldDeposits;
  readonly gatesTab: GatesTab;
  readonly onGatesTab: (tab: GatesTab) => void;
}

interface PageProps extends GateDrawerPagesProps {
  readonly name: "entry" | "gates";
  readonly info: StationInfo | null;
  readonly actor: Actor | null;
  readonly areaNames: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly formats: Formats;
  readonly onClose: () => void;
  readonly onAskForOperator: () => void;
}

const still = () => undefined;

/** The gates' pages with the wall's own tile, which knows when a picture is not live. */
export function GateDrawerPage(props: PageProps) {
  const { name, info, actor, areaNames, nowMs, formats, entries, onClose } = props;
  const picture = (cameraId: string) => {
    const camera = info?.devices.find((device) => device.id === cameraId && device.kind === "camera");
    return (
      camera && (
        <Tile
          key={cameraId}
          camera={camera}
          areaName={areaNames.get(camera.areaId) ?? ""}
          number={null}
          callNumber={null}
          linked={false}
          isSpot={false}
          spotAlarm={null}
          zoom={null}
          selected={false}
          enlarged={false}
          formats={formats}
          onSelect={null}
          onEnlarge={still}
          onZoom={still}
        />
      )
    );
  };
  switch (name) {
    case "entry":
      return (
        <EntryPage
          desk={entries}
          role={actor?.role ?? null}
          picture={picture}
          onAside={onClose}
          {...{ info, areaNames, nowMs, formats }}
        />
      );
    case "gates":
      return (
        <GatesPage
          tab={props.gatesTab}
          onTab={props.onGatesTab}
          warnings={entries.warnings}
          held={props.deposits.held}
          onSeeDeposits={props.deposits.see}
          onAskForOperator={props.onAskForOperator}
          {...{ info, actor, areaNames, nowMs, formats }}
        />
      );
  }
}
