import { expect, test } from "vitest";
import { missingPackages } from "../../scripts/debian-packages.ts";
import { addCounts, countOf, countReport, failedFiles, noTests, summaryLine } from "../../scripts/test-count.ts";

test("a report's numbers are taken, a file that did not load is a failure, no report is one too", () => {
  const report = { success: true, numPassedTests: 5, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1 };
  expect(countReport(JSON.stringify(report))).toEqual({ passed: 5, failed: 0, skipped: 3 });
  expect(countReport(JSON.stringify({ ...report, success: false, numFailedTestSuites: 2 })).failed).toBe(2);
  expect(countReport(JSON.stringify({ ...report, success: false })).failed).toBe(1);
  expect(countReport(null).failed).toBe(1);
  expect(countReport("{").failed).toBe(1);
  expect(countReport("{}").failed).toBe(1);
});

test("the files with a failure are named, for a second try", () => {
  const testResults = [
    { name: "/a.test.ts", status: "passed" },
    { name: "/b.test.ts", status: "failed" },
  ];
  expect(failedFiles(JSON.stringify({ testResults }))).toEqual(["/b.test.ts"]);
  expect(failedFiles(null)).toEqual([]);
  expect(failedFiles("{")).toEqual([]);
});

test("the last line adds everything up", () => {
  const total = [countOf(true), countOf(false), { passed: 7, failed: 0, skipped: 2 }].reduce(addCounts, noTests);
  expect(summaryLine(total)).toBe("8 passed, 1 failed, 2 skipped");
});

test("a package counts only when it is installed whole", () => {
  const list = "socat installed\nffmpeg config-files\npython3 installed\n";
  expect(missingPackages(["socat", "ffmpeg", "chromium"], list)).toEqual(["ffmpeg", "chromium"]);
});
