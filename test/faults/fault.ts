/** What a fault test found: one line of the table, one object of the summary. */
export interface FaultResult {
  readonly id: string;
  readonly name: string;
  /** What was measured, in few words. */
  readonly figure: string;
  readonly target: string;
  readonly pass: boolean;
  /** The same test against something that must fail it; null where none makes sense. */
  readonly control: { readonly figure: string; readonly pass: boolean } | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface FaultOptions {
  readonly seed: number;
  readonly kills: number;
  readonly replugs: number;
  /** Length of F12. */
  readonly minutes: number;
  /** F12 fails for a time only beyond so many times its bound: build machines are slow, and nothing may hang on that. */
  readonly slack: number;
  /** Streams of F11. */
  readonly fuzzCases: number;
  /** Progress for whoever watches; on stderr. */
  readonly say: (text: string) => void;
}
