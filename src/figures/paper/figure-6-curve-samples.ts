import { fusedReconstruction } from "../../autoencoder/kernel/fused-reconstruction.ts";
import { committedModel, curveModels } from "../../autoencoder/plans/committed-models.ts";
import { distancesToCurve } from "../../density/curve/nearest-on-curve.ts";
import { curve10d, curve10dData } from "../../density/examples/curve10d.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import { checkFewest, checkObject, checkPoints } from "../../numerics/check.ts";
import { createRng } from "../../numerics/random/random.ts";
import { runChains } from "../../sampling/chains/chain-run.ts";
import {
  type EnergyDifference,
  firstOrderDifference,
  pathDifference,
} from "../../sampling/energy/energy-difference.ts";
import { midpointRule } from "../../sampling/energy/path-rule.ts";
import { metropolisHastings } from "../../sampling/steps/metropolis-hastings.ts";
import type { Figure, PlotSpecification } from "../specification/figure.ts";
import { plain } from "../specification/specification-json.ts";
import {
  axisSuffix,
  colors,
  doubleColumn,
  panelHeading,
  themedAxis,
  themedLayout,
  themedLine,
} from "../theme/theme.ts";

/** Figure 6: data on a curve in R^10, and samples from an auto-encoder trained on them, by both rules for energy differences. */
export const figure6: Figure = {
  id: "f6",
  stem: "figure-6",
  title: "Samples from an auto-encoder trained on a curve in R^10",
  shortTitle: "samples in ten dimensions",
  source: "figure-6-curve-samples",
  chapter: "07-sampling",
  width: doubleColumn,
  height: 622,
  models: curveModels,
  build: () => {
    const r = fusedReconstruction(committedModel(curveModels[0]).network);
    const data = curve10dData();
    const starts = data.sample(createRng(SEED, 1), POINTS);
    /** The ends of chains that begin at data; both rules use the same random numbers. */
    const samples = (energyDifference: EnergyDifference): Float64Array =>
      runChains(metropolisHastings({ dim: r.dim, energyDifference, proposal: PROPOSAL }), createRng(SEED, 2), starts, {
        steps: STEPS,
        burnIn: STEPS - 1,
      }).draws;
    return curveSamplesFigure([
      { heading: "data", points: data.sample(createRng(SEED, 3), POINTS), color: "truth" },
      { heading: "data + noise", points: data.smoothed(r.sigma).sample(createRng(SEED, 4), POINTS), color: "truth" },
      { heading: "path integral", points: samples(pathDifference(r, midpointRule)), color: "dae" },
      { heading: "first order", points: samples(firstOrderDifference(r)), color: "dae" },
    ]);
  },
};

const SEED = 6;
/** The number of points in each panel, and of chains. */
const POINTS = 300;
/** Steps of each chain; the distribution across the curve is reached after about a hundred. */
const STEPS = 400;
/** The paper's sigma_MH. */
const PROPOSAL = 0.1;
/** The coordinates that are shown: the ones along which the curve turns back most, and two along which it only bends. */
const PAIRS: readonly (readonly [number, number])[] = [
  [2, 3],
  [1, 3],
  [7, 9],
];
/**
 * The extent of both axes of every panel: the curve's extent is at most 1, and blurred points are up to 0.6 away from the curve.
 */
const EXTENT = 2.3;
/** Points that the curve is drawn through. */
const CURVE_POINTS = 201;
/** The number of digits of a position that can be seen in the figure. */
const DIGITS = 4;
/** Margins in CSS pixels; gaps between panels as fractions of the rest. With the figure's height the panels are square. */
const MARGIN = { l: 46, r: 10, t: 44, b: 40 };
const GAP = { x: 0.015, y: 0.09 };

/** Points of R^10 that belong to a column of figure 6. */
export interface CurvePoints {
  readonly heading: string;
  /** Shape (n, 10). */
  readonly points: Float64Array;
  readonly color: keyof typeof colors;
}

/**
 * Points and the curve in R^10: a column for each kind of points, a row for each of three pairs of coordinates, and the curve as
 * a line. All panels have the same scale. Below its heading each column states the mean distance of its points from the curve.
 */
export function curveSamplesFigure(columns: readonly CurvePoints[]): PlotSpecification {
  checkFewest("columns", columns, 1, "column");
  const { curve, dim } = curve10d();
  columns.forEach((column, k) => {
    checkObject(`columns[${k}]`, column, "a heading, points and a color");
    checkPoints(`columns[${k}].points`, column.points, dim, 1);
  });
  const line = new Float64Array(CURVE_POINTS * dim);
  linspace(curve.interval[0], curve.interval[1], CURVE_POINTS).forEach((t, k) => {
    curve.position(t, line, k * dim);
  });
  const coordinate = (points: Float64Array, a: number): Float64Array => points.filter((_, j) => j % dim === a - 1);
  const range = (a: number): readonly [number, number] => {
    const values = coordinate(line, a);
    const middle = (Math.min(...values) + Math.max(...values)) / 2;
    return [middle - EXTENT / 2, middle + EXTENT / 2];
  };
  const data: Record<string, unknown>[] = [];
  const axes: Record<string, unknown> = {};
  const annotations: Record<string, unknown>[] = [];
  const size = { x: (1 + GAP.x) / columns.length, y: (1 + GAP.y) / PAIRS.length };
  columns.forEach(({ heading, points, color }, column) => {
    const distances = distancesToCurve(curve, points);
    const mean = distances.reduce((sum, distance) => sum + distance / distances.length, 0);
    PAIRS.forEach(([a, b], row) => {
      const panel = row * columns.length + column;
      const axis = axisSuffix(panel);
      const on = { type: "scatter", xaxis: `x${axis}`, yaxis: `y${axis}`, hoverinfo: "skip" };
      data.push(
        {
          ...on,
          mode: "markers",
          name: heading,
          x: coordinate(points, a),
          y: coordinate(points, b),
          marker: { color: colors[color], size: 2.5 },
        },
        {
          ...on,
          mode: "lines",
          name: "curve",
          x: coordinate(line, a),
          y: coordinate(line, b),
          line: themedLine(colors.ink, 1),
        },
      );
      const left = column * size.x;
      const top = 1 - row * size.y;
      axes[`xaxis${axis}`] = themedAxis(`<i>x</i><sub>${a}</sub>`, {
        range: range(a),
        domain: [left, left + size.x - GAP.x],
        anchor: `y${axis}`,
        dtick: 1,
      });
      axes[`yaxis${axis}`] = themedAxis(column === 0 ? `<i>x</i><sub>${b}</sub>` : "", {
        range: range(b),
        domain: [Math.max(0, top - size.y + GAP.y), top],
        anchor: `x${axis}`,
        dtick: 1,
        showticklabels: column === 0,
      });
      if (row === 0) {
        const letter = String.fromCharCode("a".charCodeAt(0) + column);
        annotations.push({
          ...panelHeading(`(${letter}) ${heading}<br>${mean.toFixed(2)} from the curve`, axis),
          align: "left",
        });
      }
    });
  });
  return {
    data: plain(data, DIGITS) as Record<string, unknown>[],
    layout: themedLayout({ margin: MARGIN, annotations, ...axes }),
  };
}
