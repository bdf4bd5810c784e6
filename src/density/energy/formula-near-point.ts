import type { Formula } from "../formula/formula.ts";
import { FUNCTIONS } from "../formula/functions.ts";

/** A value, split into the value at the point and the change from there. */
interface Split {
  at: number;
  change: number;
}

type Rule = (out: Split, u: Split, v: Split) => void;

/** One operation: writes `out` from the operands' values. */
interface Step {
  readonly out: Split;
  readonly operands: readonly Split[];
  readonly rule: Rule;
}

/** A difference of two rounded numbers that is at most this, relative to them, counts as 0. */
const ROUNDING = 8 * Number.EPSILON;

/**
 * A formula at points that lie extremely close to a given one, as close as 1e-300.
 *
 * Every part of the formula is kept as its value at the given point and the change from there, so that the distance t from the point is
 * never added to a number in which it would be lost: x - 0.037 at 0.037 + 1e-30 is 1e-30. A part that is 0 at the point up to rounding
 * counts as 0 there, like x^2 - 2 at the float64 next to sqrt(2): distances are then from the exact zero.
 */
export class FormulaNearPoint {
  readonly #steps: Step[] = [];
  readonly #variables: { readonly split: Split; readonly index: number }[] = [];
  readonly #root: Split;

  constructor(formula: Formula) {
    this.#root = this.#add(formula);
  }

  /** The formula at point + t direction, also where its value at the point is infinite or does not exist. */
  value(point: ArrayLike<number>, direction: ArrayLike<number>, t: number): number {
    for (const { split, index } of this.#variables) {
      split.at = point[index];
      split.change = t * direction[index];
    }
    for (const { out, operands, rule } of this.#steps) rule(out, operands[0], operands[1]);
    return total(this.#root);
  }

  #add(formula: Formula): Split {
    const out: Split = { at: 0, change: 0 };
    if (formula.kind === "constant") out.at = formula.value;
    else if (formula.kind === "variable") this.#variables.push({ split: out, index: formula.index });
    else {
      const operands = formula.operands.map((operand) => this.#add(operand));
      this.#steps.push({ out, operands, rule: ruleFor(formula.operator, operands) });
    }
    return out;
  }
}

function total({ at, change }: Split): number {
  return at + change;
}

function set(out: Split, at: number, change: number): void {
  out.at = at;
  out.change = change;
}

/** A value of which nothing is known at the point itself: its value there is 0, and all of it is change. */
function setWhole(out: Split, value: number): void {
  set(out, 0, value);
}

/** A value that grows by the factor exp(growth), and its final value. */
function setScaled(out: Split, at: number, growth: number, end: number): void {
  if (at !== 0 && Number.isFinite(at) && Math.abs(growth) < 1) set(out, at, at * Math.expm1(growth));
  else setWhole(out, end);
}

/** Sums that cancel to rounding are 0. */
function sum(a: number, b: number): number {
  const value = a + b;
  return Math.abs(value) <= ROUNDING * (Math.abs(a) + Math.abs(b)) ? 0 : value;
}

function ruleFor(operator: string, operands: readonly Split[]): Rule {
  if (operator === "ifAtLeast") {
    const [, , w, z] = operands;
    return (out, u, v) => copy(out, isLess(u, v) ? z : w);
  }
  const name = operator === "pow" ? "^" : operator;
  if (Object.hasOwn(RULES, name)) return RULES[name];
  const { evaluate } = FUNCTIONS[name];
  return (out, u, v) => setWhole(out, v ? evaluate(total(u), total(v)) : evaluate(total(u)));
}

function copy(out: Split, { at, change }: Split): void {
  out.at = at;
  out.change = change;
}

function isLess(u: Split, v: Split): boolean {
  return u.at === v.at ? u.change < v.change : total(u) < total(v);
}

const RULES: Readonly<Record<string, Rule>> = {
  negate: (out, u) => set(out, -u.at, -u.change),
  "+": (out, u, v) => set(out, sum(u.at, v.at), u.change + v.change),
  "-": (out, u, v) => set(out, sum(u.at, -v.at), u.change - v.change),
  "*": (out, u, v) => set(out, u.at * v.at, u.at * v.change + u.change * v.at + u.change * v.change),
  "/": (out, u, v) => {
    if (v.at === 0) setWhole(out, total(u) / v.change);
    else set(out, u.at / v.at, (u.change - (u.at / v.at) * v.change) / total(v));
  },
  "^": (out, u, v) => {
    const [base, exponent] = [total(u), total(v)];
    // (1 + du/u)^(v + dv) u^dv - 1.
    const drift = v.change === 0 ? 0 : v.change * Math.log(u.at);
    const growth = base * u.at > 0 ? exponent * Math.log1p(u.change / u.at) + drift : Infinity;
    setScaled(out, u.at ** v.at, growth, base ** exponent);
  },
  exp: (out, u) => setScaled(out, Math.exp(u.at), u.change, Math.exp(total(u))),
  expm1: (out, u) => set(out, Math.expm1(u.at), Math.exp(u.at) * Math.expm1(u.change)),
  log: (out, u) => setLogarithm(out, u, 1),
  log2: (out, u) => setLogarithm(out, u, Math.LN2),
  log10: (out, u) => setLogarithm(out, u, Math.LN10),
  log1p: (out, u) => setLogarithm(out, { at: sum(1, u.at), change: u.change }, 1),
  sqrt: (out, u) => {
    const value = Math.sqrt(u.at);
    set(out, value, u.at === 0 ? Math.sqrt(u.change) : u.change / (Math.sqrt(total(u)) + value));
  },
  sin: (out, u) => setSine(out, u),
  cos: (out, u) => setCosine(out, u),
  tan: (out, u) => quotientOf(out, u, setSine, setCosine),
  cot: (out, u) => quotientOf(out, u, setCosine, setSine),
  sec: (out, u) => quotientOf(out, u, setOne, setCosine),
  csc: (out, u) => quotientOf(out, u, setOne, setSine),
  sinh: (out, u) => setHyperbolicSine(out, u),
  cosh: (out, u) => setHyperbolicCosine(out, u),
  // sinh(b - a) / (cosh a cosh b)
  tanh: (out, u) => {
    const change = Math.sinh(u.change) / (Math.cosh(u.at) * Math.cosh(total(u)));
    if (Math.abs(u.change) < 1) set(out, Math.tanh(u.at), change);
    else setWhole(out, Math.tanh(total(u)));
  },
  coth: (out, u) => quotientOf(out, u, setHyperbolicCosine, setHyperbolicSine),
  sech: (out, u) => quotientOf(out, u, setOne, setHyperbolicCosine),
  csch: (out, u) => quotientOf(out, u, setOne, setHyperbolicSine),
  abs: (out, u) => {
    const sign = Math.sign(u.at) || Math.sign(u.change) || 1;
    if (u.at * total(u) < 0) setWhole(out, Math.abs(total(u)));
    else set(out, Math.abs(u.at), sign * u.change);
  },
  sign: (out, u) => setWhole(out, Math.sign(u.at === 0 ? u.change : total(u))),
  min: (out, u, v) => copy(out, isLess(v, u) ? v : u),
  max: (out, u, v) => copy(out, isLess(u, v) ? v : u),
};

function setOne(out: Split): void {
  set(out, 1, 0);
}

function setLogarithm(out: Split, u: Split, scale: number): void {
  if (u.at === 0) setWhole(out, Math.log(u.change) / scale);
  else set(out, Math.log(u.at) / scale, Math.log1p(u.change / u.at) / scale);
}

/** sin b - sin a = 2 cos((a + b) / 2) sin((b - a) / 2); a multiple of pi, up to rounding, has the sine 0. */
function setSine(out: Split, u: Split): void {
  const sine = Math.sin(u.at);
  set(
    out,
    Math.abs(sine) <= ROUNDING * Math.abs(u.at) ? 0 : sine,
    2 * Math.cos(u.at + u.change / 2) * Math.sin(u.change / 2),
  );
}

function setCosine(out: Split, u: Split): void {
  const cosine = Math.cos(u.at);
  set(
    out,
    Math.abs(cosine) <= ROUNDING * Math.abs(u.at) ? 0 : cosine,
    -2 * Math.sin(u.at + u.change / 2) * Math.sin(u.change / 2),
  );
}

function setHyperbolicSine(out: Split, u: Split): void {
  const change = 2 * Math.cosh(u.at + u.change / 2) * Math.sinh(u.change / 2);
  if (Math.abs(u.change) < 1 && Number.isFinite(change)) set(out, Math.sinh(u.at), change);
  else setWhole(out, Math.sinh(total(u)));
}

function setHyperbolicCosine(out: Split, u: Split): void {
  const change = 2 * Math.sinh(u.at + u.change / 2) * Math.sinh(u.change / 2);
  if (Math.abs(u.change) < 1 && Number.isFinite(change)) set(out, Math.cosh(u.at), change);
  else setWhole(out, Math.cosh(total(u)));
}

const numerator: Split = { at: 0, change: 0 };
const denominator: Split = { at: 0, change: 0 };

function quotientOf(
  out: Split,
  u: Split,
  above: (out: Split, u: Split) => void,
  under: (out: Split, u: Split) => void,
): void {
  above(numerator, u);
  under(denominator, u);
  RULES["/"](out, numerator, denominator);
}
