import { Component, type ErrorInfo, type ReactNode } from "react";
import { Crash } from "./crash.tsx";

interface Props {
  readonly children: ReactNode;
}

/** React offers this only as a class. A page that failed says so and can be loaded again with one key. */
export class ErrorBoundary extends Component<Props, { readonly error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    reportError(new Error(`render failed${info.componentStack ?? ""}`, { cause: error }));
  }

  override render(): ReactNode {
    return this.state.error ? <Crash error={this.state.error} /> : this.props.children;
  }
}
