import { fusedReconstruction } from "../../autoencoder/kernel/fused-reconstruction.ts";
import { committedModel } from "../../autoencoder/plans/committed-models.ts";
import { littleNoiseModels, noiseLevelModels } from "../../autoencoder/plans/noise-level-models.ts";
import { distancesToCurve } from "../../density/curve/nearest-on-curve.ts";
import { spiral } from "../../density/examples/spiral.ts";
import { squareGrid } from "../../numerics/approximation/grid.ts";
import { checkFewest, checkObject, checkPoints } from "../../numerics/check.ts";
import { createRng } from "../../numerics/random/random.ts";
import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import { falseAttractors } from "../../reconstruction/field/false-attractors.ts";
import { displacement, type Reconstruction } from "../../reconstruction/reconstruction.ts";
import { chainPath } from "../../sampling/chains/chain-path.ts";
import { runChains } from "../../sampling/chains/chain-run.ts";
import { pathDifference } from "../../sampling/energy/energy-difference.ts";
import { midpointRule } from "../../sampling/energy/path-rule.ts";
import { metropolisHastings } from "../../sampling/steps/metropolis-hastings.ts";
import { coordinates } from "../marks/plane-points.ts";
import { quiver } from "../marks/quiver.ts";
import type { Figure, PlotSpecification } from "../specification/figure.ts";
import { plain } from "../specification/specification-json.ts";
import { colors, doubleColumn, panelHeading, themedAxis, themedLayout, themedLine } from "../theme/theme.ts";

/** Figure 7: a field trained with too little noise, and a chain that a false attractor has caught. */
export const figure7: Figure = {
  id: "f7",
  stem: "figure-7",
  title: "A false attractor of an auto-encoder trained with too little noise, and a chain that it caught",
  shortTitle: "a false attractor",
  source: "figure-7-spurious-attractor",
  chapter: "08-spurious-maxima",
  width: doubleColumn,
  height: 372,
  models: noiseLevelModels,
  build: () => {
    const data = spiral();
    const r = fusedReconstruction(committedModel(littleNoiseModels[0]).network);
    const starts = squareGrid(2 * REACH, STARTS);
    const { attractors } = falseAttractors(r, starts, data.curve);
    return spuriousAttractorFigure(r, data.sample(createRng(SEED), POINTS), {
      attractors: attractors.map(({ at }) => at),
      path: caughtChain(r),
    });
  },
};

const SEED = 7;
/** Points of the spiral that are shown. */
const POINTS = 400;
/** The number of chains that start on the data; the figure shows the first one that ends outside. */
const CHAINS = 20;
const STEPS = 2000;
/** Twenty times sigma: with smaller steps a chain takes correspondingly longer to leave the spiral. */
const PROPOSAL = 0.02;
/**
 * The chain in the figure ends farther than this from the spiral, a fifth of the distance between two arms, so that the eye sees
 * it.
 */
const OUTSIDE = 0.05;
/**
 * The number of starts along each side of a square twice as wide as the panel. Points that follow r from there find the false
 * attractors.
 */
const STARTS = 21;
/** Arrows along each side of a panel. */
const ARROWS = 25;
/** The first panel shows [-REACH, REACH]^2. */
const REACH = 1;
/** Half the side of the second panel, about a third of the first. */
const CLOSE = 0.36;
/** The number of digits of a length that can be seen in the figure. */
const DIGITS = 4;
const RED = "#d62728";
const PALE = "#bdbdbd";

/** What figure 7 shows beside the field and the data. */
export interface CaughtChain {
  /** The positions of false attractors, each of shape (2). */
  readonly attractors: readonly Float64Array[];
  /** Positions of the chain, shape (m, 2). */
  readonly path: Float64Array;
}

/** The positions of a chain of Metropolis and Hastings that began on the spiral and ended outside of it, (m, 2). */
function caughtChain(r: Reconstruction): Float64Array {
  const data = spiral();
  const starts = data.sample(createRng(SEED, 1), CHAINS);
  const energyDifference = pathDifference(r, midpointRule);
  const sampler = metropolisHastings({ dim: 2, energyDifference, proposal: PROPOSAL });
  const draws = runChains(sampler, createRng(SEED, 2), starts, { steps: STEPS });
  const caught = distancesToCurve(data.curve, draws.draws.subarray(-2 * CHAINS)).findIndex((far) => far > OUTSIDE);
  if (caught === -1) throw new Error("no chain was caught");
  return Float64Array.of(...starts.subarray(2 * caught, 2 * caught + 2), ...chainPath(draws, caught));
}

/**
 * The field r(x) - x of a reconstruction of the plane as arrows over [-1, 1]^2, with data and its false attractors on top; and,
 * in a close-up, the path of a chain from its first position to its last. Arrows have their true length, but none is longer than
 * the distance to the next arrow.
 *
 * @param points data to show, shape (n, 2)
 */
export function spuriousAttractorFigure(
  r: Reconstruction,
  points: Float64Array,
  chain: CaughtChain,
): PlotSpecification {
  checkReconstruction("r", r, 2);
  checkPoints("points", points, 2);
  checkObject("chain", chain, "attractors and path");
  const { attractors, path } = chain;
  checkPoints("path", path, 2, 2);
  checkFewest("attractors", attractors, 0, "points");
  const [start, end] = [path.slice(0, 2), path.slice(-2)];
  // The panel is centred between the two ends of the chain.
  const middle = start.map((x, a) => (x + end[a]) / 2);
  const windows = [
    [-REACH, REACH, -REACH, REACH],
    [middle[0] - CLOSE, middle[0] + CLOSE, middle[1] - CLOSE, middle[1] + CLOSE],
  ];
  const field = (k: number, color: string): Record<string, unknown>[] => {
    const [left, right, below, above] = windows[k];
    const spacing = (right - left) / ARROWS;
    const at = squareGrid((right - left) / 2, ARROWS).map(
      (x, j) => x + (j % 2 === 0 ? left + right : below + above) / 2,
    );
    const arrows = { longest: 0.95 * spacing, head: 0.3 * spacing, width: 0.75, color, axis: k === 0 ? "" : "2" };
    return quiver(at, displacement(r, at), arrows);
  };
  const markers = (name: string, positions: Float64Array, axis: string, marker: object): Record<string, unknown> => ({
    ...scatter("markers", name, positions, axis),
    marker,
  });
  const outlined = { size: 9, line: { color: colors.ink, width: 1 } };
  const ends = Float64Array.from(attractors.flatMap((at) => Array.from(at)));
  const data = [
    ...field(0, colors.ink),
    markers("data", points, "", { color: colors.dae, size: 3.5 }),
    markers("false attractors", ends, "", { ...outlined, color: RED, symbol: "diamond" }),
    ...field(1, PALE),
    markers("data", points, "2", { color: colors.dae, size: 5 }),
    { ...scatter("lines", "chain", withoutStays(path), "2"), line: themedLine(RED, 1.25) },
    markers("start", start, "2", { ...outlined, color: "#ffffff" }),
    markers("false attractors", ends, "2", { ...outlined, color: RED, symbol: "diamond" }),
  ];
  const [x0, x1, y0, y1] = windows[1];
  const range = (k: number, a: number): number[] => plain(windows[k].slice(2 * a, 2 * a + 2), DIGITS) as number[];
  return {
    data: plain(data, DIGITS) as Record<string, unknown>[],
    layout: themedLayout({
      margin: { l: 46, r: 12, t: 28, b: 40 },
      grid: { rows: 1, columns: 2, pattern: "independent", xgap: 0.14 },
      annotations: [
        panelHeading("(a) the field, trained with too little noise", ""),
        panelHeading("(b) a chain from the data, caught outside", "2"),
      ],
      shapes: [
        {
          ...(plain({ x0, x1, y0, y1 }, DIGITS) as object),
          type: "rect",
          xref: "x",
          yref: "y",
          line: { color: RED, width: 1, dash: "dot" },
        },
      ],
      xaxis: themedAxis("<i>x</i><sub>1</sub>", { range: range(0, 0) }),
      yaxis: themedAxis("<i>x</i><sub>2</sub>", { range: range(0, 1), scaleanchor: "x", constrain: "domain" }),
      xaxis2: themedAxis("<i>x</i><sub>1</sub>", { range: range(1, 0) }),
      yaxis2: themedAxis("", { range: range(1, 1), scaleanchor: "x2", constrain: "domain" }),
    }),
  };
}

/** The path without the positions that repeat the one before, where a proposal was rejected. */
function withoutStays(path: Float64Array): Float64Array {
  return path.filter((_, j) => {
    const i = j - (j % 2);
    return i === 0 || path[i] !== path[i - 2] || path[i + 1] !== path[i - 1];
  });
}

function scatter(mode: string, name: string, points: Float64Array, axis: string): Record<string, unknown> {
  return {
    type: "scatter",
    mode,
    name,
    ...coordinates(points),
    xaxis: `x${axis}`,
    yaxis: `y${axis}`,
    hoverinfo: "skip",
  };
}
