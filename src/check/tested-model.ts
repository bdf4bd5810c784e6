import { checkFunction, checkObject, checkWhole } from "../numerics/check.ts";
import { InputError } from "../numerics/input-error.ts";
import { quote } from "../numerics/quote.ts";
import { noiseLevel, type Reconstruction } from "../reconstruction/reconstruction.ts";
import { type OutputKind, outputKinds } from "./output-kind.ts";

/** The input of a model: noisy points and the size of the noise. */
export interface ModelInput {
  /** Noisy points in the model's own coordinates, shape (n, d). */
  readonly points: Float64Array;
  /** The standard deviation of the noise, relative to the data. */
  readonly sigma: number;
  /** The noise as a time, for models that take a time; see `timeOf`. */
  readonly time: number;
}

/** A model that is to be checked. It is a function of points that may be computed in another process. */
export interface TestedModel {
  /** The dimension d of the points. */
  readonly dim: number;
  /** The kind of output, if the model declares it. */
  readonly output?: OutputKind | undefined;
  /** The sigma of the model, if it has only one. */
  readonly sigma?: number | undefined;
  /** Whether the model accepts several sigmas. */
  readonly takesSigma: boolean;
  /** The precision of the model's arithmetic. Default: the precision that the outputs show. */
  readonly precision?: "float32" | "float64" | undefined;
  /** The output at each point, (n, d) -> (n, d); for an energy (n, d) -> (n). */
  evaluate(input: ModelInput): Float64Array | Promise<Float64Array>;
}

/** Makes a model of a function (points, sigma) -> outputs, such as a network of your own. */
export function testedFunction(
  f: (points: Float64Array, sigma: number) => Float64Array | Promise<Float64Array>,
  options: { dim: number; output?: OutputKind; takesSigma?: boolean },
): TestedModel {
  checkFunction("f", f);
  checkObject("options", options, "dim, and possibly output and takesSigma");
  const { dim, output, takesSigma = true } = options;
  checkWhole("dim", dim);
  if (output !== undefined) checkOutput("output", output);
  return { dim, output, takesSigma, evaluate: ({ points, sigma }) => f(points, sigma) };
}

/** Makes a model of a reconstruction. The model has one sigma and returns r(x). */
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

/** @throws InputError for an unknown kind of output */
export function checkOutput(argument: string, kind: string): asserts kind is OutputKind {
  if ((outputKinds as readonly string[]).includes(kind)) return;
  throw new InputError({ argument, allowed: `one of ${outputKinds.join(", ")}`, problem: quote(kind) });
}
