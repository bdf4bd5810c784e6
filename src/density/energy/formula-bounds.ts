import { add, divide, multiply, negate, subtract, wholePower } from "../../numerics/interval/arithmetic.ts";
import { above, Bounds } from "../../numerics/interval/bounds.ts";
import {
  angle,
  angleMayJump,
  BOUNDED_FUNCTIONS,
  larger,
  realPower,
  smaller,
  sumOfProducts,
} from "../../numerics/interval/functions.ts";
import type { Formula } from "../formula/formula.ts";
import { LOG_SUM } from "./log-sums.ts";

/** A box: `lower[axis] <= x <= upper[axis]`. */
export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Bounds of a formula in a box, and of its slopes. Every call returns the same object. */
export interface FormulaValues {
  /** NaN where the formula has no value anywhere in the box. */
  readonly value: Bounds;
  /** Of the partial derivative along each axis. */
  readonly slopes: readonly Bounds[];
  /** Whether the formula has a value everywhere in the box; it may be infinite. */
  readonly defined: boolean;
}

/**
 * Evaluates a formula over a box: its values there, and its slopes, lie within the bounds, which are rounded outward.
 *
 * Each operation has its natural interval extension. Where the box is small, this and the centred form
 * f(center) + slopes (x - center) are both taken, operation by operation, and the tighter end of each counts: the error
 * of the bounds then falls with the square of the box's width.
 */
export class FormulaBounds {
  readonly dim: number;
  /** The operations, each after its operands. */
  readonly #terms: Term[] = [];
  readonly #box: Bounds[];
  readonly #center: Bounds[];
  readonly #halfWidth: Float64Array;

  constructor(formula: Formula, dim: number) {
    this.dim = dim;
    this.#box = Array.from({ length: dim }, () => new Bounds());
    this.#center = Array.from({ length: dim }, () => new Bounds());
    this.#halfWidth = new Float64Array(dim);
    this.#add(formula);
  }

  /** Bounds over a box. */
  over({ lower, upper }: Box): FormulaValues {
    for (let a = 0; a < this.dim; a++) {
      const middle = lower[a] + (upper[a] - lower[a]) / 2;
      this.#box[a].set(lower[a], upper[a]);
      this.#center[a].set(middle, middle);
      this.#halfWidth[a] = above(Math.max(upper[a] - middle, middle - lower[a]));
    }
    for (const term of this.#terms) {
      term.update();
      term.tighten(this.#halfWidth);
    }
    return this.#terms[this.#terms.length - 1];
  }

  #add(formula: Formula): Term {
    const term = this.#term(formula);
    this.#terms.push(term);
    return term;
  }

  #term(formula: Formula): Term {
    if (formula.kind === "constant") return new ConstantTerm(formula.value, this.dim);
    if (formula.kind === "variable") {
      return new VariableTerm(this.#box[formula.index], this.#center[formula.index], formula.index, this.dim);
    }
    const operands = formula.operands.map((operand) => this.#add(operand));
    return operationTerm(formula.operator, operands, this.dim);
  }
}

/** Bounds of one part of the formula, over the box and at its center. */
abstract class Term implements FormulaValues {
  readonly value = new Bounds();
  readonly center = new Bounds();
  readonly slopes: readonly Bounds[];
  defined = true;

  constructor(dim: number) {
    this.slopes = Array.from({ length: dim }, () => new Bounds(0, 0));
  }

  abstract update(): void;

  /** Applies the centred form, where it is tighter. */
  tighten(halfWidth: Float64Array): void {
    if (!this.defined) return;
    let deviation = 0;
    for (let a = 0; a < halfWidth.length; a++)
      deviation = above(deviation + above(halfWidth[a] * this.slopes[a].magnitude));
    const lower = -above(deviation - this.center.lower);
    const upper = above(this.center.upper + deviation);
    // Written so that NaN changes nothing.
    if (lower > this.value.lower) this.value.lower = lower;
    if (upper < this.value.upper) this.value.upper = upper;
  }
}

class ConstantTerm extends Term {
  constructor(value: number, dim: number) {
    super(dim);
    this.value.set(value, value);
    this.center.set(value, value);
    this.defined = !Number.isNaN(value);
  }

  update(): void {}

  override tighten(): void {}
}

class VariableTerm extends Term {
  override readonly value: Bounds;
  override readonly center: Bounds;

  constructor(value: Bounds, center: Bounds, index: number, dim: number) {
    super(dim);
    this.value = value;
    this.center = center;
    this.slopes[index].set(1, 1);
  }

  update(): void {}

  override tighten(): void {}
}

/** An operation on two parts, as bounds. */
interface BinaryRule {
  value(out: Bounds, u: Bounds, v: Bounds): void;
  slope(out: Bounds, u: Term, v: Term, axis: number, value: Bounds): void;
  defined?(u: Bounds, v: Bounds): boolean;
}

class UnaryTerm extends Term {
  readonly #operand: Term;
  readonly #rule: (typeof BOUNDED_FUNCTIONS)[string];
  readonly #slope = new Bounds();

  constructor(operand: Term, rule: (typeof BOUNDED_FUNCTIONS)[string], dim: number) {
    super(dim);
    this.#operand = operand;
    this.#rule = rule;
  }

  update(): void {
    const [u, rule] = [this.#operand, this.#rule];
    rule.value(this.value, u.value);
    rule.value(this.center, u.center);
    this.defined = u.defined && (rule.defined?.(u.value) ?? true);
    rule.slope(this.#slope, u.value, this.value);
    for (let a = 0; a < this.slopes.length; a++) multiply(this.slopes[a], this.#slope, u.slopes[a]);
  }
}

class BinaryTerm extends Term {
  readonly #left: Term;
  readonly #right: Term;
  readonly #rule: BinaryRule;

  constructor(left: Term, right: Term, rule: BinaryRule, dim: number) {
    super(dim);
    this.#left = left;
    this.#right = right;
    this.#rule = rule;
  }

  update(): void {
    const [u, v, rule] = [this.#left, this.#right, this.#rule];
    rule.value(this.value, u.value, v.value);
    rule.value(this.center, u.center, v.center);
    this.defined = u.defined && v.defined && (rule.defined?.(u.value, v.value) ?? true);
    for (let a = 0; a < this.slopes.length; a++) rule.slope(this.slopes[a], u, v, a, this.value);
  }
}

/** w where u >= v, and z elsewhere. */
class ChoiceTerm extends Term {
  readonly #operands: readonly Term[];

  constructor(operands: readonly Term[], dim: number) {
    super(dim);
    this.#operands = operands;
  }

  update(): void {
    const [u, v, w, z] = this.#operands;
    if (u.value.lower >= v.value.upper) this.#take(w);
    else if (u.value.upper < v.value.lower) this.#take(z);
    else {
      hull(this.value, w.value, z.value);
      this.center.copy(this.value);
      this.defined = u.defined && v.defined && w.defined && z.defined;
      this.slopes.forEach((slope, a) => {
        // Along an axis on which it does not depend, the choice is constant.
        if (isZero(u.slopes[a]) && isZero(v.slopes[a])) hull(slope, w.slopes[a], z.slopes[a]);
        else slope.free();
      });
    }
  }

  #take(term: Term): void {
    this.value.copy(term.value);
    this.center.copy(term.center);
    this.defined = this.#operands[0].defined && this.#operands[1].defined && term.defined;
    this.slopes.forEach((slope, a) => {
      slope.copy(term.slopes[a]);
    });
  }
}

/** log(exp(u) + exp(v) + ...): its slope is an average of the operands' slopes. */
class LogSumTerm extends Term {
  readonly #operands: readonly Term[];
  /** Bounds of the operands' shares of the sum. */
  readonly #least: Float64Array;
  readonly #most: Float64Array;

  constructor(operands: readonly Term[], dim: number) {
    super(dim);
    this.#operands = operands;
    this.#least = new Float64Array(operands.length);
    this.#most = new Float64Array(operands.length);
  }

  update(): void {
    const operands = this.#operands;
    this.defined = operands.every(({ defined }) => defined);
    logSumBounds(
      this.value,
      operands.map(({ value }) => value),
    );
    logSumBounds(
      this.center,
      operands.map(({ center }) => center),
    );
    operands.forEach(({ value }, i) => {
      // An operand's share is largest where the operand is largest and the others are smallest.
      this.#least[i] = share(operands, i, value.lower, "upper");
      this.#most[i] = share(operands, i, value.upper, "lower");
    });
    this.slopes.forEach((slope, axis) => {
      const slopes = operands.map((operand) => operand.slopes[axis]);
      const ends = [this.#average(slopes.map(({ lower }) => -lower)), this.#average(slopes.map(({ upper }) => upper))];
      // Nothing is known about NaN.
      slope.set(...(ends.some(Number.isNaN) ? ([-Infinity, Infinity] as const) : ([-ends[0], ends[1]] as const)));
    });
  }

  /** The largest average of numbers that the shares allow, rounded up. */
  #average(numbers: readonly number[]): number {
    let [left, sum, size] = [1, 0, 0];
    for (let i = 0; i < numbers.length; i++) {
      left -= this.#least[i];
      sum += this.#least[i] === 0 ? 0 : this.#least[i] * numbers[i];
    }
    const order = Array.from(numbers.keys()).sort((i, j) => numbers[j] - numbers[i]);
    for (const i of order) {
      const more = Math.min(Math.max(0, left), this.#most[i] - this.#least[i]);
      left -= more;
      if (more > 0) sum += more * numbers[i];
      if (this.#most[i] > 0) size = Math.max(size, Math.abs(numbers[i]));
    }
    return sum + SHARE_ROUNDING * numbers.length * size;
  }
}

/** Of a share, each in a few operations of the engine's exp. */
const SHARE_ROUNDING = 64 * Number.EPSILON;

/** exp(own) / (exp(own) + sum of the others' exp, at the given end). */
function share(operands: readonly Term[], own: number, log: number, others: "lower" | "upper"): number {
  if (log === -Infinity) return 0;
  let sum = 1;
  operands.forEach(({ value }, i) => {
    if (i !== own) sum += Math.exp(value[others] - log);
  });
  return 1 / sum;
}

function logSumBounds(out: Bounds, operands: readonly Bounds[]): void {
  const [lower, upper] = [logSum(operands.map(({ lower }) => lower)), logSum(operands.map(({ upper }) => upper))];
  const rounding = (8 + operands.length) * Number.EPSILON;
  out.set(lower - rounding * (1 + Math.abs(lower)), upper + rounding * (1 + Math.abs(upper)));
  if (Math.abs(lower) === Infinity) out.lower = lower;
  if (Math.abs(upper) === Infinity) out.upper = upper;
}

/** log sum exp. */
function logSum(logs: readonly number[]): number {
  const largest = Math.max(...logs);
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - largest);
  return largest + Math.log(sum);
}

function operationTerm(operator: string, operands: readonly Term[], dim: number): Term {
  const [u, v] = operands;
  if (operator === "negate") return new UnaryTerm(u, NEGATION, dim);
  if (operator === LOG_SUM) return new LogSumTerm(operands, dim);
  if (operator === "ifAtLeast") return new ChoiceTerm(operands, dim);
  if (operator === "^" || operator === "pow") return powerTerm(u, v, dim);
  if (Object.hasOwn(BINARY, operator)) return new BinaryTerm(u, v, BINARY[operator], dim);
  if (Object.hasOwn(BOUNDED_FUNCTIONS, operator)) return new UnaryTerm(u, BOUNDED_FUNCTIONS[operator], dim);
  throw new RangeError(`no bounds are known for the operator ${operator}`);
}

const NEGATION = {
  value: negate,
  slope: (out: Bounds): void => out.set(-1, -1),
};

const scratch = new Bounds();
const other = new Bounds();

const BINARY: Readonly<Record<string, BinaryRule>> = {
  "+": { value: add, slope: (out, u, v, a) => add(out, u.slopes[a], v.slopes[a]) },
  "-": { value: subtract, slope: (out, u, v, a) => subtract(out, u.slopes[a], v.slopes[a]) },
  "*": {
    value: multiply,
    slope: (out, u, v, a) => sumOfProducts(out, u.slopes[a], v.value, u.value, v.slopes[a]),
  },
  "/": {
    value: divide,
    // (u' - (u/v) v') / v
    slope: (out, u, v, a, value) => {
      multiply(scratch, value, v.slopes[a]);
      subtract(other, u.slopes[a], scratch);
      divide(out, other, v.value);
    },
  },
  min: {
    value: smaller,
    slope: (out, u, v, a) => ofFirst(out, v.value.lower - u.value.upper, v.value.upper - u.value.lower, u, v, a),
  },
  max: {
    value: larger,
    slope: (out, u, v, a) => ofFirst(out, u.value.lower - v.value.upper, u.value.upper - v.value.lower, u, v, a),
  },
  atan2: {
    value: angle,
    // (v u' - u v') / (u^2 + v^2)
    slope: (out, u, v, a) => {
      if (angleMayJump(u.value, v.value)) {
        out.free();
        return;
      }
      multiply(scratch, v.value, u.slopes[a]);
      multiply(other, u.value, v.slopes[a]);
      subtract(out, scratch, other);
      wholePower(scratch, u.value, 2);
      wholePower(other, v.value, 2);
      add(scratch, scratch, other);
      divide(out, out, scratch);
    },
  },
};

/** The slope of u where a difference is positive, of v where it is negative, and between the two where it may be either. */
function ofFirst(out: Bounds, least: number, greatest: number, u: Term, v: Term, axis: number): void {
  if (least > 0) out.copy(u.slopes[axis]);
  else if (greatest < 0) out.copy(v.slopes[axis]);
  else hull(out, u.slopes[axis], v.slopes[axis]);
}

function isZero({ lower, upper }: Bounds): boolean {
  return lower === 0 && upper === 0;
}

function hull(out: Bounds, u: Bounds, v: Bounds): void {
  out.set(Math.min(u.lower, v.lower), Math.max(u.upper, v.upper));
}

function powerTerm(base: Term, exponent: Term, dim: number): Term {
  const { lower, upper } = exponent.value;
  if (exponent instanceof ConstantTerm && Number.isInteger(lower)) return new UnaryTerm(base, integerPower(lower), dim);
  if (exponent instanceof ConstantTerm && lower === upper) return new UnaryTerm(base, constantPower(lower), dim);
  return new BinaryTerm(base, exponent, VARIABLE_POWER, dim);
}

function integerPower(n: number): (typeof BOUNDED_FUNCTIONS)[string] {
  return {
    value: (out, u) => wholePower(out, u, n),
    slope: (out, u) => {
      wholePower(scratch, u, n - 1);
      other.set(n, n);
      multiply(out, other, scratch);
    },
  };
}

/** u^c for a number c that is not whole: defined for u >= 0. */
function constantPower(c: number): (typeof BOUNDED_FUNCTIONS)[string] {
  const [exponent, less] = [new Bounds(c, c), new Bounds(c - 1, c - 1)];
  return {
    value: (out, u) => realPower(out, u, exponent),
    slope: (out, u) => {
      realPower(scratch, u, less);
      multiply(out, exponent, scratch);
    },
    defined: (u) => u.lower >= 0,
  };
}

/** u^v = exp(v log u). Where u is negative it has values for whole v only, and counts as not defined. */
const VARIABLE_POWER: BinaryRule = {
  value: realPower,
  // u^v (v' log u + v u' / u)
  slope: (out, u, v, a, value) => {
    BOUNDED_FUNCTIONS.log.value(scratch, u.value);
    multiply(other, v.slopes[a], scratch);
    multiply(scratch, v.value, u.slopes[a]);
    divide(scratch, scratch, u.value);
    add(scratch, scratch, other);
    multiply(out, value, scratch);
  },
  defined: (u) => u.lower >= 0,
};
