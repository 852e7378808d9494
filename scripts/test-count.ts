/** How tests went; what is added up for the last line of `npm test`. */
export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const noTests: TestCount = { passed: 0, failed: 0, skipped: 0 };

export function addCounts(a: TestCount, b: TestCount): TestCount {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** A step that is one yes or no. */
export function countOf(succeeded: boolean): TestCount {
  return { passed: Number(succeeded), failed: Number(!succeeded), skipped: 0 };
}

/**
 * From Vitest's JSON report. A file that could not even be loaded has no tests to fail: it counts as
 * one failure. No report, or one that is not whole, is a failure too.
 */
export function countReport(text: string | null): TestCount {
  if (text === null) return countOf(false);
  let report: Readonly<Record<string, unknown>>;
  try {
    report = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return countOf(false);
  }
  const number = (name: string): number => Number(report[name] ?? 0);
  const failed = number("numFailedTests");
  const isBroken = report["success"] !== true && failed === 0;
  return {
    passed: number("numPassedTests"),
    failed: isBroken ? Math.max(1, number("numFailedTestSuites")) : failed,
    skipped: number("numPendingTests") + number("numTodoTests"),
  };
}

/** Paths of the test files in which something failed; none for a report that is not whole. */
export function failedFiles(text: string | null): readonly string[] {
  if (text === null) return [];
  try {
    const report = JSON.parse(text) as { testResults?: readonly { name?: string; status?: string }[] };
    return (report.testResults ?? []).flatMap(({ name, status }) =>
      status === "failed" && name !== undefined ? [name] : [],
    );
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [];
  }
}

/** The line that programs read: alone on its line, nothing before or after it. */
export function summaryLine({ failed, passed, skipped }: TestCount): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
