import Fraction from "fraction.js";
import type { MathNode } from "mathjs";
import { create, parseDependencies } from "mathjs/number";
import { checkFewest, checkText, checkWhole } from "../numerics/check.ts";
import { InputError } from "../numerics/input-error.ts";
import { monomialAverage } from "../numerics/quadrature/ball-integrals.ts";
import { quote } from "../numerics/quote.ts";

const math = create({ parseDependencies });

/** The largest number of factors that are multiplied out term by term. */
const MOST_POWER = 100;
const MOST_ORDER = 20;

/** An exact fraction s n / d in lowest terms: the part of the class of fraction.js that polynomials use. */
export interface ExactFraction {
  /** The sign: -1, 0 or 1. */
  readonly s: bigint;
  readonly n: bigint;
  readonly d: bigint;
  add(other: ExactFraction | number): ExactFraction;
  mul(other: ExactFraction | number): ExactFraction;
  inverse(): ExactFraction;
  equals(other: ExactFraction | number): boolean;
  /** The floating-point number that is nearest to the fraction. */
  valueOf(): number;
  /** The fraction as text, such as "-1/6". */
  toFraction(): string;
}

/** A term: a coefficient that is not 0, and the powers of the names that it multiplies, which are not 0 either. */
interface Term {
  readonly coefficient: ExactFraction;
  readonly powers: Readonly<Record<string, number>>;
}

/** The names that have another form in TeX, such as `{ s1: "s'" }`. */
export type TexNames = Readonly<Record<string, string>>;

/**
 * A polynomial in any names with fractions as coefficients. It is expanded exactly, as in a proof on paper. mathjs parses the text,
 * and the results of its `derivative` and `simplify` can be parsed too.
 */
export class Polynomial {
  readonly terms: readonly Term[];

  private constructor(terms: Iterable<Term>) {
    const collected = new Map<string, Term>();
    for (const { coefficient, powers } of terms) {
      const names = Object.keys(powers)
        .filter((name) => powers[name] !== 0)
        .sort();
      const key = names.map((name) => `${name}^${powers[name]}`).join(" ");
      const sum = coefficient.add(collected.get(key)?.coefficient ?? 0);
      collected.set(key, { coefficient: sum, powers: Object.fromEntries(names.map((name) => [name, powers[name]])) });
    }
    this.terms = [...collected.values()].filter(({ coefficient }) => !coefficient.equals(0));
  }

  /** @throws InputError for text that is not made of names and numbers by + - *, / by a number, and whole powers */
  static parse(text: string): Polynomial {
    checkText("text", text);
    return read(parsed(text));
  }

  static constant(value: ExactFraction): Polynomial {
    return new Polynomial([{ coefficient: value, powers: {} }]);
  }

  static named(name: string): Polynomial {
    return new Polynomial([{ coefficient: new Fraction(1), powers: { [name]: 1 } }]);
  }

  plus(other: Polynomial): Polynomial {
    return new Polynomial([...this.terms, ...other.terms]);
  }

  times(other: Polynomial): Polynomial {
    return new Polynomial(
      this.terms.flatMap((a) =>
        other.terms.map((b) => {
          const powers: Record<string, number> = { ...a.powers };
          for (const [name, power] of Object.entries(b.powers)) powers[name] = (powers[name] ?? 0) + power;
          return { coefficient: a.coefficient.mul(b.coefficient), powers };
        }),
      ),
    );
  }

  /** The polynomial without the terms in which the power of `name` is above `power`. */
  upTo(power: number, name: string): Polynomial {
    return new Polynomial(this.terms.filter(({ powers }) => (powers[name] ?? 0) <= power));
  }

  /**
   * The average of the polynomial over the ball of radius delta in the space of the variables, term by term by `monomialAverage`.
   * The result is a polynomial in `delta` and the other names.
   */
  averageOverBall(variables: readonly string[]): Polynomial {
    return new Polynomial(
      this.terms.map(({ coefficient, powers }) => {
        const exponents = variables.map((variable) => powers[variable] ?? 0);
        const [numerator, denominator] = monomialAverage(exponents);
        const degree = exponents.reduce((sum, power) => sum + power, 0);
        const left = Object.fromEntries(Object.entries(powers).filter(([name]) => !variables.includes(name)));
        return {
          coefficient: coefficient.mul(new Fraction(numerator, denominator)),
          powers: { ...left, delta: (left.delta ?? 0) + degree },
        };
      }),
    );
  }

  /** The polynomial as text that mathjs reads, e.g. "(1/6)*delta^2*p_xx^1". */
  toString(): string {
    const factors = ({ coefficient, powers }: Term): string =>
      [`(${coefficient.toFraction()})`, ...Object.entries(powers).map(([name, power]) => `${name}^${power}`)].join("*");
    return this.terms.map(factors).join(" + ") || "0";
  }

  /**
   * The polynomial as TeX, with its terms grouped by powers of delta. Each group has a common denominator. Text after an underscore
   * becomes a subscript.
   */
  toTex(names: TexNames = {}): string {
    const power = ({ powers }: Term): number => powers.delta ?? 0;
    const orders = [...new Set(this.terms.map(power))].sort((a, b) => a - b);
    const groups = orders.map((order) => {
      const terms = this.terms.filter((term) => power(term) === order);
      return texOfOrder(order, terms, names);
    });
    return joined(groups) || "0";
  }
}

/**
 * The Taylor polynomial of an unknown function around 0, as text: in two variables
 * "p + p_x*x + p_y*y + p_xx*x^2/2 + p_xy*x*y + ...", where p_xy is its derivative by x and y at 0.
 *
 * @param variables single letters
 * @throws InputError for invalid names, and for an order that is not a whole number from 0 to 20
 */
export function taylorPolynomial(name: string, variables: readonly string[], order: number): string {
  checkText("name", name);
  checkFewest("variables", variables, 1, "name");
  checkWhole("order", order, 0, MOST_ORDER);
  let derivatives: readonly string[] = [""];
  const terms = [name];
  for (let degree = 1; degree <= order; degree++) {
    // Mixed derivatives are equal in any order, so each one occurs once, with its variables in order.
    derivatives = derivatives.flatMap((by) =>
      variables.slice(by === "" ? 0 : variables.indexOf(by[by.length - 1])).map((variable) => by + variable),
    );
    terms.push(...derivatives.map((by) => taylorTerm(name, by)));
  }
  return terms.join(" + ");
}

/** The term of the derivative by "xxy", for example, which is "p_xxy*x^2*y/2". */
function taylorTerm(name: string, by: string): string {
  const counts = [...new Set(by)].map((variable) => [variable, by.split(variable).length - 1] as const);
  const monomial = counts.map(([variable, count]) => (count === 1 ? variable : `${variable}^${count}`)).join("*");
  const factorials = counts.reduce((product, [, count]) => {
    for (let k = 2; k <= count; k++) product *= k;
    return product;
  }, 1);
  return `${name}_${by}*${monomial}${factorials === 1 ? "" : `/${factorials}`}`;
}

/** The terms of one order: a fraction with the power of delta, times terms whose coefficients are whole numbers. */
function texOfOrder(order: number, terms: readonly Term[], names: TexNames): string {
  const denominator = terms.reduce((all, { coefficient }) => leastCommonMultiple(all, coefficient.d), 1n);
  const numerators = terms.map(({ coefficient: { s, n, d } }) => s * n * (denominator / d));
  const common = numerators.reduce((all, numerator) => greatestCommonDivisor(all, numerator), 0n);
  const body = joined(terms.map(({ powers }, i) => texOfTerm(numerators[i] / common, powers, names)));
  const radius = order === 0 ? "" : order === 1 ? "\\delta" : `\\delta^{${order}}`;
  const above = common === 1n ? radius || "1" : `${common} ${radius}`.trim();
  const factor = denominator === 1n ? above : `\\frac{${above}}{${denominator}}`;
  if (factor === "1") return body;
  if (body === "1") return factor;
  if (terms.length > 1) return `${factor} \\left(${body}\\right)`;
  if (body === "-1") return `-${factor}`;
  return body.startsWith("-") ? `-${factor} ${body.slice(1)}` : `${factor} ${body}`;
}

function texOfTerm(coefficient: bigint, powers: Term["powers"], names: TexNames): string {
  const factors = Object.entries(powers)
    .filter(([name]) => name !== "delta")
    .map(([name, power]) => texOfPower(names[name] ?? name.replace(/_(.+)$/, "_{$1}"), power));
  if (factors.length === 0) return `${coefficient}`;
  const leading = coefficient === 1n ? "" : coefficient === -1n ? "-" : `${coefficient} `;
  return `${leading}${factors.join(" \\, ")}`;
}

/** Names with a prime or a subscript go into brackets before they get a power. */
function texOfPower(name: string, power: number): string {
  if (power === 1) return name;
  return /['_]/.test(name) ? `(${name})^{${power}}` : `${name}^{${power}}`;
}

function joined(terms: readonly string[]): string {
  return terms.join(" + ").replaceAll("+ -", "- ");
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  if (b === 0n) return a < 0n ? -a : a;
  return greatestCommonDivisor(b, a % b);
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  return (a / greatestCommonDivisor(a, b)) * b;
}

/** The part of the nodes of mathjs that is read here. */
interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: string;
  readonly op?: string;
  readonly args?: readonly Node[];
  readonly content?: Node;
}

function read(node: unknown): Polynomial {
  const { type, value, name = "", op = "", args = [], content } = node as Node;
  if (type === "ParenthesisNode") return read(content);
  if (type === "SymbolNode") return Polynomial.named(name);
  if (type === "ConstantNode" && typeof value === "number") return Polynomial.constant(new Fraction(value));
  if (type === "OperatorNode") {
    const [left, right, ...more] = args.map(read);
    const minusOne = Polynomial.constant(new Fraction(-1));
    switch (op) {
      case "+":
        return right ? [right, ...more].reduce((sum, one) => sum.plus(one), left) : left;
      case "-":
        return right ? left.plus(right.times(minusOne)) : left.times(minusOne);
      case "*":
        return [right, ...more].reduce((product, one) => product.times(one), left);
      case "/": {
        const divisor = numberOf(right);
        if (divisor && !divisor.equals(0)) return left.times(Polynomial.constant(divisor.inverse()));
        break;
      }
      case "^": {
        const power = numberOf(right)?.valueOf() ?? Number.NaN;
        if (Number.isInteger(power) && power >= 0 && power <= MOST_POWER) {
          const one = Polynomial.constant(new Fraction(1));
          return Array.from({ length: power }, () => left).reduce((product, factor) => product.times(factor), one);
        }
      }
    }
  }
  throw notPolynomial(String(node));
}

function parsed(text: string): MathNode {
  try {
    return math.parse(text);
  } catch {
    throw notPolynomial(text);
  }
}

function notPolynomial(text: string): InputError {
  return new InputError({
    argument: "the polynomial",
    verb: "be made of",
    allowed: `names and numbers by + - *, / by a number, and whole powers up to ${MOST_POWER}`,
    problem: quote(text),
  });
}

/** The value of a polynomial without names, or undefined if the polynomial has names. */
function numberOf({ terms }: Polynomial): ExactFraction | undefined {
  if (terms.length === 0) return new Fraction(0);
  return terms.length === 1 && Object.keys(terms[0].powers).length === 0 ? terms[0].coefficient : undefined;
}
