import { gaussLegendre } from "../../numerics/quadrature/gauss-legendre.ts";
import { EXPONENTIAL_NUMBERS, exponentialConstants } from "../../numerics/vector-functions/fdlibm-constants.ts";
import { growTo, type WasmModule, wasmModule } from "../../numerics/wasm-module.ts";
import { POINTS, type WeightedCell } from "./density-cell-2d.ts";

/**
 * Sums of weight times kernel over the nodes of a cell, and of these times products of the deviations from the cell's centre. The kernel
 * has 1 at the point of the cell that is nearest to the corrupted point.
 */
export interface CellMoments {
  readonly mass: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/**
 * The moments of a cell, weighted by the Gaussian kernel around (x, y), in WebAssembly (assembly/plane-posterior.ts), in less than half
 * the time of a loop. The bytes are those of a loop in JavaScript if its `Math.exp` is FDLIBM's, as it is under Node on x64, and are the
 * same on every machine.
 */
export function cellMoments(cell: WeightedCell, x: number, y: number, sigma: number): CellMoments {
  kernel ??= instantiate();
  const { module, weights, sums } = kernel;
  weights.set(cell.weights);
  const { halfWidth, halfHeight } = cell;
  const [offsetX, offsetY] = [cell.x - x, cell.y - y];
  module.cellMoments(
    weights.byteOffset,
    8 * places.nodes,
    halfWidth,
    halfHeight,
    offsetX,
    offsetY,
    Math.max(Math.abs(offsetX) - halfWidth, 0),
    Math.max(Math.abs(offsetY) - halfHeight, 0),
    -0.5 / sigma ** 2,
    0,
    8 * places.kernels,
    sums.byteOffset,
  );
  return { mass: sums[0], y: sums[1], x: sums[2], xy: sums[3], xx: sums[4], yy: sums[5] };
}

/** What assembly/plane-posterior.ts exports. Places are in bytes. */
interface PlaneModule {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  cellMoments(
    weights: number,
    nodes: number,
    halfWidth: number,
    halfHeight: number,
    offsetX: number,
    offsetY: number,
    nearestX: number,
    nearestY: number,
    logKernel: number,
    constants: number,
    kernels: number,
    sums: number,
  ): void;
}

/** The places of arrays in the module's memory, in numbers. The constants of the exponential are at 0. */
const nodes = EXPONENTIAL_NUMBERS;
const places = {
  nodes,
  weights: nodes + POINTS,
  kernels: nodes + POINTS + POINTS ** 2,
  sums: nodes + POINTS + POINTS ** 2 + 6 * POINTS,
};
const END = places.sums + 6;

interface PlaneKernel {
  readonly module: PlaneModule;
  readonly weights: Float64Array;
  readonly sums: Float64Array;
}

declare const WebAssembly: { Instance: new (module: WasmModule) => { readonly exports: unknown } };

let kernel: PlaneKernel | undefined;

function instantiate(): PlaneKernel {
  const module = new WebAssembly.Instance(wasmModule("plane-posterior")).exports as PlaneModule;
  growTo(8 * END, module.memory);
  const numbers = new Float64Array(module.memory.buffer);
  numbers.set(exponentialConstants());
  numbers.set(gaussLegendre(POINTS).nodes, places.nodes);
  const [weights, sums] = [numbers.subarray(places.weights, places.kernels), numbers.subarray(places.sums, END)];
  return { module, weights, sums };
}
