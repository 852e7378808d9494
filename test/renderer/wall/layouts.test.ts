import { expect, test } from "vitest";
import { wallLayouts } from "../../../native/contract/wall.ts";
import { arrangeAll, pagesOf, placeCamera, tilesOn, withCameras } from "../../../renderer/wall/arrangement.ts";
import { fittingLayout, layoutBeside, layouts, tileBeside } from "../../../renderer/wall/layouts.ts";

test("every layout has as many tiles as its name says, and they fill the grid without overlap", () => {
  for (const name of wallLayouts) {
    const { cells, columns, rows } = layouts[name];
    expect(cells).toHaveLength(name);
    const taken = cells.flatMap(({ column, row, width, height }) =>
      Array.from({ length: width * height }, (_, at) => `${column + (at % width)},${row + Math.floor(at / width)}`),
    );
    expect(new Set(taken).size).toBe(taken.length);
    expect(taken).toHaveLength(columns * rows);
    // Cells are as wide as high in grid units, so that pictures keep their form.
    for (const { width, height } of cells) expect(width).toBe(height);
  }
  expect(layouts[13].cells[0]).toEqual({ column: 2, row: 2, width: 2, height: 2 });
});

test("arrows reach every tile of every layout, and from an edge they go nowhere", () => {
  for (const name of wallLayouts) {
    const layout = layouts[name];
    const reached = new Set([0]);
    for (const at of reached)
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const)
        reached.add(tileBeside(layout, at, dx, dy));
    expect(reached.size, `layout ${name}`).toBe(name);
  }
  expect(tileBeside(layouts[9], 0, -1, 0)).toBe(0);
  expect(tileBeside(layouts[9], 4, 0, 1)).toBe(7);
  // From the large one of 1+5 to the upper of the two beside it, and back.
  expect(tileBeside(layouts[6], 0, 1, 0)).toBe(1);
  expect(tileBeside(layouts[6], 2, -1, 0)).toBe(0);
});

test("the smallest layout that shows all, and one more or fewer", () => {
  expect([0, 1, 2, 5, 11, 17, 99].map(fittingLayout)).toEqual([1, 1, 4, 6, 13, 25, 36]);
  expect(layoutBeside(4, 1)).toBe(6);
  expect(layoutBeside(36, 1)).toBe(36);
  expect(layoutBeside(1, -1)).toBe(1);
});

test("a called camera changes places with what stood there: none is lost, none stands twice", () => {
  const ids = ["a", "b", "c", "d", "e", "f"];
  const all = { ...arrangeAll(ids), layout: 4 as const };
  expect(pagesOf(all)).toBe(2);
  expect(tilesOn(all, 1)).toEqual(["e", "f", null, null]);
  const called = placeCamera(all, 0, "f");
  expect(tilesOn(called, 0)).toEqual(["f", "b", "c", "d"]);
  expect(tilesOn(called, 1)).toEqual(["e", "a", null, null]);
  expect(placeCamera(called, 0, "f").tiles).toEqual(called.tiles);
  // Into an empty tile.
  expect(tilesOn(placeCamera(all, 7, "a"), 1)).toEqual(["e", "f", null, "a"]);
  expect(tilesOn(placeCamera(all, 7, "a"), 0)).toEqual([null, "b", "c", "d"]);
});

test("cameras that go leave their tile empty, new ones come last", () => {
  const mine = { layout: 4 as const, tiles: ["b", null, "a", "c"], spot: null };
  expect(withCameras(mine, ["a", "b", "d"]).tiles).toEqual(["b", null, "a", "d"]);
  expect(withCameras({ layout: 4, tiles: [], spot: null }, ["a"]).tiles).toEqual(["a"]);
});
