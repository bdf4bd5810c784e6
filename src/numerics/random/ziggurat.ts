import exp from "@stdlib/math-base-special-exp";
import ln from "@stdlib/math-base-special-ln";

/** The number of blocks of equal area into which the density is divided. */
const BLOCKS = 128;
/** The start of the tail, at which the rightmost block is cut off. */
const TAIL = 3.442619855899;
/** The area of a block. The blocks cover exp(-x^2/2) to the right of 0. */
const AREA = 9.91256303526217e-3;

/** The right ends of the blocks, from the bottom one, which counts as a rectangle of its area, up to 0. */
const ends = blockEnds();
/** The fraction of each block's width over which the block lies entirely under the density. */
const inner = Float64Array.from({ length: BLOCKS }, (_, block) => ends[block + 1] / ends[block]);

/**
 * Standard normal numbers by the improved ziggurat method (Doornik 2005). They are those of @stdlib/random-base-improved-ziggurat
 * to the last bit. The integers that choose the blocks come from a generator of their own.
 * @param uniform returns a number that is uniform on [0, 1)
 * @param integer returns 32 random bits
 */
export function ziggurat(uniform: () => number, integer: () => number): () => number {
  return () => {
    while (true) {
      const side = 2 * uniform() - 1;
      const block = integer() & (BLOCKS - 1);
      if (Math.abs(side) < inner[block]) return side * ends[block];
      const outside = block === 0 ? tail(uniform, side < 0) : wedge(uniform, side * ends[block], block);
      if (outside !== null) return outside;
    }
  };
}

/** A stream whose numbers are drawn a block at a time. */
interface Blockwise {
  readonly block: Float64Array;
  /** The position of the next number in the block. */
  position: number;
}

/**
 * Fills an array with the numbers that repeated calls of a ziggurat give, in a third of the time. Nearly all of them need one uniform
 * number and one integer, which are taken directly from the blocks of both streams.
 * @param one the ziggurat on the same two streams, for the other numbers and at the ends of blocks
 */
export function fillByZiggurat(out: Float64Array, uniforms: Blockwise, integers: Blockwise, one: () => number): void {
  for (let filled = 0; filled < out.length; filled++) {
    const [sides, choices] = [uniforms.block, integers.block];
    const [atSide, atChoice] = [uniforms.position, integers.position];
    const most = Math.min(out.length - filled, sides.length - atSide, choices.length - atChoice);
    let taken = 0;
    for (; taken < most; taken++) {
      const side = 2 * sides[atSide + taken] - 1;
      const block = choices[atChoice + taken] & (BLOCKS - 1);
      if (Math.abs(side) >= inner[block]) break;
      out[filled + taken] = side * ends[block];
    }
    uniforms.position += taken;
    integers.position += taken;
    filled += taken;
    if (filled < out.length) out[filled] = one();
  }
}

/** Decides about an x outside the inner fraction of a block. Returns x if the point is under the density, or null. */
function wedge(uniform: () => number, x: number, block: number): number | null {
  const below = exp(-0.5 * (ends[block] * ends[block] - x * x));
  const above = exp(-0.5 * (ends[block + 1] * ends[block + 1] - x * x));
  return above + uniform() * (below - above) < 1 ? x : null;
}

/** Marsaglia's method for the tail. */
function tail(uniform: () => number, negative: boolean): number {
  while (true) {
    const x = ln(uniform()) / TAIL;
    const y = ln(uniform());
    if (-2 * y >= x * x) return negative ? x - TAIL : TAIL - x;
  }
}

function blockEnds(): Float64Array {
  const ends = new Float64Array(BLOCKS + 1);
  let height = exp(-0.5 * TAIL * TAIL);
  ends[0] = AREA / height;
  ends[1] = TAIL;
  for (let block = 2; block < BLOCKS; block++) {
    ends[block] = Math.sqrt(-2 * ln(AREA / ends[block - 1] + height));
    height = exp(-0.5 * ends[block] * ends[block]);
  }
  return ends;
}
