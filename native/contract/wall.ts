import { z } from "zod";
import { idSchema, localizedTextSchema } from "./text.ts";

/** How many pictures a wall may show at a time; the arrangement of each is renderer/wall/layouts.ts. */
export const wallLayouts = [1, 4, 6, 8, 9, 10, 13, 16, 25, 36] as const;
export type WallLayout = (typeof wallLayouts)[number];

/** A saved view 视图: which camera stands where. */
export const wallViewSchema = z.strictObject({
  id: idSchema,
  name: localizedTextSchema,
  layout: z.literal(wallLayouts),
  /** Camera ids in the order of tiles, page after page; null = an empty tile. */
  tiles: z.array(idSchema.nullable()).max(360),
  /** The tile, from 0, that shows the cameras of an alarm that waits; null = none. */
  spot: z.int().min(0).max(35).nullable().default(0),
});
export type WallView = z.infer<typeof wallViewSchema>;

/** A tour 轮巡: views one after the other, over and over. */
export const wallTourSchema = z.strictObject({
  id: idSchema,
  name: localizedTextSchema,
  dwellSeconds: z.int().min(5).max(300).default(15),
  views: z.array(idSchema).min(1).max(50),
});
export type WallTour = z.infer<typeof wallTourSchema>;

export const siteWallSchema = z.strictObject({
  views: z.array(wallViewSchema).max(100).default([]),
  tours: z.array(wallTourSchema).max(50).default([]),
});
export type SiteWall = z.infer<typeof siteWallSchema>;
