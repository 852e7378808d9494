import { z } from "zod";
import { arrangementSchema } from "./arrangement.ts";

/** What one window keeps of its wall over a reload. */
const keptSchema = z.object({
  /** Null until the operator has changed something: then all cameras in their order. */
  own: arrangementSchema.nullable(),
  /** The saved view that stands instead. */
  viewId: z.string().nullable(),
  tourId: z.string().nullable(),
});
export type KeptWall = z.infer<typeof keptSchema>;

/** One for the desk's wall and one for the second window: they show different things. */
const storageKeys = { desk: "wardwatch.wall", wall: "wardwatch.wall.window" } as const;
export type WallWindow = keyof typeof storageKeys;

export function readKeptWall(of: WallWindow): KeptWall {
  try {
    const found = keptSchema.safeParse(JSON.parse(localStorage.getItem(storageKeys[of]) ?? "null"));
    if (found.success) return found.data;
  } catch {
    // Not JSON: somebody else's, or cut short. The wall begins with all cameras then, as below.
  }
  return { own: null, viewId: null, tourId: null };
}

export function keepWall(of: WallWindow, kept: KeptWall): void {
  localStorage.setItem(storageKeys[of], JSON.stringify(kept));
}
