import { checkObject } from "../../numerics/check.ts";
import { gaussLegendre } from "../../numerics/quadrature/gauss-legendre.ts";

/** An elementwise nonlinearity h of a hidden layer, with the functions that Jacobians and energies need. */
export interface Activation {
  readonly name: string;
  /** h(u). */
  value(u: number): number;
  /** h'(u). */
  derivative(u: number): number;
  /** H(u) with H' = h. */
  antiderivative(u: number): number;
}

/** tanh, whose antiderivative is log cosh. */
export const tanh: Activation = {
  name: "tanh",
  value: Math.tanh,
  derivative: (u) => {
    // 1 - tanh^2 would lose all digits where a unit is saturated.
    const decay = Math.exp(-2 * Math.abs(u));
    return (4 * decay) / (1 + decay) ** 2;
  },
  antiderivative: (u) => Math.abs(u) + Math.log1p(Math.exp(-2 * Math.abs(u))) - Math.LN2,
};

/** 1 / (1 + exp(-u)), whose antiderivative is softplus. */
export const sigmoid: Activation = {
  name: "sigmoid",
  value: logistic,
  derivative: (u) => logistic(u) * logistic(-u),
  antiderivative: logOnePlusExp,
};

/** log(1 + exp(u)), whose antiderivative is the dilogarithm -Li2(-exp(u)). */
export const softplus: Activation = {
  name: "softplus",
  value: logOnePlusExp,
  derivative: logistic,
  antiderivative: (u) => (u <= 0 ? softplusTail(u) : u ** 2 / 2 + Math.PI ** 2 / 6 - softplusTail(-u)),
};

/** SiLU, u / (1 + exp(-u)), whose antiderivative is u softplus(u) minus the antiderivative of softplus. */
export const silu: Activation = {
  name: "silu",
  value: (u) => u * logistic(u),
  derivative: (u) => logistic(u) * (1 + u * logistic(-u)),
  antiderivative: (u) => u * logOnePlusExp(u) - softplus.antiderivative(u),
};

/** Names of the activations that networks may have. */
export type ActivationName = "tanh" | "sigmoid" | "softplus" | "silu";

/** The activations by name. */
export const activations: Readonly<Record<ActivationName, Activation>> = { tanh, sigmoid, softplus, silu };

/** @throws InputError for an argument that is not an activation */
export function checkActivation(activation: Activation): void {
  checkObject("activation", activation, "an activation, such as tanh", { methods: ["value", "derivative"] });
}

function logistic(u: number): number {
  const decay = Math.exp(-Math.abs(u));
  return u >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
}

function logOnePlusExp(u: number): number {
  return Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));
}

/**
 * INT log(1 + e^t) dt over t < u, for u <= 0: with v = e^t it is INT log(1 + v) / v dv over [0, e^u], whose nearest
 * singularity, v = -1, is far enough from [0, 1] for 16 points to be exact to rounding.
 */
function softplusTail(u: number): number {
  const end = Math.exp(u);
  const { nodes, weights } = gaussLegendre(16);
  return nodes.reduce((sum, node, i) => {
    const fraction = (1 + node) / 2;
    return sum + (weights[i] / 2) * (Math.log1p(fraction * end) / fraction);
  }, 0);
}
