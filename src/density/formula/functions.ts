/** A function that a formula may use. In the rules its arguments are u, v, w, z, and their derivatives du, dv, dw, dz. */
export interface FormulaFunction {
  readonly evaluate: (...values: readonly number[]) => number;
  /** How many arguments it takes, from the fewest to the most. Default: one. */
  readonly arity?: readonly [number, number];
  /** Its derivative, where mathjs has no rule for it, or one that fails at a kink. */
  readonly derivative?: string;
  /** The function has a kink or a jump where this is 0. */
  readonly kink?: string;
  /** Where this is 0, the function or one of its derivatives is infinite, or its domain ends. */
  readonly singularity?: string;
}

const ANY_NUMBER: readonly [number, number] = [1, Number.POSITIVE_INFINITY];

/**
 * What a formula may use by name. The derivative at a kink is that of one side: abs(u) counts as u where u = 0, and
 * of equal arguments of min and max the first one counts.
 */
export const FUNCTIONS: Readonly<Record<string, FormulaFunction>> = {
  exp: { evaluate: Math.exp },
  expm1: { evaluate: Math.expm1, derivative: "du * exp(u)" },
  log: { evaluate: Math.log, arity: [1, 2], singularity: "u" },
  log2: { evaluate: Math.log2, derivative: "du / (u * log(2))", singularity: "u" },
  log10: { evaluate: Math.log10, singularity: "u" },
  log1p: { evaluate: Math.log1p, derivative: "du / (1 + u)", singularity: "1 + u" },
  pow: { evaluate: Math.pow, arity: [2, 2] },
  sqrt: { evaluate: Math.sqrt, singularity: "u" },
  cbrt: { evaluate: Math.cbrt, derivative: "du / (3 * cbrt(u)^2)", singularity: "u" },
  abs: { evaluate: Math.abs, derivative: "du * ifAtLeast(u, 0, 1, -1)", kink: "u" },
  sign: { evaluate: Math.sign, derivative: "0", kink: "u" },
  min: { evaluate: Math.min, arity: ANY_NUMBER, derivative: "ifAtLeast(v, u, du, dv)", kink: "u - v" },
  max: { evaluate: Math.max, arity: ANY_NUMBER, derivative: "ifAtLeast(u, v, du, dv)", kink: "u - v" },
  /** ifAtLeast(u, v, w, z) is w where u >= v, and z elsewhere. The derivatives at kinks use it. */
  ifAtLeast: {
    evaluate: (u, v, w, z) => (u >= v ? w : z),
    arity: [4, 4],
    derivative: "ifAtLeast(u, v, dw, dz)",
    kink: "u - v",
  },
  sin: { evaluate: Math.sin },
  cos: { evaluate: Math.cos },
  tan: { evaluate: Math.tan, singularity: "cos(u)" },
  sec: { evaluate: (u) => 1 / Math.cos(u), singularity: "cos(u)" },
  csc: { evaluate: (u) => 1 / Math.sin(u), singularity: "sin(u)" },
  cot: { evaluate: (u) => 1 / Math.tan(u), singularity: "sin(u)" },
  asin: { evaluate: Math.asin, singularity: "1 - u^2" },
  acos: { evaluate: Math.acos, singularity: "1 - u^2" },
  atan: { evaluate: Math.atan },
  atan2: {
    evaluate: Math.atan2,
    arity: [2, 2],
    derivative: "(v * du - u * dv) / (u^2 + v^2)",
    kink: "u",
    singularity: "u^2 + v^2",
  },
  sinh: { evaluate: Math.sinh },
  cosh: { evaluate: Math.cosh },
  tanh: { evaluate: Math.tanh },
  sech: { evaluate: (u) => 1 / Math.cosh(u) },
  csch: { evaluate: (u) => 1 / Math.sinh(u), singularity: "u" },
  coth: { evaluate: (u) => 1 / Math.tanh(u), singularity: "u" },
  asinh: { evaluate: Math.asinh },
  acosh: { evaluate: Math.acosh, singularity: "u^2 - 1" },
  atanh: { evaluate: Math.atanh, singularity: "1 - u^2" },
};

/** Other common names of these functions. */
export const ALIASES: Readonly<Record<string, string>> = {
  ln: "log",
  sgn: "sign",
  arcsin: "asin",
  arccos: "acos",
  arctan: "atan",
  arctan2: "atan2",
  arcsinh: "asinh",
  arccosh: "acosh",
  arctanh: "atanh",
  arsinh: "asinh",
  arcosh: "acosh",
  artanh: "atanh",
};

export const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };

/** Whether a formula may use a name for a function. */
export function isFunctionName(name: string): boolean {
  return Object.hasOwn(FUNCTIONS, name) || Object.hasOwn(ALIASES, name);
}
