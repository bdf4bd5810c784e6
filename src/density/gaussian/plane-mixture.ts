import { copyNumbers } from "../../numerics/kernel-memory.ts";
import { exponentialTable } from "../../numerics/vector-functions/exponential-table.ts";
import { logarithmTable } from "../../numerics/vector-functions/logarithm-table.ts";
import { growTo, type WasmModule, wasmModule } from "../../numerics/wasm-module.ts";

/** A Gaussian of a mixture in the plane, as far as log p needs it. */
export interface PlaneComponent {
  readonly mean: Float64Array;
  /** Inverse covariance, (2, 2). */
  readonly precision: Float64Array;
  /** Logarithm of its fraction of p at its mean. */
  readonly logPeak: number;
}

/** The number of numbers of a component in the kernel's memory. */
const COMPONENT = 7;
/** The number of points that the kernel takes at a time: they and its results stay in the first cache. */
const BLOCK = 512;
/**
 * log p of a mixture in the plane, (n, 2) -> (n): what `GaussianMixture.logPdf` does in any dimension, two points at a time in
 * WebAssembly (assembly/plane-mixture.ts), in a fifth of the time. Chains on such a mixture spend most of theirs here. The value at
 * a point does not depend on the points beside it.
 */
export function planeLogPdf(components: readonly PlaneComponent[], points: Float64Array): Float64Array {
  kernel ??= instantiate();
  const { logPdf, placesFor } = kernel;
  const { memory, at } = placesFor(components);
  const values = new Float64Array(Math.floor(points.length / 2));
  for (let first = 0; first < values.length; first += BLOCK) {
    const count = Math.min(BLOCK, values.length - first);
    copyNumbers(points, 2 * first, memory, at.points, 2 * count);
    // The kernel takes two points at a time, so a single point is repeated.
    if (count % 2 === 1) copyNumbers(points, 2 * (first + count - 1), memory, at.points + 2 * count, 2);
    logPdf(
      8 * at.points,
      count + (count % 2),
      8 * at.components,
      components.length,
      8 * at.logs,
      8 * at.exponentials,
      8 * at.logarithms,
      8 * at.values,
    );
    copyNumbers(memory, at.values, values, first, count);
  }
  return values;
}

/** What assembly/plane-mixture.ts exports. */
interface PlaneModule {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  logPdf(
    points: number,
    count: number,
    components: number,
    componentCount: number,
    logs: number,
    exponentials: number,
    logarithms: number,
    values: number,
  ): void;
}

/** The places of the arrays in the kernel's memory, in numbers. */
interface Places {
  readonly exponentials: number;
  readonly logarithms: number;
  readonly points: number;
  readonly values: number;
  readonly components: number;
  readonly logs: number;
}

interface PlaneKernel extends Pick<PlaneModule, "logPdf"> {
  /** Puts the components into memory, with room for the points and the results. */
  placesFor(components: readonly PlaneComponent[]): { readonly memory: Float64Array; readonly at: Places };
}

declare const WebAssembly: { Instance: new (module: WasmModule) => { readonly exports: unknown } };

let kernel: PlaneKernel | undefined;

function instantiate(): PlaneKernel {
  const { memory, logPdf } = new WebAssembly.Instance(wasmModule("plane-mixture")).exports as PlaneModule;
  const [exponentials, logarithms] = [exponentialTable(), logarithmTable()];
  const points = exponentials.length + logarithms.length;
  const values = points + 2 * BLOCK;
  const components = values + BLOCK;
  let owner: readonly PlaneComponent[] | undefined;
  let known: ReturnType<PlaneKernel["placesFor"]>;
  return {
    logPdf,
    placesFor: (all) => {
      if (owner === all) return known;
      const logs = 2 * Math.ceil((components + COMPONENT * all.length) / 2);
      growTo(8 * (logs + 2 * all.length), memory);
      const numbers = new Float64Array(memory.buffer);
      numbers.set(exponentials);
      numbers.set(logarithms, exponentials.length);
      for (const [k, { mean, precision, logPeak }] of all.entries()) {
        numbers.set([...mean, ...precision, logPeak], components + COMPONENT * k);
      }
      const at = { exponentials: 0, logarithms: exponentials.length, points, values, components, logs };
      owner = all;
      known = { memory: numbers, at };
      return known;
    },
  };
}
