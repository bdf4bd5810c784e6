import { checkFunction, checkObject, checkWhole } from "../numerics/check.ts";
import { InputError } from "../numerics/input-error.ts";
import { quote } from "../numerics/quote.ts";
import { noiseLevel, type Reconstruction } from "../reconstruction/reconstruction.ts";
import { type OutputKind, outputKinds } from "./output-kind.ts";

/** What a model is asked at some points. */
export interface ModelInput {
  /** Noisy points in the model's own coordinates, shape (n, d). */
  readonly points: Float64Array;
  /** Standard deviation of the noise, relative to the data. */
  readonly sigma: number;
  /** The same as a time, for models that take one; see `timeOf`. */
  readonly time: number;
}

/** A model that is to be checked: a function of points, wherever it is computed. */
export interface TestedModel {
  /** Dimension d of the points. */
  readonly dim: number;
  /** What it gives, where it says so itself. */
  readonly output?: OutputKind | undefined;
  /** The noise that it is for, where it is one. */
  readonly sigma?: number | undefined;
  /** Whether it can be asked about several sigmas. */
  readonly takesSigma: boolean;
  /** Of its arithmetic; where it is not known, what it returns tells. */
  readonly precision?: "float32" | "float64" | undefined;
  /** The output at each point, (n, d) -> (n, d); of an energy (n, d) -> (n). */
  evaluate(input: ModelInput): Float64Array | Promise<Float64Array>;
}

/** A function as a model: (points, sigma) -> outputs, such as a network that one has written oneself. */
export function testedFunction(
  f: (points: Float64Array, sigma: number) => Float64Array | Promise<Float64Array>,
  options: { dim: number; output?: OutputKind; takesSigma?: boolean },
): TestedModel {
  checkFunction("f", f);
  checkObject("options", options, "dim, and if need be output and takesSigma");
  const { dim, output, takesSigma = true } = options;
  checkWhole("dim", dim);
  if (output !== undefined) checkOutput("output", output);
  return { dim, output, takesSigma, evaluate: ({ points, sigma }) => f(points, sigma) };
}

/** A reconstruction as a model: it has one sigma, and gives r(x). */
export function testedReconstruction(r: Reconstruction): TestedModel {
  checkObject("r", r, "a reconstruction, with dim and evaluate", { methods: ["evaluate"], numbers: ["dim"] });
  return {
    dim: r.dim,
    output: "reconstruction",
    sigma: noiseLevel(r),
    takesSigma: false,
    precision: "float64",
    evaluate: ({ points }) => r.evaluate(points),
  };
}

/** @throws InputError for what is no kind of output */
export function checkOutput(argument: string, kind: string): asserts kind is OutputKind {
  if ((outputKinds as readonly string[]).includes(kind)) return;
  throw new InputError({ argument, allowed: `one of ${outputKinds.join(", ")}`, problem: quote(kind) });
}
