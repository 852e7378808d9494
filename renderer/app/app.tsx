import { useTexts } from "../i18n/use-texts.ts";
import { StationProvider, type StationParts } from "../rpc/use-station.tsx";
import { Theme } from "../ui/theme.tsx";
import { DeskScreen } from "./desk-screen.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";

export function App({ parts }: { readonly parts: StationParts }) {
  const { language } = useTexts();
  return (
    <Theme language={language}>
      <ErrorBoundary>
        <StationProvider parts={parts}>
          <DeskScreen />
        </StationProvider>
      </ErrorBoundary>
    </Theme>
  );
}
