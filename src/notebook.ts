// Everything, and what notebooks show it with: a chapter needs one import.

export * from "./node.ts";
export type { ExactFraction, TexNames } from "./notebook/exact-polynomial.ts";
export { Polynomial, taylorPolynomial } from "./notebook/exact-polynomial.ts";
export { averageOverNoise, coefficientOf, primes, replaceNames } from "./notebook/noise-polynomial.ts";
export type { Progress } from "./notebook/progress.ts";
export { progress } from "./notebook/progress.ts";
export { showReport } from "./notebook/report.ts";
export type { SampleOptions } from "./notebook/sample.ts";
export { interruptedDraws, sample } from "./notebook/sample.ts";
export type { ShowOptions } from "./notebook/show.ts";
export { show } from "./notebook/show.ts";
export type { StudyAttractor, StudyNetwork } from "./notebook/studies.ts";
export { attractorDistanceStudy, falseAttractorStudy } from "./notebook/studies.ts";
export type { Column, Columns, Rows } from "./notebook/table.ts";
export { table, tableOf } from "./notebook/table.ts";
export { markdown, tex } from "./notebook/text.ts";
export { totalDerivative } from "./notebook/total-derivative.ts";
export { train } from "./notebook/train.ts";
