import { checkObject, checkText, checkWhole } from "../numerics/check.ts";
import { checkPolynomial } from "./check-polynomial.ts";
import { Polynomial, type TexNames } from "./exact-polynomial.ts";

const MOST_ORDER = 20;

type Term = Polynomial["terms"][number];

/**
 * The average of a polynomial over a Gaussian variable with mean 0, whose moments are E[e^2] = t, E[e^4] = 3 t^2,
 * E[e^6] = 15 t^3, ..., and 0 for odd powers.
 *
 * @param noise the name of the variable
 * @param variance the name of its variance
 */
export function averageOverNoise(polynomial: Polynomial, noise: string, variance: string): Polynomial {
  checkPolynomial("polynomial", polynomial);
  checkText("noise", noise);
  checkText("variance", variance);
  const even = polynomial.terms.filter(({ powers }) => (powers[noise] ?? 0) % 2 === 0);
  return sum(
    even.map((term) => {
      const power = term.powers[noise] ?? 0;
      let moment = 1;
      for (let k = power - 1; k > 1; k -= 2) moment *= k;
      return `${text(term, noise)}*${moment}*${variance}^${power / 2}`;
    }),
  );
}

/** The coefficient of a power of a name. */
export function coefficientOf(polynomial: Polynomial, name: string, power: number): Polynomial {
  checkPolynomial("polynomial", polynomial);
  checkText("name", name);
  checkWhole("power", power, 0);
  return sum(polynomial.terms.filter(({ powers }) => (powers[name] ?? 0) === power).map((term) => text(term, name)));
}

/** Replaces names of a polynomial by other polynomials, which are given as text. */
export function replaceNames(polynomial: Polynomial, replacements: Readonly<Record<string, string>>): Polynomial {
  checkPolynomial("polynomial", polynomial);
  checkObject("replacements", replacements, "names, each with the text that replaces it");
  const replaced = polynomial
    .toString()
    .replaceAll(/[A-Za-z]\w*/g, (name) => (Object.hasOwn(replacements, name) ? `(${replacements[name]})` : name));
  return Polynomial.parse(replaced);
}

/** The TeX names of the derivatives that `taylorPolynomial` names: h' for h_e, h'' for h_ee, and h^{(4)} from the fourth on. */
export function primes(name: string, variable: string, order: number): TexNames {
  checkText("name", name);
  checkText("variable", variable);
  checkWhole("order", order, 0, MOST_ORDER);
  return Object.fromEntries(
    Array.from({ length: order }, (_, i) => {
      const tex = i < 3 ? name + "'".repeat(i + 1) : `${name}^{(${i + 1})}`;
      return [`${name}_${variable.repeat(i + 1)}`, tex];
    }),
  );
}

/** The text of a term without one of its names. */
function text({ coefficient, powers }: Term, without: string): string {
  const factors = Object.entries(powers).filter(([name]) => name !== without);
  return [`(${coefficient.toFraction()})`, ...factors.map(([name, power]) => `${name}^${power}`)].join("*");
}

function sum(terms: readonly string[]): Polynomial {
  return Polynomial.parse(terms.join(" + ") || "0");
}
