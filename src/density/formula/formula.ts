/**
 * A formula as a tree, for evaluation in numbers or in intervals. An operator is + - * / ^ (of two operands), negate (of
 * one), or a name in FUNCTIONS (min and max have two operands). Parts without a variable are constants.
 */
export type Formula =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "variable"; readonly index: number }
  | { readonly kind: "operation"; readonly operator: string; readonly operands: readonly Formula[] };

/** The values of the operators that are not functions. */
export const OPERATORS: Readonly<Record<string, (...values: readonly number[]) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "^": (left, right) => left ** right,
  negate: (value) => -value,
};
