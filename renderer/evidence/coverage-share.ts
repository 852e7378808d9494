/** `99.9` of 99.96: what is not whole must not look whole. */
export function shareText({ wanted, covered }: { readonly wanted: number; readonly covered: number }): string {
  if (wanted === 0) return "–";
  if (covered >= wanted) return "100";
  return (Math.floor((covered / wanted) * 1000) / 10).toFixed(1);
}

/** How a share looks: nothing wanted, whole, nearly, or too little to call it covered. */
export function shareMark({
  wanted,
  covered,
}: {
  readonly wanted: number;
  readonly covered: number;
}): "none" | "whole" | "some" | "low" {
  if (wanted === 0) return "none";
  if (covered >= wanted) return "whole";
  return covered >= wanted * 0.95 ? "some" : "low";
}

/** `2026-12` and 1: `2027-01`. */
export function shiftMonth(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + by)).toISOString().slice(0, 7);
}

/** Empty cells before the first day in a week that begins on Monday. */
export function leadOf(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}
