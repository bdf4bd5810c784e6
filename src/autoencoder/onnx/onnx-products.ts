import type { MatrixProducts, ThreadProducts } from "../../numerics/linear-algebra/matrix-products.ts";
import { processors } from "../../numerics/platform.ts";
import { input } from "./graph/leaves.ts";
import { product } from "./graph/products.ts";
import type { NamedGraph, Program } from "./program.ts";
import { loadOnnxRuntime, type OnnxOptions, onnxProgram, threadSessions } from "./runtime.ts";

/** Products of matrices by ONNX Runtime, which hold sessions until `close`. */
export interface OnnxProducts extends MatrixProducts {
  /** Frees the memory of the sessions. */
  close(): void;
}

/**
 * Products of matrices in float64 by ONNX Runtime, or null where it can't be loaded: `onnxProblem` then says why. A product is computed
 * on one thread if other threads can compute other ones: they need not wait for each other in each product then.
 */
export async function onnxProducts({ threads = processors() }: OnnxOptions = {}): Promise<OnnxProducts | null> {
  const name = await loadOnnxRuntime();
  if (name === null) return null;
  const elsewhere = threads > 1 ? productsElsewhere() : undefined;
  const programs = new Map<boolean, Program>();
  const programFor = (flipB: boolean): Program => {
    const known = programs.get(flipB) ?? onnxProgram(graphOf(flipB), "float64", { threads: elsewhere ? 1 : threads });
    programs.set(flipB, known);
    return known;
  };
  return {
    engine: `${name}, float64`,
    threads,
    elsewhere,
    multiply: (a, b, { rows, columns, flipB = false }, to) => {
      const inner = a.length / rows;
      programFor(flipB).run(
        {
          a: { data: a, shape: [rows, inner] },
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

let known: ThreadProducts | undefined;

/** The program of other threads. It is the same each time, so that threads can be kept. */
function productsElsewhere(): ThreadProducts | undefined {
  if (known) return known;
  const sessions = threadSessions([graphOf(false), graphOf(true)], "float64");
  known = sessions && { code: threadProgram(sessions.code), data: sessions.data };
  return known;
}

/** From functions that run the two graphs, `multiply`. */
function threadProgram(sessions: string): string {
  return `
const [plain, flipped] = (() => { ${sessions} })();
return (a, b, { rows, columns, flipB = false }, to) => {
  const inner = a.length / rows;
  const feeds = {
    a: { data: a, shape: [rows, inner] },
    b: { data: b, shape: flipB ? [columns, inner] : [inner, columns] },
  };
  (flipB ? flipped : plain)(feeds, { product: { data: to, shape: [rows, columns] } });
};
`;
}

/** A B, or A B^T if `flipB` is set. */
function graphOf(flipB: boolean): NamedGraph {
  const a = input("a", ["rows", "inner"]);
  const b = input("b", flipB ? ["columns", "inner"] : ["inner", "columns"]);
  return { inputs: [a, b], outputs: { product: product(a, b, { b: flipB }) } };
}
