import { useState } from "react";
import { useTexts } from "../i18n/use-texts.ts";
import { StationProvider, type StationParts } from "../rpc/use-station.tsx";
import { ShiftAlone, shiftAsked } from "../shifts/shift-alone.tsx";
import { Theme } from "../ui/theme.tsx";
import { DeskScreen } from "./desk-screen.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";

export function App({ parts }: { readonly parts: StationParts }) {
  const { language } = useTexts();
  const [paper] = useState(() => shiftAsked(location.hash));
  return (
    <Theme language={language}>
      <ErrorBoundary>
        <StationProvider parts={parts}>{paper ? <ShiftAlone {...paper} /> : <DeskScreen />}</StationProvider>
      </ErrorBoundary>
    </Theme>
  );
}
