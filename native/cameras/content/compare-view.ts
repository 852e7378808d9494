import { type ReducedView, viewHeight, viewWidth } from "./reduce-view.ts";

export interface ViewComparison {
  /** The reference's blocks that have edges to be known by. */
  readonly known: readonly number[];
  /** Those of them that are found where they were. */
  readonly found: readonly number[];
  /** False: too few edges, or too dark to tell; `found` says nothing then. */
  readonly isTelling: boolean;
}

/** Blocks of 12 × 9 reduced pixels: somebody near the camera fills a few of them, not most. */
const columns = 8;
const rows = 6;
const blocks = columns * rows;
const blockWidth = viewWidth / columns;
const blockHeight = viewHeight / rows;
/** Wind, warmth and a profile cut a little differently: up to 2 % of the picture's width is the same view. */
const mostShift = 2;
/** Weaker edges (levels a reduced pixel) are noise. */
const leastEdge = 3;
/** A block with less in all has nothing to be known by. */
const leastBlockEnergy = blockWidth * blockHeight * 4;
/** A block's edges are those of the reference from this correlation on; of another view's they come to 0.3 as a rule. */
const alikeFrom = 0.5;
/** With fewer blocks to be known by, a view is not judged. */
const leastBlocks = 6;
/** Mean brightness (of 16 to 235) below which edges that are gone are the light's doing. */
const darkBelow = 40;

/**
 * Edges by their direction, not their side: the angle is doubled, so that an edge whose light and dark
 * side have changed places (infra-red at night, a lamp behind) is the same edge.
 */
interface Edges {
  /** Strength times cosine and sine of the doubled angle, a pixel each. */
  readonly cosine: Float32Array;
  readonly sine: Float32Array;
}

/** Pixels' blocks, row by row. */
const blockOf = Uint8Array.from({ length: viewWidth * viewHeight }, (_, at) => {
  const column = Math.floor((at % viewWidth) / blockWidth);
  return Math.floor(Math.floor(at / viewWidth) / blockHeight) * columns + column;
});

/**
 * Which parts of the reference are in the picture where they were. Each block's edges are correlated
 * with the picture's for every small shift of the whole; the shift that finds most of them counts.
 */
export function compareViews(reference: ReducedView, now: ReducedView): ViewComparison {
  const a = edgesOf(reference);
  const b = edgesOf(now);
  const energies = energiesOf(a);
  const energiesNow = energiesOf(b);
  const known = Array.from({ length: blocks }, (_, block) => block).filter(
    (block) => (energies[block] ?? 0) >= leastBlockEnergy,
  );
  const seen = known.filter((block) => (energiesNow[block] ?? 0) >= leastBlockEnergy).length;
  const isDark = mean(now) < darkBelow && seen < known.length / 2;
  if (known.length < leastBlocks || isDark) return { known, found: [], isTelling: false };
  let found: readonly number[] = [];
  for (let down = -mostShift; down <= mostShift; down++)
    for (let right = -mostShift; right <= mostShift; right++) {
      const likeness = correlate(a, b, energies, right, down);
      const alike = known.filter((block) => (likeness[block] ?? 0) >= alikeFrom);
      if (alike.length > found.length) found = alike;
    }
  return { known, found, isTelling: true };
}

function edgesOf(view: ReducedView): Edges {
  const cosine = new Float32Array(view.length);
  const sine = new Float32Array(view.length);
  for (let y = 1; y < viewHeight - 1; y++)
    for (let x = 1; x < viewWidth - 1; x++) {
      const at = y * viewWidth + x;
      const across = (view[at + 1] ?? 0) - (view[at - 1] ?? 0);
      const down = (view[at + viewWidth] ?? 0) - (view[at - viewWidth] ?? 0);
      const strength = Math.hypot(across, down);
      if (strength < leastEdge) continue;
      cosine[at] = (across * across - down * down) / strength;
      sine[at] = (2 * across * down) / strength;
    }
  return { cosine, sine };
}

function energiesOf({ cosine, sine }: Edges): Float64Array {
  const energies = new Float64Array(blocks);
  for (let at = 0; at < blockOf.length; at++) {
    const block = blockOf[at] ?? 0;
    energies[block] = (energies[block] ?? 0) + (cosine[at] ?? 0) ** 2 + (sine[at] ?? 0) ** 2;
  }
  return energies;
}

/** Normalised correlation of each of a's blocks with b shifted by so many pixels; -1 to 1. */
function correlate(a: Edges, b: Edges, energies: Float64Array, right: number, down: number): Float64Array {
  const products = new Float64Array(blocks);
  const shifted = new Float64Array(blocks);
  const fromX = Math.max(0, -right);
  const toX = Math.min(viewWidth, viewWidth - right);
  for (let y = Math.max(0, -down); y < Math.min(viewHeight, viewHeight - down); y++)
    for (let x = fromX; x < toX; x++) {
      const at = y * viewWidth + x;
      const other = at + down * viewWidth + right;
      const cosine = b.cosine[other] ?? 0;
      const sine = b.sine[other] ?? 0;
      const block = blockOf[at] ?? 0;
      products[block] = (products[block] ?? 0) + (a.cosine[at] ?? 0) * cosine + (a.sine[at] ?? 0) * sine;
      shifted[block] = (shifted[block] ?? 0) + cosine * cosine + sine * sine;
    }
  return products.map((product, block) => {
    const energy = (energies[block] ?? 0) * (shifted[block] ?? 0);
    return energy === 0 ? 0 : product / Math.sqrt(energy);
  });
}

function mean(view: ReducedView): number {
  return view.reduce((sum, value) => sum + value, 0) / view.length;
}
