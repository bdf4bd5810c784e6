import type { Formula } from "./formula.ts";
import { FUNCTIONS } from "./functions.ts";

/** A function of the variables, in their order. */
export type Evaluator = (variables: readonly number[]) => number;

/** A formula as closures over a fixed list of operators and functions: the user's text is never run as code. */
export function compile(formula: Formula): Evaluator {
  if (formula.kind === "constant") return () => formula.value;
  if (formula.kind === "variable") return (at) => at[formula.index];
  const { operator, operands } = formula;
  const [first, second, third, fourth] = operands.map(compile);
  switch (operator) {
    case "+":
      return (at) => first(at) + second(at);
    case "-":
      return (at) => first(at) - second(at);
    case "*":
      return (at) => first(at) * second(at);
    case "/":
      return (at) => first(at) / second(at);
    case "^":
      return isTwo(operands[1]) ? square(first) : (at) => first(at) ** second(at);
    case "negate":
      return (at) => -first(at);
    case "ifAtLeast":
      // The other side is not evaluated, because it may be NaN here.
      return (at) => (first(at) >= second(at) ? third(at) : fourth(at));
    default:
      return call(FUNCTIONS[operator].evaluate, first, second);
  }
}

/** Whether a formula is the constant 2, the exponent of a square. */
export function isTwo(formula: Formula): boolean {
  return formula.kind === "constant" && formula.value === 2;
}

/** Squares are the most frequent powers in energies, and a product is much faster than a power. */
function square(base: Evaluator): Evaluator {
  return (at) => {
    const value = base(at);
    return value * value;
  };
}

function call(f: (...values: readonly number[]) => number, first: Evaluator, second: Evaluator | undefined): Evaluator {
  return second ? (at) => f(first(at), second(at)) : (at) => f(first(at));
}
