import { Matrix, solve } from "ml-matrix";
import { checkFunction, checkInterval, checkObject, checkPositive, checkWhole } from "../../numerics/check.ts";
import type { EnergyDifference } from "../energy/energy-difference.ts";

/** A chain on the line, and its range. */
export interface ChainOnLine {
  readonly energyDifference: EnergyDifference;
  /** sigma_MH, the standard deviation of the Gaussian proposal. */
  readonly proposal: number;
  /** The range of the chain. A proposal outside the range is rejected. */
  readonly range: readonly [number, number];
}

/** The stationary distribution of a chain, on a grid. */
export interface StationaryOnLine {
  /** The grid, evenly spaced over the range. */
  readonly points: Float64Array;
  /** The density of the chain's stationary distribution at the points of the grid. */
  readonly density: Float64Array;
  /** The fraction of the proposals that are accepted. */
  readonly acceptance: number;
  /** The distance, in total variation, from the distribution on half as many intervals. */
  readonly errorEstimate: number;
}

/** The default number of intervals of the grid, an even number. */
const INTERVALS = 256;
const FEWEST = 16;
const MOST = 1024;
/** A step of this many standard deviations has a density below 1e-12 times the largest density, and is left out. */
const LONGEST = 7.5;

/**
 * The stationary distribution of Metropolis-Hastings on the line with given energy differences. It is computed without random
 * numbers, as the eigenvector with eigenvalue 1 of the transition kernel on an evenly spaced grid. If the differences are those of
 * an energy E, the result is exactly exp(-E) on every grid. A deviation from exp(-E) is therefore due to the differences, and the
 * error of the grid is an error of this deviation only.
 * @param intervals the number of intervals of the grid, an even number from 16 to 1024
 */
export function stationaryOnLine(chain: ChainOnLine, intervals: number = INTERVALS): StationaryOnLine {
  checkObject("chain", chain, "energyDifference, proposal and range");
  checkFunction("chain.energyDifference", chain.energyDifference);
  checkPositive("chain.proposal", chain.proposal);
  checkInterval("chain.range", chain.range);
  checkWhole("intervals", intervals, FEWEST, MOST);
  const half = Math.floor(intervals / 2);
  const fine = onGrid(chain, 2 * half);
  const coarse = onGrid(chain, half);
  const width = (chain.range[1] - chain.range[0]) / half;
  const errorEstimate = coarse.density.reduce((sum, p, i) => sum + (width / 2) * Math.abs(p - fine.density[2 * i]), 0);
  return { ...fine, errorEstimate };
}

function onGrid(
  { energyDifference, proposal, range }: ChainOnLine,
  intervals: number,
): Omit<StationaryOnLine, "errorEstimate"> {
  const count = intervals + 1;
  const width = (range[1] - range[0]) / intervals;
  const points = Float64Array.from({ length: count }, (_, i) => range[0] + i * width);
  const moves = Matrix.zeros(count, count);
  const near = Math.floor((LONGEST * proposal) / width);
  for (let i = 0; i < count; i++) {
    const [first, last] = [Math.max(0, i - near), Math.min(count - 1, i + near)];
    const to = points.slice(first, last + 1);
    const difference = energyDifference(new Float64Array(to.length).fill(points[i]), to);
    to.forEach((x, k) => {
      const z = (x - points[i]) / proposal;
      const proposed = (width * Math.exp((-z * z) / 2)) / (Math.sqrt(2 * Math.PI) * proposal);
      moves.set(i, first + k, proposed * Math.exp(-Math.max(0, difference[k])));
    });
  }
  const leaves = points.map((_, i) => moves.getRow(i).reduce((sum, value) => sum + value, 0));
  // In equilibrium the mass that arrives at j equals the mass that leaves j. The last of these equations is replaced by the condition
  // that the masses add up to 1.
  const balance = moves.transpose();
  for (let j = 0; j < count; j++) balance.set(j, j, balance.get(j, j) - leaves[j]);
  balance.setRow(intervals, new Array<number>(count).fill(1));
  const right = Matrix.zeros(count, 1);
  right.set(intervals, 0, 1);
  const shares = solve(balance, right).to1DArray();
  return {
    points,
    density: Float64Array.from(shares, (fraction) => fraction / width),
    acceptance: shares.reduce((sum, fraction, i) => sum + fraction * leaves[i], 0),
  };
}
