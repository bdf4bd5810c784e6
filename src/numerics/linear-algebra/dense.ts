import { growTo, type WasmModule, wasmModule } from "../wasm-module.ts";

/**
 * Memory for small dense matrices, and operations on them in WebAssembly (assembly/dense.ts), two lanes at a time. A matrix is named by
 * the place of its first number in the memory. Sums are computed in the order of their terms, so that the bytes are those of loops in
 * JavaScript, which take two to three times as long.
 */
export interface DenseWorkspace {
  /** The contents are valid until the next workspace is asked for. */
  readonly memory: Float64Array;
  /** C = A B. A is (rows, depth), B is (depth, columns), and `columns` is a multiple of `LANES`. */
  multiply(a: number, rows: number, depth: number, b: number, columns: number, c: number): void;
  /**
   * Computes Cholesky's factor of the first `count` columns of A, (total, n), in place, and the Schur complement in the others. The rows
   * from n on are right-hand sides. Only the lower triangle is used.
   * @param scratch a place with room for `eliminationScratch(count)` numbers
   * @returns whether all pivots are positive
   */
  eliminate(a: number, n: number, total: number, count: number, scratch: number): boolean;
  /** Copies the columns from `from` to `from + width` of A, (rows, n), to a matrix of its own. */
  copyColumns(a: number, n: number, rows: number, from: number, width: number, to: number): void;
  /**
   * For each of 16 nodes i and each column, with k = factors[i], k' = factors[16 + i] and k" = factors[32 + i]: adds k mass_i to the first
   * row of `sums`, k' mass_i to the second, k moment_i to the third, and k" mass_i + k square_i to the fourth. The three matrices are
   * (16, columns), and `columns` is even.
   */
  addMoments(factors: number, mass: number, moment: number, square: number, columns: number, sums: number): void;
}

/** The number that divides the number of columns of a right factor and of a product. */
export const LANES = 4;

/** The least number of columns that a right factor of this width can be padded to. */
export function paddedColumns(width: number): number {
  return LANES * Math.ceil(width / LANES);
}

/** The numbers of scratch memory that `eliminate` needs. */
export function eliminationScratch(count: number): number {
  return 4 * Math.max(count, 16) + 64;
}

/** The places of matrices with these numbers of entries, one after the other, and the end of the last. */
export function placesOf(sizes: readonly number[]): number[] {
  const places = [0];
  for (const size of sizes) places.push(places[places.length - 1] + size);
  return places;
}

/** The memory with room for this many numbers. It is the same one every time. */
export function denseWorkspace(numbers: number): DenseWorkspace {
  kernel ??= new WebAssembly.Instance(wasmModule("dense")).exports as DenseModule;
  growTo(8 * numbers, kernel.memory);
  if (!workspace || workspace.memory.length === 0) workspace = workspaceOf(kernel);
  return workspace;
}

/** What assembly/dense.ts exports. Places are in bytes. */
interface DenseModule {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  multiply(a: number, rows: number, depth: number, b: number, columns: number, c: number): void;
  eliminate(a: number, n: number, total: number, count: number, scratch: number): number;
  copyColumns(a: number, n: number, rows: number, from: number, width: number, to: number): void;
  addMoments(factors: number, mass: number, moment: number, square: number, columns: number, sums: number): void;
}

declare const WebAssembly: { Instance: new (module: WasmModule) => { readonly exports: unknown } };

let kernel: DenseModule | undefined;
/** A view of memory that has grown since has no length any more. */
let workspace: DenseWorkspace | undefined;

function workspaceOf(module: DenseModule): DenseWorkspace {
  return {
    memory: new Float64Array(module.memory.buffer),
    multiply(a, rows, depth, b, columns, c) {
      module.multiply(8 * a, rows, depth, 8 * b, columns, 8 * c);
    },
    eliminate: (a, n, total, count, scratch) => module.eliminate(8 * a, n, total, count, 8 * scratch) !== 0,
    copyColumns(a, n, rows, from, width, to) {
      module.copyColumns(8 * a, n, rows, from, width, 8 * to);
    },
    addMoments(factors, mass, moment, square, columns, sums) {
      module.addMoments(8 * factors, 8 * mass, 8 * moment, 8 * square, columns, 8 * sums);
    },
  };
}
