import type { MeasuredComparison, Result } from "./measure.ts";

/** The results of a benchmark, with its id. */
export interface Measured {
  readonly id: string;
  readonly comparisons: readonly MeasuredComparison[];
}

/** Times that differ by less than this factor count as level, since the next run may reverse their order. */
const NOISE = 1.1;

/**
 * Sentences that name the methods of others that are not slower than ours, with the ratio of the times. They also give the errors,
 * because a faster method that is less accurate solves another task. Without methods of others there are no sentences.
 * @returns the sentence with the counts first
 */
export function notAhead(measured: readonly Measured[]): string[] {
  const rows = measured.flatMap(({ id, comparisons }) =>
    comparisons.flatMap(({ name, results }) =>
      results.filter(isForeign).map((result) => ({ result, results, where: `${id}, ${name}` })),
    ),
  );
  if (rows.length === 0) return [];
  const behind = rows.filter(({ result }) => result.timesOurs < 1 / NOISE);
  const level = rows.filter(({ result }) => result.timesOurs >= 1 / NOISE && result.timesOurs <= NOISE);
  const failed = rows.filter(({ result }) => result.failure !== undefined);
  const ahead = rows.length - behind.length - level.length - failed.length;
  const sentence = ({ result, results, where }: (typeof rows)[number]): string =>
    `  ${where}: ${result.name} takes ${result.timesOurs.toFixed(2)} of our time, with an error of ${digits(result.error)}; ours is ${digits(rivalOf(result, results).error)}.`;
  return [
    `scorebook is ahead of ${ahead} of ${rows.length} methods of others; level, within a tenth, with ${level.length}; behind ${behind.length}${failed.length > 0 ? `; and ${failed.length} failed` : ""}.`,
    ...(behind.length > 0 ? ["Behind:", ...behind.map(sentence)] : []),
    ...(level.length > 0 ? ["Level:", ...level.map(sentence)] : []),
    ...failed.map(({ result, where }) => `  ${where}: ${result.name} failed: ${result.failure}.`),
  ];
}

/** The names of our own methods begin with "scorebook". */
function isForeign({ name }: Result): boolean {
  return !name.startsWith("scorebook");
}

function rivalOf({ against }: Result, results: readonly Result[]): Result {
  return results.find(({ name }) => name === against) ?? results[0];
}

function digits(error: number): string {
  return Number.isNaN(error) ? "no number" : error.toPrecision(2);
}
