/** How many pictures a wall may show at a time; the arrangement of each is renderer/wall/layouts.ts. */
export const wallLayouts = [1, 4, 6, 8, 9, 10, 13, 16, 25, 36] as const;
export type WallLayout = (typeof wallLayouts)[number];
