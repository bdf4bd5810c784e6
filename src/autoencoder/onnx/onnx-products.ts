import type { ProductShape } from "../../numerics/linear-algebra/matrix-product.ts";
import type { MatrixProducts } from "../../numerics/linear-algebra/matrix-products.ts";
import { processors } from "../../numerics/platform.ts";
import { input } from "./graph/leaves.ts";
import { product } from "./graph/products.ts";
import type { Program } from "./program.ts";
import { loadOnnxRuntime, type OnnxOptions, onnxProgram } from "./runtime.ts";

/** Products of matrices by ONNX Runtime, which hold sessions until `close`. */
export interface OnnxProducts extends MatrixProducts {
  /** Frees the memory of the sessions. */
  close(): void;
}

/** Products of matrices in float64 by ONNX Runtime, or null where it can't be loaded: `onnxProblem` then says why. */
export async function onnxProducts(options: OnnxOptions = {}): Promise<OnnxProducts | null> {
  const name = await loadOnnxRuntime();
  if (name === null) return null;
  const programs = new Map<string, Program>();
  const programFor = (flipA: boolean, flipB: boolean): Program => {
    const key = `${flipA} ${flipB}`;
    const known = programs.get(key) ?? programOf(flipA, flipB, options);
    programs.set(key, known);
    return known;
  };
  return {
    engine: `${name}, float64`,
    threads: options.threads ?? processors(),
    multiply: (a, b, { rows, columns, flipA = false, flipB = false }: ProductShape, to) => {
      const inner = a.length / rows;
      programFor(flipA, flipB).run(
        {
          a: { data: a, shape: flipA ? [inner, rows] : [rows, inner] },
          b: { data: b, shape: flipB ? [columns, inner] : [inner, columns] },
        },
        { product: { data: to, shape: [rows, columns] } },
      );
    },
    close: () => {
      for (const program of programs.values()) program.close();
      programs.clear();
    },
  };
}

function programOf(flipA: boolean, flipB: boolean, options: OnnxOptions): Program {
  const a = input("a", flipA ? ["inner", "rows"] : ["rows", "inner"]);
  const b = input("b", flipB ? ["columns", "inner"] : ["inner", "columns"]);
  const value = product(a, b, { a: flipA, b: flipB });
  return onnxProgram({ inputs: [a, b], outputs: { product: value } }, "float64", options);
}
