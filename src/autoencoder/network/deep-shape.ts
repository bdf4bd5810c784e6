import { checkFewest, checkObject, checkOneOf, checkWhole } from "../../numerics/check.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { type ActivationName, activations } from "./activation.ts";

/** The size of a residual network F(u) = A u + c + V h(b_L + W_L ... h(b_1 + W_1 u)), which may take sigma as an input. */
export interface DeepShape {
  /** Number of inputs d. */
  readonly dim: number;
  /** Numbers of hidden units, layer by layer; one layer or more. */
  readonly hidden: readonly number[];
  readonly activation: ActivationName;
  /** Whether each hidden layer adds t_k times a number from -1 to 1 that stands for log sigma. */
  readonly conditioned: boolean;
  /** Whether r(x) - x is shortened where it is longer than that of any good denoiser, see `largestDisplacement`. Default false. */
  readonly limited?: boolean;
}

/** One array of the parameters. */
export interface ParameterPart {
  readonly name: string;
  readonly shape: readonly number[];
  /** The index of its first number in the vector of parameters. */
  readonly start: number;
  readonly length: number;
}

/** @throws InputError that names the invalid argument */
export function checkDeepShape(shape: DeepShape): void {
  checkObject("shape", shape, "dim, hidden, activation and conditioned");
  const { dim, hidden, activation } = shape;
  checkWhole("dim", dim);
  checkHidden(hidden);
  checkOneOf("activation", activation, Object.keys(activations));
}

/** @throws InputError for an argument that is not the numbers of units of one hidden layer or more */
export function checkHidden(hidden: readonly number[]): void {
  checkFewest("hidden", hidden, 1, "number of units");
  hidden.forEach((units, k) => {
    checkWhole(`hidden[${k}]`, units);
  });
}

/**
 * The parts of the vector of parameters, one after the other: for each hidden layer k = 1 ... L the matrix `W<k>` (H_k, inputs),
 * the bias `b<k>` (H_k) and, where the network knows sigma, `t<k>` (H_k); then `V` (d, H_L), `c` (d), `A` (d, d).
 */
export function parameterParts({ dim, hidden, conditioned }: DeepShape): ParameterPart[] {
  const shapes: [name: string, shape: number[]][] = hidden.flatMap((units, k) => [
    [`W${k + 1}`, [units, k === 0 ? dim : hidden[k - 1]]],
    [`b${k + 1}`, [units]],
    ...(conditioned ? [[`t${k + 1}`, [units]] as [string, number[]]] : []),
  ]);
  shapes.push(["V", [dim, hidden[hidden.length - 1]]], ["c", [dim]], ["A", [dim, dim]]);
  let start = 0;
  return shapes.map(([name, shape]) => {
    const length = shape.reduce((product, axis) => product * axis, 1);
    start += length;
    return { name, shape, start: start - length, length };
  });
}

/** Length of the vector of parameters. */
export function deepParameterCount(shape: DeepShape): number {
  return parameterParts(shape).reduce((sum, { length }) => sum + length, 0);
}

/**
 * Initial parameters. W_k is normal with variance 1 / inputs, so that the activations keep their size; t_k is standard normal;
 * biases are normal with standard deviation 1/2, so that units bend in different places; V, c and A are zero, so that F = 0.
 */
export function initialDeepParameters(shape: DeepShape, rng: Rng): Float64Array {
  const parameters = new Float64Array(deepParameterCount(shape));
  for (const { name, shape: axes, start, length } of parameterParts(shape)) {
    const deviation = { W: 1 / Math.sqrt(axes[1]), t: 1, b: 1 / 2 }[name[0]] ?? 0;
    for (let j = start; deviation > 0 && j < start + length; j++) parameters[j] = deviation * rng.normal();
  }
  return parameters;
}
