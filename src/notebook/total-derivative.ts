import { create, derivativeDependencies, parseDependencies } from "mathjs";
import { checkObject } from "../numerics/check.ts";
import { checkPolynomial } from "./check-polynomial.ts";
import { Polynomial } from "./exact-polynomial.ts";

const math = create({ derivativeDependencies, parseDependencies });

/**
 * The derivative of a polynomial whose names stand for functions, by the chain rule: the sum over the names of the partial derivative
 * by the name, times the derivative of the name.
 *
 * @param own the derivative of each name, as text, such as `{ s: "s1", s1: "s2" }`, or a function that returns it
 */
export function totalDerivative(
  polynomial: Polynomial,
  own: Readonly<Record<string, string>> | ((name: string) => string),
): Polynomial {
  checkPolynomial("polynomial", polynomial);
  if (typeof own !== "function") checkObject("own", own, "the derivative of each name, or a function that returns it");
  const formula = math.parse(polynomial.toString());
  const names = new Set(polynomial.terms.flatMap(({ powers }) => Object.keys(powers)));
  const products = [...names].map((name) => {
    const inner = typeof own === "function" ? own(name) : own[name];
    return inner === undefined ? "0" : `(${math.derivative(formula, name, { simplify: false })})*(${inner})`;
  });
  return Polynomial.parse(products.join(" + ") || "0");
}
