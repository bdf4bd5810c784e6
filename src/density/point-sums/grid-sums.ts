import { exponentialTable } from "../../numerics/vector-functions/exponential-table.ts";
import type { PosteriorSums } from "../blurred/kernel-moments.ts";
import { type GridShape, sharpness } from "./grid-shape.ts";
import { Allocator, FIRST_FREE, type Placed, type PointSet, STAGE } from "./points-plan.ts";
import { fitsInMemory, type PointsTeam } from "./points-team.ts";

/** What assembly/points-grid.ts fixes: where it reads its plan, the columns and queries of a task, and its stages. */
const GRID = 576;
const STRIPE = 64;
const BATCH = 256;
/** The planes of one task of spreading: the grid numbers that its points touch should stay in a processor's cache. */
const SLAB = { plane: 32, space: 8 };
const STAGES = { spread: 1, blurColumns: 2, blurRows: 3, blurPlanes: 4, gather: 5 };

/** The number of touched grid numbers from which on it pays to wake other threads: some milliseconds of work. */
const WORTH_WAKING = 4e6;

/** Points or queries in the order of the grid's cells. */
interface Sorted {
  /** The index of each of them before sorting. */
  readonly order: Uint32Array;
  /** Positions in units of the spacing: one array each for planes, rows and columns, one after the other. */
  readonly positions: Float64Array;
  /** The index of the first one in each plane, followed by their number. */
  readonly planeStart: Uint32Array;
}

/**
 * Sums over points in two and three dimensions by the grid of `gridShape`. Each point is spread over the grid, the grid is blurred axis
 * by axis, and each query is read off the grid; each of these steps applies a part of the Gaussian. A point or query touches some
 * hundred grid numbers in the plane and ten thousand in space, whatever the number of pairs.
 * Memory: 8 bytes for each grid number, 8 (d + 2) for each point and 16 (d + 1) for each query.
 *
 * @param queries shape (m, d); logMass is -Infinity at a query that the grid does not reach or whose mass is too small for the grid
 * @param order 0 for masses only
 * @returns null where the memory for the grid is not available
 */
export function gridSums(
  set: PointSet,
  shape: GridShape,
  queries: Float64Array,
  order: 0 | 1,
  teamFor: (bytes: number) => PointsTeam,
): PosteriorSums | null {
  const { dim, coordinates } = set.tree;
  const count = queries.length / dim;
  const points = sortedByCell(shape, set.shares.length, (k, a) => coordinates[a][k]);
  const asked = sortedByCell(shape, count, (k, a) => queries[k * dim + a]);
  const memory = new Allocator(FIRST_FREE);
  const { threads } = teamFor(0);
  const plan = planGrid(memory, set, shape, points, asked, threads);
  if (!fitsInMemory(memory.end)) return null;
  const team = teamFor(memory.end);
  if ((shape.cells + points.order.length + asked.order.length) * (2 * shape.half) >= WORTH_WAKING) team.call();
  team.owner = undefined;
  team.write(memory.writes);
  for (const [stage, tasks] of plan.stages) {
    team.write([
      { at: STAGE, numbers: Uint32Array.of(stage) },
      { at: GRID + 8, numbers: Uint32Array.of(tasks) },
    ]);
    team.kernel.evaluate();
  }
  return read(team, plan.sums, shape, asked.order, count, dim, order);
}

/** Sorts by cell those positions that the grid reaches. */
function sortedByCell(
  { spacing, origin, counts, half }: GridShape,
  count: number,
  at: (k: number, a: number) => number,
): Sorted {
  const dim = counts.length;
  const planes = counts[0];
  const rows = dim === 3 ? counts[1] : 1;
  const position = (k: number, a: number): number => (at(k, a) - origin[a]) / spacing;
  const cellOf = (k: number): number => {
    for (let a = 0; a < dim; a++) {
      const u = Math.floor(position(k, a));
      if (!(u >= half - 1 && u < counts[a] - half)) return -1;
    }
    return Math.floor(position(k, 0)) * rows + (dim === 3 ? Math.floor(position(k, 1)) : 0);
  };
  const cells = new Int32Array(count);
  const starts = new Uint32Array(planes * rows + 1);
  for (let k = 0; k < count; k++) {
    cells[k] = cellOf(k);
    if (cells[k] >= 0) starts[cells[k] + 1]++;
  }
  for (let cell = 0; cell < planes * rows; cell++) starts[cell + 1] += starts[cell];
  const planeStart = Uint32Array.from({ length: planes + 1 }, (_, plane) => starts[plane * rows]);
  const order = new Uint32Array(starts[planes * rows]);
  for (let k = 0; k < count; k++) if (cells[k] >= 0) order[starts[cells[k]]++] = k;
  const positions = new Float64Array(3 * order.length);
  const axes = dim === 3 ? [0, 1, 2] : [0, -1, 1];
  for (const [index, a] of axes.entries()) {
    if (a >= 0) for (let k = 0; k < order.length; k++) positions[index * order.length + k] = position(order[k], a);
  }
  return { order, positions, planeStart };
}

/** Places all arrays in memory, and states the stages, the number of tasks in each, and where the sums will be. */
function planGrid(
  memory: Allocator,
  { shares, sigma }: PointSet,
  shape: GridShape,
  points: Sorted,
  queries: Sorted,
  threads: number,
): { readonly stages: readonly (readonly [number, number])[]; readonly sums: number } {
  const { counts, half, blur, cells } = shape;
  const [planes, rows, columns] = counts.length === 3 ? counts : [counts[0], 1, counts[1]];
  const width = 2 * half;
  const slab = rows > 1 ? SLAB.space : SLAB.plane;
  // A thread's working memory holds the weights along the axes, or eight lines of the grid with the margins that the blur reads.
  const scratchBytes = 64 * (Math.max(width, Math.max(...counts) + 2 * blur.length) + 1);
  const place = {
    grid: memory.reserve(8 * cells),
    blur: memory.place(blur),
    points: memory.place(points.positions),
    shares: memory.place(Float64Array.from(points.order, (k) => shares[k])),
    planeStart: memory.place(points.planeStart),
    queries: memory.place(queries.positions),
    sums: memory.reserve(32 * queries.order.length),
    table: memory.place(exponentialTable()),
    scratch: memory.reserve(threads * scratchBytes),
  };
  const numbers = Uint32Array.of(
    0,
    planes,
    rows,
    columns,
    half,
    blur.length - 1,
    place.grid,
    place.blur,
    place.points,
    8 * points.order.length,
    place.shares,
    place.planeStart,
    place.queries,
    8 * queries.order.length,
    queries.order.length,
    place.sums,
    place.table,
    place.scratch,
    scratchBytes,
    slab,
  );
  const writes: Placed[] = [
    { at: GRID, numbers: Float64Array.of(sharpness(shape, sigma)) },
    { at: GRID + 8, numbers },
  ];
  memory.writes.push(...writes);
  const stages = [
    [STAGES.spread, Math.ceil(planes / slab)],
    [STAGES.blurColumns, planes],
    ...(rows > 1 ? [[STAGES.blurRows, planes] as const] : []),
    [STAGES.blurPlanes, rows * Math.ceil(columns / STRIPE)],
    [STAGES.gather, Math.ceil(queries.order.length / BATCH)],
  ] as const;
  return { stages, sums: place.sums };
}

function read(
  team: PointsTeam,
  at: number,
  { slope, leastLogMass }: GridShape,
  queries: Uint32Array,
  count: number,
  dim: number,
  moments: 0 | 1,
): PosteriorSums {
  const found = queries.length;
  const sums = team.read(at, 4 * found);
  const logMass = new Float64Array(count).fill(-Infinity);
  const shift = new Float64Array(moments * count * dim);
  const axes = dim === 3 ? [1, 2, 3] : [1, 3];
  for (let k = 0; k < found; k++) {
    const i = queries[k];
    const mass = sums[k];
    const log = Math.log(mass);
    if (!(log >= leastLogMass)) continue;
    logMass[i] = log;
    if (moments === 0) continue;
    for (let a = 0; a < dim; a++) shift[i * dim + a] = (slope * sums[axes[a] * found + k]) / mass;
  }
  return { logMass, shift };
}
