import { type ReactNode, useState } from "react";
import { HeldDepositsAlone, heldDepositsAsked } from "../gates/held-deposits-paper.tsx";
import { LabelAlone, labelAsked } from "../gates/label-print.tsx";
import { RegisterAlone, registerAsked } from "../gates/register-paper.tsx";
import { useTexts } from "../i18n/use-texts.ts";
import { StationProvider, type StationParts } from "../rpc/use-station.tsx";
import { Theme } from "../ui/theme.tsx";
import { DeskScreen } from "./desk-screen.tsx";
import type { WindowKind } from "./window-kind.ts";
import { ErrorBoundary } from "./error-boundary.tsx";

/** What the address asks to be printed alone; null for the desk. The shift log comes without the desk's code. */
function paperAsked(hash: string): ReactNode {
  const register = registerAsked(hash);
  if (register) return <RegisterAlone {...register} />;
  const label = labelAsked(hash);
  if (label) return <LabelAlone {...label} />;
  const held = heldDepositsAsked(hash);
  return held && <HeldDepositsAlone {...held} />;
}

interface AppProps {
  readonly parts: StationParts;
  readonly kind: WindowKind;
  readonly openWall: () => boolean;
}

export function App({ parts, kind, openWall }: AppProps) {
  const { language } = useTexts();
  const [paper] = useState(() => paperAsked(location.hash));
  return (
    <Theme language={language}>
      <ErrorBoundary>
        <StationProvider parts={parts}>{paper ?? <DeskScreen {...{ kind, openWall }} />}</StationProvider>
      </ErrorBoundary>
    </Theme>
  );
}
