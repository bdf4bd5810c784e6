import type { Formula } from "../formula/formula.ts";

/** The operator for log(exp(u) + exp(v) + ...) of any number of operands. Only the bounds know it; `FUNCTIONS` does not contain it. */
export const LOG_SUM = "logSumExp";

/**
 * The same formula with every log(a exp(u) + b exp(v) + ...), a and b positive, as one operation on log a + u, log b + v, ...,
 * and log(a exp(u)) as log a + u.
 *
 * The slope of a logarithm of a sum is an average of the terms' slopes. Bounds of the single operations do not show this, and
 * are too wide by the factor by which the terms vary on a box.
 */
export function withLogSums(formula: Formula): Formula {
  if (formula.kind !== "operation") return formula;
  const { operator, operands } = formula;
  const log = operator === "log" && operands.length === 1 ? logarithmOf(operands[0]) : undefined;
  if (log) return log;
  return operation(operator, operands.map(withLogSums));
}

/** The logarithm of a formula that consists of exponentials and positive numbers; undefined for others. */
function logarithmOf(formula: Formula): Formula | undefined {
  if (formula.kind === "variable") return undefined;
  // Kept as a formula, since a number would be rounded.
  if (formula.kind === "constant") return formula.value > 0 ? operation("log", [formula]) : undefined;
  const { operator, operands } = formula;
  if (operator === "exp") return withLogSums(operands[0]);
  if (operator === "+") return logarithmOfSum(termsOf(formula));
  if (operator !== "*" && operator !== "/") return undefined;
  const [left, right] = operands.map(logarithmOf);
  return left && right && operation(operator === "*" ? "+" : "-", [left, right]);
}

function logarithmOfSum(terms: readonly Formula[]): Formula | undefined {
  const logs: Formula[] = [];
  for (const term of terms) {
    const log = logarithmOf(term);
    if (!log) return undefined;
    logs.push(log);
  }
  return operation(LOG_SUM, logs);
}

function termsOf(formula: Formula): Formula[] {
  if (formula.kind !== "operation" || formula.operator !== "+") return [formula];
  return formula.operands.flatMap(termsOf);
}

function operation(operator: string, operands: readonly Formula[]): Formula {
  return { kind: "operation", operator, operands };
}
