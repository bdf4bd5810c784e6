import { type Density, type Distribution, hasDensity } from "../../density/density.ts";
import { EnergyDensity } from "../../density/energy/energy-density.ts";
import { curve10d } from "../../density/examples/curve10d.ts";
import { paper1d } from "../../density/examples/paper1d.ts";
import { spiral } from "../../density/examples/spiral.ts";
import { FinitePoints } from "../../density/finite-points.ts";
import { GaussianMixture } from "../../density/gaussian/gaussian-mixture.ts";
import { holdsTable } from "../../files/json-rows.ts";
import { parseJson } from "../../files/parse-json.ts";
import { openSource, type Source, textOf, wholly } from "../../files/source.ts";
import { InputError } from "../../numerics/input-error.ts";
import { list, quote } from "../../numerics/quote.ts";
import { namingOption, namingOptionAsync } from "./naming-option.ts";
import type { PointsFiles } from "./points-files.ts";
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
      throw new InputError({ argument: `points[${i}]`, verb: "hold", allowed: count, problem: quote(point) });
    });
    return new FinitePoints(Float64Array.from(points.flat()), dim, weights && Float64Array.from(weights));
  },
};

const allowedKinds: string = list(Object.keys(kinds).map(quote), "or");
const allowed = `allowed are ${list([...Object.keys(named), `JSON of kind ${allowedKinds}`, "a file that holds such JSON", "a file of points"], "and")}`;

/**
 * The distribution that `--density` describes by a name, by JSON, by a file of such JSON, or by a file of points. Points and curves
 * are distributions without a density.
 * @param files reads the file of points
 * @throws InputError
 */
export async function parseDistribution(given: string, files: PointsFiles): Promise<Distribution> {
  const text = given.trim();
  // The checks of the densities name the field that is wrong; here the name of the option is added.
  if (Object.hasOwn(named, text)) return namingOption("--density", named[text]);
  if (/^[{[]/.test(text)) return namingOption("--density", () => densityFromJson(parseJson(text, "the value")));
  const source = await namingOptionAsync("--density", () => openSource(text));
  if (!source) {
    const problem = `is neither a known name nor JSON nor a file that exists; ${allowed}`;
    throw new InputError({ within: "--density", argument: quote(text), problem });
  }
  if (source.format !== "json") return fromPoints(source, files);
  const whole = await namingOptionAsync("--density", () => wholly(source));
  const json = await namingOptionAsync("--density", () => textOf(whole));
  if (holdsTable(json)) return fromPoints(whole, files);
  return namingOption("--density", () => densityFromJson(parseJson(json, source.what)));
}

async function fromPoints(source: Source, files: PointsFiles): Promise<Distribution> {
  const { points, dim } = await files.readSource("--density", source);
  return namingOption("--density", () => new FinitePoints(points, dim));
}

/**
 * The density that `--density` describes, see `parseDistribution`.
 * @param what the command that needs a density: "local-mean"
 * @param files reads the file of points
 * @throws InputError for points and curves, which have no density
 */
export async function parseDensity(text: string, what: string, files: PointsFiles): Promise<Density> {
  const distribution = await parseDistribution(text, files);
  if (hasDensity(distribution)) return distribution;
  throw new InputError({
    argument: "--density",
    problem: `${what} needs a density p, and points and curves have none`,
  });
}

function densityFromJson(json: unknown): Distribution {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new InputError({
      argument: "the density",
      allowed: `a JSON object of kind ${allowedKinds}`,
      problem: quote(json),
    });
  }
  const kind: unknown = "kind" in json ? json.kind : undefined;
  if (typeof kind === "string" && Object.hasOwn(kinds, kind)) return kinds[kind](json);
  throw new InputError({ argument: "kind", allowed: allowedKinds, problem: quote(kind) });
}
