import { gaussLegendre } from "../../numerics/quadrature/gauss-legendre.ts";
import { FDLIBM_CONSTANTS, fdlibmConstants } from "../../numerics/vector-functions/fdlibm-constants.ts";
import { growTo, type WasmModule, wasmModule } from "../../numerics/wasm-module.ts";
import type { KernelMoments } from "../blurred/kernel-moments.ts";

/** The number of Gauss points of a panel. */
export const POINTS = 20;

/** A piece of a curve as the sums need it. */
export interface WeighedPanel {
  /** The curve at the Gauss points, coordinate by coordinate, (d, POINTS). */
  readonly nodes: Float64Array;
  /** Half of its fraction of the interval of t. */
  readonly halfShare: number;
}

/**
 * Adds panels to posterior sums, Gauss point by Gauss point, as `KernelMoments.add` would: the sums have the same order. The kernel,
 * assembly/curve-sums.ts, computes two exponentials at a time and is several times as fast.
 */
export function addPanels(panels: readonly WeighedPanel[], sigma: number, sums: KernelMoments): void {
  kernel ??= instantiate();
  const { dim, order, reference, offset } = sums;
  const { addPanel } = kernel;
  const { numbers, query, mass, nodes: place } = kernel.placesFor(dim);
  for (let a = 0; a < dim; a++) {
    numbers[query + a] = reference[a];
    numbers[query + dim + a] = offset[a];
  }
  numbers.fill(0, mass, place);
  for (const { nodes, halfShare } of panels) {
    numbers.set(nodes, place);
    addPanel(dim, order, sigma, halfShare);
  }
  sums.mass = numbers[mass];
  if (order >= 1) copy(numbers, mass + 1, sums.first);
  if (order >= 2) copy(numbers, mass + 1 + dim, sums.second);
  if (order >= 3) copy(numbers, mass + 1 + dim + dim * dim, sums.third);
}

function copy(from: Float64Array, start: number, to: Float64Array): void {
  for (let a = 0; a < to.length; a++) to[a] = from[start + a];
}

/** What assembly/curve-sums.ts exports. */
interface CurveModule {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  addPanel(dim: number, order: number, sigma: number, fraction: number): void;
}

/** The memory of the kernel, and the places of its arrays, in numbers. */
interface Places {
  readonly numbers: Float64Array;
  readonly query: number;
  readonly mass: number;
  readonly nodes: number;
}

interface CurveKernel extends Pick<CurveModule, "addPanel"> {
  placesFor(dim: number): Places;
}

declare const WebAssembly: { Instance: new (module: WasmModule) => { readonly exports: unknown } };

/** One kernel serves all curves, since its sums are read before anything else uses it. */
let kernel: CurveKernel | undefined;

function instantiate(): CurveKernel {
  const { memory, addPanel } = new WebAssembly.Instance(wasmModule("curve-sums")).exports as CurveModule;
  const query = 2 * FDLIBM_CONSTANTS + POINTS;
  let known: { readonly dim: number; readonly places: Places } | undefined;
  return {
    addPanel,
    placesFor: (dim) => {
      if (known?.dim === dim) return known.places;
      const mass = query + 2 * dim;
      const nodes = mass + 1 + dim * (dim + 2);
      growTo(8 * (nodes + POINTS * (3 * dim + 1)), memory);
      const numbers = new Float64Array(memory.buffer);
      numbers.set(fdlibmConstants("normal"));
      numbers.set(gaussLegendre(POINTS).weights, 2 * FDLIBM_CONSTANTS);
      known = { dim, places: { numbers, query, mass, nodes } };
      return known.places;
    },
  };
}
