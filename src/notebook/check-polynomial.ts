import { checkObject } from "../numerics/check.ts";
import type { Polynomial } from "./exact-polynomial.ts";

/** @throws InputError for an argument that is not a polynomial */
export function checkPolynomial(argument: string, polynomial: Polynomial): void {
  checkObject(argument, polynomial, "a Polynomial, such as Polynomial.parse(text)", { methods: ["plus", "times"] });
}
