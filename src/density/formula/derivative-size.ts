import type { Formula } from "./formula.ts";

interface Size {
  /** Operations, constants and variables of the formula. */
  readonly own: number;
  /** The same of its derivative. */
  readonly derivative: number;
}

const CONSTANT: Size = { own: 1, derivative: 0 };
const VARIABLE: Size = { own: 1, derivative: 1 };
/** The number of operations that the longest rule, that of u^v, adds to copies of u and v. */
const RULE = 10;
/** The number of copies that this rule makes. */
const COPIES = 3;

/**
 * The approximate number of operations in the derivative of a formula, found before the derivative is made. The product rule repeats
 * both factors, so that the third derivative of n factors has some n^4 of them.
 */
export function derivativeSize(formula: Formula): number {
  return sizeOf(formula).derivative;
}

function sizeOf(formula: Formula): Size {
  if (formula.kind === "constant") return CONSTANT;
  if (formula.kind === "variable") return VARIABLE;
  let [own, derivative] = [1, 0];
  for (const operand of formula.operands) {
    const size = sizeOf(operand);
    own += size.own;
    derivative += size.derivative;
  }
  if (derivative === 0) return { own, derivative };
  const isLinear = formula.operator === "+" || formula.operator === "-" || formula.operator === "negate";
  return { own, derivative: isLinear ? derivative + 1 : derivative + copies(formula) * own + RULE };
}

/** A product copies each factor once, unless the factor is constant. */
function copies({ operator, operands }: Formula & { readonly kind: "operation" }): number {
  const hasConstant = operands.some(({ kind }) => kind === "constant");
  return operator === "*" || hasConstant ? 1 : COPIES;
}
