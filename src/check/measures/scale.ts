import type { Evidence } from "../evidence.ts";
import { regressionOn } from "../evidence.ts";
import { describeFound, type FoundReading } from "../find-reading.ts";
import { readScores } from "../reading.ts";
import { type ScoreCheck, scoreCheck } from "../score-report.ts";
import type { Mean } from "../statistics.ts";
import { STANDARD_ERRORS } from "../subject.ts";
import type { TestedField } from "../tested-field.ts";

/** The factor by which the output is too large, if it is read as declared. */
export interface MeasuredScale {
  /** The factor c for which c times the score fits the output best. */
  readonly factor: { readonly factor: number; readonly standardError: number };
  /** The number that the check compares with 1, and a description of this number. */
  readonly compared: Mean;
  readonly name: string;
}

/**
 * Measures the scale. With a density, it is the regression of the output, read as declared, on the exact score. Without a density, it
 * is the regression of the score on the output by the denoising loss: the factor by which the output must be multiplied.
 */
export async function scaleOf(field: TestedField, evidence: Evidence, hasDensity: boolean): Promise<MeasuredScale> {
  const own = { kind: field.kind, factor: 1, sigma: field.sigma };
  if (hasDensity) {
    const compared = await evidence.factor(own);
    const { value: factor, standardError } = compared;
    return {
      factor: { factor, standardError },
      compared,
      name: "factor c of the output, read as declared, relative to the exact score",
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
    name: "factor by which the output, read as declared, must be multiplied to fit the score best",
  };
}

/** Checks sign and scale: whether the factor is 1, and whether the output is of the declared kind. */
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
    toleranceReason: "the given tolerance, 5 standard errors, rounding of the model's numbers",
    diagnosis:
      describeFound(found) ||
      "The scores are too large or too small on average, and no single factor corrects them; see the other checks.",
  });
  // An output of another kind may have the right factor on average although it is another field.
  return found.candidate ? { ...check, verdict: "fails", diagnosis: describeFound(found) } : check;
}

/** Checks that every output is a finite number. */
export function finiteCheck({ outputs }: Evidence, { sigma }: TestedField): ScoreCheck {
  const bad = outputs.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
  return scoreCheck({
    id: "finite",
    sigma,
    name: `fraction of outputs that are not finite numbers, sigma = ${sigma}`,
    predicted: 0,
    measured: bad / outputs.length,
    tolerance: 0,
    toleranceReason: "no output may be NaN or infinite",
    diagnosis:
      "The model returns NaN or infinite numbers. Usually a logarithm, a division or an exponential leaves the range of its precision.",
  });
}
