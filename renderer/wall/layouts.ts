import { type WallLayout, wallLayouts } from "../../native/contract/wall.ts";

/** Where a tile stands in the wall's grid: columns and rows from 1. */
export interface Cell {
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly columns: number;
  readonly rows: number;
  /** In the order in which tiles are numbered; large ones first. */
  readonly cells: readonly Cell[];
}

/** Each letter is a tile, in the order of the alphabet. */
const drawn = {
  6: ["aab", "aac", "def"],
  8: ["aaab", "aaac", "aaad", "efgh"],
  10: ["aabb", "aabb", "cdef", "ghij"],
  13: ["bcde", "faag", "haai", "jklm"],
} as const;

function readDrawing(lines: readonly string[]): Layout {
  const letters = [...new Set(lines.join(""))].toSorted();
  const cells = letters.map((letter): Cell => {
    const rows = lines.flatMap((line, row) => (line.includes(letter) ? [row] : []));
    const line = lines[rows[0] ?? 0] ?? "";
    const first = line.indexOf(letter);
    return {
      column: first + 1,
      row: (rows[0] ?? 0) + 1,
      width: line.lastIndexOf(letter) - first + 1,
      height: rows.length,
    };
  });
  return { columns: lines[0]?.length ?? 1, rows: lines.length, cells };
}

/** Tiles of one size, row by row. */
export function evenLayout(columns: number, rows: number): Layout {
  const cells = Array.from({ length: columns * rows }, (_, at): Cell => {
    return { column: (at % columns) + 1, row: Math.floor(at / columns) + 1, width: 1, height: 1 };
  });
  return { columns, rows, cells };
}

function layoutFor(name: WallLayout): Layout {
  if (name in drawn) return readDrawing(drawn[name as keyof typeof drawn]);
  const edge = Math.sqrt(name);
  return evenLayout(edge, edge);
}

export const layouts = Object.fromEntries(wallLayouts.map((name) => [name, layoutFor(name)])) as Readonly<
  Record<WallLayout, Layout>
>;

/** The smallest that shows so many at once; the largest if none does. */
export function fittingLayout(cameras: number): WallLayout {
  return wallLayouts.find((name) => name >= cameras) ?? 36;
}

/** The next larger or smaller one; at an end it stays. */
export function layoutBeside(name: WallLayout, by: number): WallLayout {
  return wallLayouts[wallLayouts.indexOf(name) + by] ?? name;
}

/**
 * The tile that an arrow leads to: the nearest one in that direction that lies beside this one, nearest in line with
 * its middle. At the edge it stays.
 */
export function tileBeside({ cells }: Layout, from: number, dx: number, dy: number): number {
  const here = cells[from];
  if (here === undefined) return 0;
  const middle = (cell: Cell) => [cell.column + cell.width / 2, cell.row + cell.height / 2] as const;
  const [x, y] = middle(here);
  let found = from;
  let best = Infinity;
  for (const [at, cell] of cells.entries()) {
    const isBeyond =
      dx > 0
        ? cell.column >= here.column + here.width
        : dx < 0
          ? cell.column + cell.width <= here.column
          : dy > 0
            ? cell.row >= here.row + here.height
            : cell.row + cell.height <= here.row;
    if (at === from || !isBeyond) continue;
    const isBeside =
      dx === 0
        ? cell.column < here.column + here.width && cell.column + cell.width > here.column
        : cell.row < here.row + here.height && cell.row + cell.height > here.row;
    if (!isBeside) continue;
    const [toX, toY] = middle(cell);
    // Along the arrow counts first; of those that are as near, the one most in line, then the first.
    const distance = Math.abs(dx === 0 ? toY - y : toX - x) * 100 + Math.abs(dx === 0 ? toX - x : toY - y);
    if (distance < best) {
      best = distance;
      found = at;
    }
  }
  return found;
}
