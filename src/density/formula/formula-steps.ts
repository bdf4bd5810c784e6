import { isTwo } from "./compile.ts";
import type { Formula } from "./formula.ts";
import { FUNCTIONS } from "./functions.ts";

/** The number of points for which an operation is done at once, so that the registers of a usual formula fit into the cache. */
const BLOCK = 128;

/** An operation on registers, each of which holds one number for every point of a block. */
interface Step {
  readonly operator: string;
  readonly operands: readonly Float64Array[];
  readonly result: Float64Array;
}

/**
 * A formula for many points: a list of operations, each of which is done for a block of points. The tree of closures that `compile` makes
 * calls a function for each operation and point instead. Equal parts of the formula, of which derivatives have many, are computed once.
 * The values have the same bits as those of `compile`.
 */
export class FormulaSteps {
  readonly #steps: readonly Step[];
  /** The registers of the variables and of the whole formula. */
  readonly #variables: readonly Float64Array[];
  readonly #result: Float64Array;

  /** @param dim the number of variables */
  constructor(formula: Formula, dim: number) {
    const parts = new DistinctParts();
    const variables = Array.from({ length: dim }, (_, index) => parts.place({ kind: "variable", index }));
    const whole = parts.place(formula);
    const { steps, registerOf } = assignRegisters(parts.list, whole);
    this.#steps = steps;
    this.#variables = variables.map((place) => registerOf[place]);
    this.#result = registerOf[whole];
  }

  /** The values at points, (n, d) -> (n). */
  at(points: Float64Array): Float64Array {
    const dim = this.#variables.length;
    const values = new Float64Array(points.length / dim);
    for (let first = 0; first < values.length; first += BLOCK) {
      const count = Math.min(BLOCK, values.length - first);
      for (const [a, variable] of this.#variables.entries()) {
        for (let i = 0; i < count; i++) variable[i] = points[(first + i) * dim + a];
      }
      for (const step of this.#steps) take(step, count);
      values.set(this.#result.subarray(0, count), first);
    }
    return values;
  }
}

/** Does the operation for the first `count` points of a block. */
function take({ operator, operands: [a, b, c, d], result }: Step, count: number): void {
  switch (operator) {
    case "+":
      for (let i = 0; i < count; i++) result[i] = a[i] + b[i];
      break;
    case "-":
      for (let i = 0; i < count; i++) result[i] = a[i] - b[i];
      break;
    case "*":
      for (let i = 0; i < count; i++) result[i] = a[i] * b[i];
      break;
    case "/":
      for (let i = 0; i < count; i++) result[i] = a[i] / b[i];
      break;
    case "^":
      for (let i = 0; i < count; i++) result[i] = a[i] ** b[i];
      break;
    case "square":
      for (let i = 0; i < count; i++) result[i] = a[i] * a[i];
      break;
    case "negate":
      for (let i = 0; i < count; i++) result[i] = -a[i];
      break;
    case "exp":
      for (let i = 0; i < count; i++) result[i] = Math.exp(a[i]);
      break;
    case "ifAtLeast":
      for (let i = 0; i < count; i++) result[i] = a[i] >= b[i] ? c[i] : d[i];
      break;
    default: {
      const { evaluate } = FUNCTIONS[operator];
      if (b === undefined) for (let i = 0; i < count; i++) result[i] = evaluate(a[i]);
      else for (let i = 0; i < count; i++) result[i] = evaluate(a[i], b[i]);
    }
  }
}

/** A variable, a constant, or an operation on earlier parts, which are given by their places in the list of parts. */
type Part =
  | { readonly kind: "variable" }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "operation"; readonly operator: string; readonly operands: readonly number[] };

/** The different parts of a formula, each after those that it is made of. */
class DistinctParts {
  readonly list: Part[] = [];
  readonly #places = new Map<string, number>();

  /** The place of a formula in the list, to which what is missing is added. */
  place(formula: Formula): number {
    if (formula.kind === "variable") return this.#known(`variable ${formula.index}`, { kind: "variable" });
    if (formula.kind === "constant") {
      const { value } = formula;
      // The text of -0 is that of 0.
      return this.#known(`constant ${Object.is(value, -0) ? "-0" : value}`, { kind: "constant", value });
    }
    const isSquare = formula.operator === "^" && isTwo(formula.operands[1]);
    const operator = isSquare ? "square" : formula.operator;
    const operands = (isSquare ? formula.operands.slice(0, 1) : formula.operands).map((one) => this.place(one));
    return this.#known(`${operator} ${operands}`, { kind: "operation", operator, operands });
  }

  #known(name: string, part: Part): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    this.#places.set(name, this.list.length);
    return this.list.push(part) - 1;
  }
}

/**
 * Gives each part a register. The register of an operation is free for others after the last operation that reads it.
 * @param whole the place of the whole formula, whose register is read at the end
 */
function assignRegisters(
  parts: readonly Part[],
  whole: number,
): { steps: readonly Step[]; registerOf: readonly Float64Array[] } {
  const lastUse = new Map<number, number>();
  parts.forEach((part, place) => {
    if (part.kind === "operation") for (const operand of part.operands) lastUse.set(operand, place);
  });
  lastUse.set(whole, Infinity);
  const registerOf: Float64Array[] = [];
  const free: Float64Array[] = [];
  const steps: Step[] = [];
  parts.forEach((part, place) => {
    if (part.kind !== "operation") {
      registerOf[place] = new Float64Array(BLOCK).fill(part.kind === "constant" ? part.value : 0);
      return;
    }
    for (const operand of new Set(part.operands)) {
      if (lastUse.get(operand) === place && parts[operand].kind === "operation") free.push(registerOf[operand]);
    }
    const result = free.pop() ?? new Float64Array(BLOCK);
    registerOf[place] = result;
    steps.push({ operator: part.operator, operands: part.operands.map((operand) => registerOf[operand]), result });
  });
  return { steps, registerOf };
}
