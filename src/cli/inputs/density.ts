import type { Density } from "../../density/density.ts";
import { EnergyDensity } from "../../density/energy-density.ts";
import { GaussianMixture } from "../../density/gaussian-mixture.ts";
import { paper1d } from "../../density/paper1d.ts";
import { InputError } from "../../numerics/input-error.ts";
import { namingOption } from "../naming-option.ts";
import { list, quote } from "../quote.ts";
import { readInputFile } from "./input-file.ts";
import { parseJson } from "./json.ts";
import { energySpecification, gaussianMixtureSpecification, matchSpecification } from "./specification.ts";

const named: Readonly<Record<string, () => Density>> = { paper1d };
const kinds: Readonly<Record<string, (specification: unknown) => Density>> = {
  gaussianMixture: (json) => new GaussianMixture(matchSpecification(gaussianMixtureSpecification, json).components),
  energy: (json) => {
    const { expression, domain } = matchSpecification(energySpecification, json);
    return new EnergyDensity({ expression, domain });
  },
};
const plannedNames = ["spiral", "curve10d"];
const plannedKinds = ["points"];

const allowedKinds: string = list(Object.keys(kinds).map(quote), "or");
const allowed = `allowed are ${list([...Object.keys(named), `JSON of kind ${allowedKinds}`, "a file that holds such JSON"], "and")}`;

/**
 * The density that `--density` describes: a name, JSON, or the path of a JSON file.
 * @throws InputError
 */
export function parseDensity(text: string): Density {
  // The densities' own checks name the field.
  return namingOption("--density", () => densityOf(text.trim()));
}

function densityOf(text: string): Density {
  if (Object.hasOwn(named, text)) return named[text]();
  if (plannedNames.includes(text)) throw new InputError(`${quote(text)} is not available in this version; ${allowed}`);
  if (/^[{[]/.test(text)) return densityFromJson(parseJson(text, "the value"));
  const content = text === "" ? undefined : readInputFile(text);
  if (content === undefined) {
    throw new InputError(`${quote(text)} is neither a known name nor JSON nor a file that exists; ${allowed}`);
  }
  return densityFromJson(parseJson(content, `the file ${quote(text)}`));
}

function densityFromJson(json: unknown): Density {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new InputError(`must be a JSON object of kind ${allowedKinds}, not ${quote(json)}`);
  }
  const kind: unknown = "kind" in json ? json.kind : undefined;
  if (typeof kind === "string" && Object.hasOwn(kinds, kind)) return kinds[kind](json);
  if (plannedKinds.some((planned) => planned === kind)) {
    throw new InputError(`kind ${quote(kind)} is not available in this version; ${allowed}`);
  }
  throw new InputError(`kind must be ${allowedKinds}, not ${quote(kind)}`);
}
