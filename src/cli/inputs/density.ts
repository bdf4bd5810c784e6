import { type Density, type Distribution, hasDensity } from "../../density/density.ts";
import { EnergyDensity } from "../../density/energy-density.ts";
import { curve10d } from "../../density/examples/curve10d.ts";
import { paper1d } from "../../density/examples/paper1d.ts";
import { spiral } from "../../density/examples/spiral.ts";
import { FinitePoints } from "../../density/finite-points.ts";
import { GaussianMixture } from "../../density/gaussian-mixture.ts";
import { readInputFile } from "../../files/input-file.ts";
import { parsePointsTable } from "../../files/points-table.ts";
import { InputError } from "../../numerics/input-error.ts";
import { list, quote } from "../../numerics/quote.ts";
import { parseJson } from "./json.ts";
import { namingOption } from "./naming-option.ts";
import {
  energySpecification,
  gaussianMixtureSpecification,
  matchSpecification,
  pointsSpecification,
} from "./specification.ts";

const named: Readonly<Record<string, () => Distribution>> = { paper1d, spiral, curve10d };
const kinds: Readonly<Record<string, (specification: unknown) => Distribution>> = {
  gaussianMixture: (json) => new GaussianMixture(matchSpecification(gaussianMixtureSpecification, json).components),
  energy: (json) => {
    const { expression, domain } = matchSpecification(energySpecification, json);
    return new EnergyDensity({ expression, domain });
  },
  points: (json) => {
    const { points, weights } = matchSpecification(pointsSpecification, json);
    const dim = points[0]?.length ?? 1;
    points.forEach((point, i) => {
      if (point.length === dim && dim > 0) return;
      const count = i === 0 ? "at least one number" : `as many numbers as points[0], ${dim}`;
      throw new InputError(`points[${i}] must hold ${count}, not ${quote(point)}`);
    });
    return new FinitePoints(Float64Array.from(points.flat()), dim, weights && Float64Array.from(weights));
  },
};

const allowedKinds: string = list(Object.keys(kinds).map(quote), "or");
const allowed = `allowed are ${list([...Object.keys(named), `JSON of kind ${allowedKinds}`, "a file that holds such JSON", "a CSV file of points"], "and")}`;

/**
 * The density that `--density` describes: a name, JSON, or the path of a file of such JSON, or of a CSV file of points.
 * Not all of them have a density: points and curves have none.
 * @throws InputError
 */
export function parseDistribution(text: string): Distribution {
  // The densities' own checks name the field.
  return namingOption("--density", () => densityOf(text.trim()));
}

/**
 * The same, where a density is needed.
 * @param what what it is needed for: "local-mean"
 * @throws InputError for points and curves
 */
export function parseDensity(text: string, what: string): Density {
  const distribution = parseDistribution(text);
  if (hasDensity(distribution)) return distribution;
  throw new InputError(`--density: ${what} needs a density p, and points and curves have none`);
}

function densityOf(text: string): Distribution {
  if (Object.hasOwn(named, text)) return named[text]();
  if (/^[{[]/.test(text)) return densityFromJson(parseJson(text, "the value"));
  const content = text === "" ? undefined : readInputFile(text);
  if (content === undefined) {
    throw new InputError(`${quote(text)} is neither a known name nor JSON nor a file that exists; ${allowed}`);
  }
  if (/\.csv$/i.test(text) && !/^\s*[{[]/.test(content)) {
    const { points, dim } = parsePointsTable(content, `the file ${quote(text)}`);
    return new FinitePoints(points, dim);
  }
  return densityFromJson(parseJson(content, `the file ${quote(text)}`));
}

function densityFromJson(json: unknown): Distribution {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new InputError(`must be a JSON object of kind ${allowedKinds}, not ${quote(json)}`);
  }
  const kind: unknown = "kind" in json ? json.kind : undefined;
  if (typeof kind === "string" && Object.hasOwn(kinds, kind)) return kinds[kind](json);
  throw new InputError(`kind must be ${allowedKinds}, not ${quote(kind)}`);
}
