import * as v from "valibot";
import type { Covariance } from "../../density/gaussian/covariance.ts";
import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";

// Only the form is checked here; the densities check the values of the numbers and the expression.

const number = v.pipe(v.number("must be a number"), v.finite("must be a finite number"));
const vector = v.array(number, "must be an array of numbers");
const matrix = v.array(vector, "must be a number, an array of numbers, or an array of rows of numbers");
const interval = v.strictTuple([number, number], "must be a pair [lower, upper]");

/** A number, a vector or a matrix. The entries decide which of them is checked. */
const covariance = v.lazy((input) =>
  typeof input === "number" ? number : Array.isArray(input) && !input.some(Array.isArray) ? vector : matrix,
) as v.GenericSchema<unknown, Covariance>;

const component = v.strictObject(
  { weight: number, mean: vector, covariance },
  "must be an object with weight, mean and covariance",
);

/**
 * `{"kind":"gaussianMixture","components":[{"weight":0.3,"mean":[-1],"covariance":[[0.16]]}, ...]}`; the covariance may be [0.16] or 0.16
 */
export const gaussianMixtureSpecification: v.GenericSchema<
  unknown,
  { components: { weight: number; mean: number[]; covariance: Covariance }[] }
> = v.strictObject({ kind: v.string(), components: v.array(component, "must be an array of components") });

/** `{"kind":"energy","expression":"x^4/4 - x^2/2","domain":[[-4,4]]}` */
export const energySpecification: v.GenericSchema<unknown, { expression: string; domain: [number, number][] }> =
  v.strictObject({
    kind: v.string(),
    expression: v.string('must be a string such as "x^4/4 - x^2/2"'),
    domain: v.array(interval, "must be an array of pairs [lower, upper], one for each variable"),
  });

/** `{"kind":"points","points":[[0,1],[2,3]]}`, with `"weights":[1,2]` if the points have different weights */
export const pointsSpecification: v.GenericSchema<unknown, { points: number[][]; weights?: number[] | undefined }> =
  v.strictObject({
    kind: v.string(),
    points: v.array(vector, "must be an array of points, each an array of numbers"),
    weights: v.optional(vector),
  });

/**
 * Checks that `json` has the form of `schema`, and returns it with the type of `schema`.
 * @throws InputError for the first part that does not, e.g. `components[1].weight must be a number, not "0.3"`
 */
export function matchSpecification<T>(schema: v.GenericSchema<unknown, T>, json: unknown): T {
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = (issue.path ?? []).map(({ key }) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
  const field = path.replace(/^\./, "");
  if (issue.expected === "never") {
    throw new InputError({ argument: field, problem: "is not a field of this kind of density" });
  }
  if (issue.input === undefined) throw new InputError({ argument: field, problem: "is missing" });
  const allowed = issue.message.replace(/^must be /, "");
  throw new InputError({ argument: field, allowed, problem: quote(issue.input) });
}
