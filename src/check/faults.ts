import { describeFound, type FoundReading } from "./find-reading.ts";
import { formatPercent } from "./format.ts";
import type { Fault, FaultName, ScoreCheck } from "./score-report.ts";
import type { Subject } from "./subject.ts";

/** The results of the measurements at every sigma. */
interface Findings {
  readonly checks: readonly ScoreCheck[];
  readonly subjects: readonly Subject[];
  readonly found: readonly FoundReading[];
  /** See `Attractors`. */
  readonly covarianceRatios: readonly number[];
  /** See `Derivatives`. */
  readonly asymmetries: readonly number[];
}

/** A model whose own covariance at its fixed points is below this fraction of the right covariance may have memorised points. */
const SMALL_COVARIANCE = 0.75;
/** A model that memorised its points is the score of these points, hence a gradient. Its asymmetry is at most this. */
const GRADIENT = 0.1;

/** Faults that do not explain an error of the score at the noisy points. */
const BESIDE: readonly FaultName[] = ["false attractor", "inconsistent"];

/**
 * Names the faults that explain the failing checks, the most fundamental ones first: the kind of output, then the kind of field, then
 * inexactness. There is no fault if no check fails.
 */
export function findFaults({ checks, subjects, found, covarianceRatios, asymmetries }: Findings): Fault[] {
  const faults: Fault[] = [];
  for (const [k, subject] of subjects.entries()) {
    const asked = subject.field.sigma;
    const failing = checks.filter(
      (one) => one.verdict === "fails" && (one.sigma === subject.sigma || one.sigma === asked),
    );
    const failed = (id: string): ScoreCheck | undefined => failing.find((one) => one.id === id);
    const add = (name: FaultName, sentence: string): void => {
      faults.push({ name, sentence, sigma: asked });
    };
    const named = found[k].candidate;
    if (failed("finite")) add("not finite", failed("finite")?.diagnosis ?? "");
    if (named) add(named.name, describeFound(found[k]));
    const circling = failed("conservative");
    if (circling) add("not conservative", circling.diagnosis ?? "");
    const certain = overconfident(failing);
    if (certain && asymmetries[k] <= GRADIENT && covarianceRatios[k] <= SMALL_COVARIANCE) {
      add("memorised", memorised(covarianceRatios[k]));
    } else if (certain && !circling) {
      add("overconfident", certain.diagnosis ?? "");
    }
    if (failed("attractors")) add("false attractor", failed("attractors")?.diagnosis ?? "");
    if (failed("across sigmas")) add("inconsistent", failed("across sigmas")?.diagnosis ?? "");
    const rest = failing.filter(({ id }) => id !== "attractors" && id !== "across sigmas");
    const explained = faults.some(({ name, sigma }) => sigma === asked && !BESIDE.includes(name));
    if (!explained && rest.length > 0)
      add("inexact", (rest.find(({ id }) => id !== "scale") ?? rest[0]).diagnosis ?? "");
  }
  return faults;
}

/** A failing check that shows that the model is more certain than its errors allow. */
function overconfident(failing: readonly ScoreCheck[]): ScoreCheck | undefined {
  return failing.find(({ id, measured }) => (id === "promised loss" || id === "trace") && measured > 0);
}

function memorised(covarianceRatio: number): string {
  return `The model has memorised its training points: it is the gradient of one function, but at its fixed points its own covariance is ${formatPercent(covarianceRatio)} of the right one. Usually the points were too few for the number of parameters or of steps; stop earlier, add noise, or hold points out.`;
}
