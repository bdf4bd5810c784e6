// Sums over points by a grid, in two and three dimensions. The points are spread over the grid by narrow Gaussians, the grid is
// blurred axis by axis, and the queries are interpolated by narrow Gaussians again. src/density/point-sums/grid-shape.ts explains
// why the result is exact enough. In two dimensions each plane of the grid has one row. Each task writes to its own places in a
// fixed order, so that the bytes are the same for any number of threads.
import { exponential } from "./exponential";

/** The position of the plan of a grid, which src/density/point-sums/grid-sums.ts writes. */
const GRID: usize = 576;

/** The stages. All tasks of one stage are done before the next stage. */
export const SPREAD: u32 = 1;
export const BLUR_COLUMNS: u32 = 2;
export const BLUR_ROWS: u32 = 3;
export const BLUR_PLANES: u32 = 4;
export const GATHER: u32 = 5;

/**
 * The columns in a task of blurring across planes, and the queries in a task of gathering, as in
 * src/density/point-sums/grid-sums.ts.
 */
const STRIPE: usize = 64;
const BATCH: usize = 256;
/** The number of columns that are blurred together. */
const BUNDLE: usize = 8;

/** The number of tasks of this stage. */
export let tasks: usize = 0;
/** The sizes of the grid. Columns are adjacent in memory. */
let planes: usize = 0;
let rows: usize = 0;
let columns: usize = 0;
/** A point or a query uses 2 `half` grid numbers along each axis. The blur extends over `far` numbers to each side. */
let half: i32 = 0;
let far: usize = 0;
let grid: usize = 0;
/** The far + 1 weights of the blur, from the middle outwards. */
let blur: usize = 0;
/** The positions of the points in units of the spacing: an array for planes, rows and columns each. Points are sorted by planes. */
let points: usize = 0;
let pointPitch: usize = 0;
let shares: usize = 0;
/** The index of the first point in each plane or after it, 4 bytes each, followed by the number of points. */
let planeStart: usize = 0;
let queries: usize = 0;
let queryPitch: usize = 0;
let queryCount: usize = 0;
/**
 * The results: masses, and sums of weights times y - x along planes, rows and columns, an array each. The arrays are as long as
 * those of positions.
 */
let sums: usize = 0;
let table: usize = 0;
let scratch: usize = 0;
let scratchBytes: usize = 0;
/** The number of planes in a task of spreading. */
let slab: usize = 0;
/** Half of the squared ratio of the spacing to the standard deviation of the narrow Gaussians. */
let sharpness: f64 = 0;

/** Reads the plan. */
export function readGrid(): void {
  sharpness = load<f64>(GRID);
  tasks = next(0);
  planes = next(1);
  rows = next(2);
  columns = next(3);
  half = <i32>next(4);
  far = next(5);
  grid = next(6);
  blur = next(7);
  points = next(8);
  pointPitch = next(9);
  shares = next(10);
  planeStart = next(11);
  queries = next(12);
  queryPitch = next(13);
  queryCount = next(14);
  sums = next(15);
  table = next(16);
  scratch = next(17);
  scratchBytes = next(18);
  slab = next(19);
}

function next(k: usize): usize {
  return <usize>load<u32>(GRID + 8 + 4 * k);
}

/** Does a task of a stage. */
export function gridTask(stage: u32, task: usize, thread: usize): void {
  const own = scratch + thread * scratchBytes;
  if (stage === SPREAD) spread(task * slab, own);
  else if (stage === BLUR_COLUMNS) blurColumns(task, own);
  else if (stage === BLUR_ROWS) blurRows(task, own);
  else if (stage === BLUR_PLANES) blurPlanes(task, own);
  else gather(task * BATCH, own);
}

/** Writes exp(-sharpness (i - u)^2) for 2 half integers i around u. @returns the first of these integers */
function narrow(u: f64, to: usize): i32 {
  const start = <i32>floor(u) - half + 1;
  const exponentials = table;
  const scale = f64x2.splat(-sharpness);
  const two = f64x2.splat(2);
  let t = f64x2.replace_lane(f64x2.splat(<f64>start - u), 1, <f64>(start + 1) - u);
  for (let k = to; k < to + 16 * <usize>half; k += 16) {
    v128.store(k, exponential(f64x2.mul(f64x2.mul(t, t), scale), exponentials));
    t = f64x2.add(t, two);
  }
  return start;
}

/** Writes the same weights along rows. If there is only one row, its weight is 1. */
function narrowRows(u: f64, to: usize): i32 {
  if (rows > 1) return narrow(u, to);
  store<f64>(to, 1);
  return 0;
}

/** Spreads the points over some planes, one point after the other. */
function spread(first: usize, own: usize): void {
  const last = min(first + slab, planes);
  const width: usize = 2 * <usize>half;
  const along = own;
  const across = along + 8 * width;
  const down = across + 8 * width;
  const rowBytes: usize = 8 * columns;
  const planeBytes: usize = rows * rowBytes;
  const count: usize = rows > 1 ? width : 1;
  memory.fill(grid + first * planeBytes, 0, (last - first) * planeBytes);
  const from = first > <usize>half ? first - <usize>half : 0;
  const to = min(last + <usize>half, planes);
  const end = <usize>load<u32>(planeStart + 4 * to);
  for (let k = <usize>load<u32>(planeStart + 4 * from); k < end; k++) {
    const at = points + 8 * k;
    const plane = load<f64>(at);
    const start = <i32>floor(plane) - half + 1;
    const lowest = max(start, <i32>first);
    const highest = min(start + <i32>width, <i32>last);
    if (lowest >= highest) continue;
    narrow(plane, down);
    const row = narrowRows(load<f64>(at + pointPitch), across);
    const column = narrow(load<f64>(at + 2 * pointPitch), along);
    const share = load<f64>(shares + 8 * k);
    for (let p = lowest; p < highest; p++) {
      const weight = share * load<f64>(down + 8 * <usize>(p - start));
      let line = grid + <usize>p * planeBytes + <usize>row * rowBytes + 8 * <usize>column;
      for (let j: usize = 0; j < count; j++) {
        const factor = f64x2.splat(weight * load<f64>(across + 8 * j));
        let place = line;
        for (let c = along; c < across; c += 16) {
          v128.store(place, f64x2.add(v128.load(place), f64x2.mul(factor, v128.load(c))));
          place += 16;
        }
        line += rowBytes;
      }
    }
  }
}

/** Blurs the rows of a plane along themselves. */
function blurColumns(plane: usize, own: usize): void {
  const bytes: usize = 8 * columns;
  const margin: usize = 8 * far;
  const middle = own + margin;
  memory.fill(own, 0, margin);
  memory.fill(middle + bytes, 0, margin);
  for (let row: usize = 0; row < rows; row++) {
    const line = grid + (plane * rows + row) * bytes;
    if (isEmpty(line, bytes)) continue;
    memory.copy(middle, line, bytes);
    for (let k: usize = 0; k < bytes; k += 64) blurEight(middle + k, 8, line + k);
  }
}

/** Blurs a plane along its columns. */
function blurRows(plane: usize, own: usize): void {
  const from = grid + plane * rows * columns * 8;
  for (let column: usize = 0; column < columns; column += BUNDLE) blurBundle(from + 8 * column, 8 * columns, rows, own);
}

/** Blurs a stripe of columns across planes. */
function blurPlanes(task: usize, own: usize): void {
  const stripes = (columns + STRIPE - 1) / STRIPE;
  const first = (task % stripes) * STRIPE;
  const from = grid + 8 * (task / stripes) * columns;
  const last = min(first + STRIPE, columns);
  for (let column = first; column < last; column += BUNDLE) {
    blurBundle(from + 8 * column, 8 * rows * columns, planes, own);
  }
}

/** Blurs eight adjacent columns. The numbers of a column are `apart` bytes from each other. */
function blurBundle(from: usize, apart: usize, length: usize, own: usize): void {
  const margin: usize = 64 * far;
  const middle = own + margin;
  let empty = true;
  for (let k: usize = 0; k < length; k++) {
    const line = from + k * apart;
    if (!isEmpty(line, 64)) empty = false;
    memory.copy(middle + 64 * k, line, 64);
  }
  if (empty) return;
  memory.fill(own, 0, margin);
  memory.fill(middle + 64 * length, 0, margin);
  for (let k: usize = 0; k < length; k++) blurEight(middle + 64 * k, 64, from + k * apart);
}

/** Blurs the eight numbers at an address with their neighbours, which are `apart` bytes from each other, and stores the results. */
function blurEight(at: usize, apart: usize, to: usize): void {
  const factor = v128.load64_splat(blur);
  let s0 = f64x2.mul(factor, v128.load(at));
  let s1 = f64x2.mul(factor, v128.load(at, 16));
  let s2 = f64x2.mul(factor, v128.load(at, 32));
  let s3 = f64x2.mul(factor, v128.load(at, 48));
  let low = at;
  let high = at;
  for (let tap = blur + 8; tap <= blur + 8 * far; tap += 8) {
    low -= apart;
    high += apart;
    const weight = v128.load64_splat(tap);
    s0 = f64x2.add(s0, f64x2.mul(weight, f64x2.add(v128.load(low), v128.load(high))));
    s1 = f64x2.add(s1, f64x2.mul(weight, f64x2.add(v128.load(low, 16), v128.load(high, 16))));
    s2 = f64x2.add(s2, f64x2.mul(weight, f64x2.add(v128.load(low, 32), v128.load(high, 32))));
    s3 = f64x2.add(s3, f64x2.mul(weight, f64x2.add(v128.load(low, 48), v128.load(high, 48))));
  }
  v128.store(to, s0);
  v128.store(to, s1, 16);
  v128.store(to, s2, 32);
  v128.store(to, s3, 48);
}

/** Whether all bytes of an area are 0. @param bytes a multiple of 64 */
function isEmpty(from: usize, bytes: usize): bool {
  for (let k = from; k < from + bytes; k += 64) {
    const some = v128.or(v128.or(v128.load(k), v128.load(k, 16)), v128.or(v128.load(k, 32), v128.load(k, 48)));
    if (v128.any_true(some)) return false;
  }
  return true;
}

/** Interpolates the sums at queries, and the sums of weights times y - x along the axes. */
function gather(first: usize, own: usize): void {
  const width: usize = 2 * <usize>half;
  const along = own;
  const slopes = along + 8 * width;
  const across = slopes + 8 * width;
  const down = across + 8 * width;
  const rowBytes: usize = 8 * columns;
  const planeBytes: usize = rows * rowBytes;
  const count: usize = rows > 1 ? width : 1;
  const last = min(first + BATCH, queryCount);
  for (let q = first; q < last; q++) {
    const at = queries + 8 * q;
    const plane = load<f64>(at);
    const start = narrow(plane, down);
    const rowPosition = load<f64>(at + queryPitch);
    const row = narrowRows(rowPosition, across);
    const columnPosition = load<f64>(at + 2 * queryPitch);
    const column = narrow(columnPosition, along);
    for (let c: usize = 0; c < width; c++) {
      const distance = <f64>(column + <i32>c) - columnPosition;
      store<f64>(slopes + 8 * c, load<f64>(along + 8 * c) * distance);
    }
    let mass: f64 = 0;
    let byPlane: f64 = 0;
    let byRow: f64 = 0;
    let byColumn: f64 = 0;
    for (let p: usize = 0; p < width; p++) {
      let line = grid + (<usize>start + p) * planeBytes + <usize>row * rowBytes + 8 * <usize>column;
      let planeMass: f64 = 0;
      let planeRow: f64 = 0;
      let planeColumn: f64 = 0;
      for (let j: usize = 0; j < count; j++) {
        let s = f64x2.splat(0);
        let t = s;
        let place = line;
        for (let c = along; c < slopes; c += 16) {
          const values = v128.load(place);
          s = f64x2.add(s, f64x2.mul(values, v128.load(c)));
          t = f64x2.add(t, f64x2.mul(values, v128.load(c + 8 * width)));
          place += 16;
        }
        const weight = load<f64>(across + 8 * j);
        const sum = weight * (f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1));
        planeMass += sum;
        planeRow += sum * (<f64>(row + <i32>j) - rowPosition);
        planeColumn += weight * (f64x2.extract_lane(t, 0) + f64x2.extract_lane(t, 1));
        line += rowBytes;
      }
      const weight = load<f64>(down + 8 * p);
      mass += weight * planeMass;
      byPlane += weight * planeMass * (<f64>(start + <i32>p) - plane);
      byRow += weight * planeRow;
      byColumn += weight * planeColumn;
    }
    const to = sums + 8 * q;
    store<f64>(to, mass);
    store<f64>(to + queryPitch, byPlane);
    store<f64>(to + 2 * queryPitch, byRow);
    store<f64>(to + 3 * queryPitch, byColumn);
  }
}
