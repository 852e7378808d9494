import type { BenchResult } from "./bench-result.ts";
import { benchFirstPicture } from "./tiles/first-picture-bench.ts";
import { benchGlass } from "./tiles/glass-bench.ts";
import { benchWall } from "./tiles/wall-bench.ts";

const benches = {
  P4: (say: (text: string) => void, seconds: number) => benchGlass(say, seconds),
  P5: (say: (text: string) => void) => benchFirstPicture(say),
  P7: (say: (text: string) => void, seconds: number) => benchWall(say, seconds),
} as const;

/** Pictures on the screen; `only`: one of P4, P5, P7. */
export async function benchTiles(
  say: (text: string) => void,
  { only, seconds = 20 }: { readonly only?: string | undefined; readonly seconds?: number | undefined },
): Promise<{ readonly results: readonly BenchResult[] }> {
  const results: BenchResult[] = [];
  for (const [name, bench] of Object.entries(benches))
    if (only === undefined || only === name) results.push(...(await bench(say, seconds)));
  return { results };
}
