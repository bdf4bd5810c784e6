import type { ProductShape } from "./matrix-product.ts";

/**
 * A library that multiplies matrices in float64 faster than WebAssembly can, on the thread that calls it. It is handed in where it
 * may be used, because its last bits differ from one processor to another.
 */
export interface MatrixProducts {
  /** "ONNX Runtime 1.30.0, float64". */
  readonly engine: string;
  /** The number of threads that may compute products at the same time, with the thread that calls it. */
  readonly threads: number;
  /** How other threads compute the same products; undefined where they can't. */
  readonly elsewhere?: ThreadProducts | undefined;
  /**
   * Writes the product A B of two row-major matrices, or A B^T if the flip is set. The arrays may be in the memory
   * of WebAssembly, but not in memory that threads share. Each entry is a sum of `inner` products, in any order, with or without fused
   * operations, so that its error is at most inner u sum_k |a_ik| |b_kj| to first order.
   */
  multiply(a: Float64Array, b: Float64Array, shape: Omit<ProductShape, "flipA">, product: Float64Array): void;
}

/** The program by which another thread multiplies matrices as `multiply` does. */
export interface ThreadProducts {
  /** JavaScript, the body of a function of `data` that returns `multiply`. */
  readonly code: string;
  /** What a thread can be handed. */
  readonly data: object;
}
