import type { Evidence } from "../evidence.ts";
import { regressionOn } from "../evidence.ts";
import { describeFound, type FoundReading } from "../find-reading.ts";
import { readScores } from "../reading.ts";
import { type ScoreCheck, scoreCheck } from "../score-report.ts";
import type { Mean } from "../statistics.ts";
import { STANDARD_ERRORS } from "../subject.ts";
import type { TestedField } from "../tested-field.ts";

/** By how much the declared output is too large. */
export interface MeasuredScale {
  /** The factor c for which c times the score fits the output best. */
  readonly factor: { readonly factor: number; readonly standardError: number };
  /** The number that the check compares with 1, and what it is. */
  readonly compared: Mean;
  readonly name: string;
}

/**
 * The regression of the declared output, read as a score, on the exact score; without a density, that of the score on the output, by
 * the denoising loss: the factor by which the output must be multiplied.
 */
export async function scaleOf(field: TestedField, evidence: Evidence, hasDensity: boolean): Promise<MeasuredScale> {
  const own = { kind: field.kind, factor: 1, sigma: field.sigma };
  if (hasDensity) {
    const compared = await evidence.factor(own);
    const { value: factor, standardError } = compared;
    return {
      factor: { factor, standardError },
      compared,
      name: "factor c of the output, read as declared, against the exact score",
    };
  }
  const read = readScores(evidence.outputs, evidence.draws.noisy, own, field.mixture).map((value) =>
    Number.isFinite(value) ? value : 0,
  );
  const compared = regressionOn(read, evidence.draws);
  const { value, standardError } = compared;
  return {
    factor: { factor: 1 / value, standardError: standardError / value ** 2 },
    compared,
    name: "factor that the output, read as declared, must be multiplied by to fit the score best",
  };
}

/** Sign and scale: the factor is 1, and the output is what it was declared to be. */
export function scaleCheck(
  { compared, name }: MeasuredScale,
  found: FoundReading,
  field: TestedField,
  tolerance: number,
): ScoreCheck {
  const check = scoreCheck({
    id: "scale",
    sigma: field.sigma,
    name: `${name}, sigma = ${field.sigma}`,
    predicted: 1,
    measured: compared.value,
    tolerance: tolerance + STANDARD_ERRORS * compared.standardError + 1e3 * field.roundoff,
    toleranceReason: "the tolerance that was asked for, 5 standard errors, rounding of the model's numbers",
    diagnosis:
      describeFound(found) ||
      "The scores are too large or too small on average, and no single factor sets them right: see the other checks.",
  });
  // A reading of another kind may have the right factor on average, and yet be another field.
  return found.candidate ? { ...check, verdict: "fails", diagnosis: describeFound(found) } : check;
}

/** Every output is a number. */
export function finiteCheck({ outputs }: Evidence, { sigma }: TestedField): ScoreCheck {
  const bad = outputs.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
  return scoreCheck({
    id: "finite",
    sigma,
    name: `share of outputs that are no finite numbers, sigma = ${sigma}`,
    predicted: 0,
    measured: bad / outputs.length,
    tolerance: 0,
    toleranceReason: "none may be",
    diagnosis:
      "The model returns NaN or infinite numbers. Usually a logarithm, a division or an exponential leaves the range of its precision.",
  });
}
