import { writeWhole } from "../../../files/whole-file.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { createRng } from "../../../numerics/random/random.ts";
import type { Reconstruction } from "../../../reconstruction/reconstruction.ts";
import { ChainRun } from "../../../sampling/chains/chain-run.ts";
import { finiteChains } from "../../../sampling/chains/finite-chains.ts";
import { toleratingReconstruction } from "../../../sampling/chains/refusal-to-nan.ts";
import { QuadratureCheck, type QuadratureReport } from "../../../sampling/diagnostics/quadrature-check.ts";
import { explainFormula, formulaJson } from "../../inputs/explain.ts";
import { PointsFiles } from "../../inputs/points-files.ts";
import { printJson } from "../../output/output.ts";
import { type DrawnPicture, describePicture } from "../../output/plot-file.ts";
import { startProgress } from "../../output/progress.ts";
import { arvizJson } from "./arviz-json.ts";
import { describeSampling } from "./describe-sampling.ts";
import { drawsTable } from "./draws-table.ts";
import { drawPairs, referenceName } from "./pairs-picture.ts";
import { MOST_COMPARED, type Reference, reportSampling } from "./report-sampling.ts";
import { runSampling, type SamplingRun } from "./run-sampling.ts";
import { defaultEnergy, langevinFor, metropolisFor, type ProposalUnit, type SamplerChoice } from "./sampler-for.ts";
import { checkOut, checkSize, DEFAULT_WARM_UP, type SampleOptions } from "./sampling-options.ts";
import type { SamplingReport, SamplingSettings } from "./sampling-report.ts";
import {
  blurred,
  densityTarget,
  modelEngine,
  modelTarget,
  readStarts,
  readTargetPoints,
  type SamplingTarget,
} from "./sampling-target.ts";
import { type WarmUp, warmUp } from "./warm-up.ts";

/** The options with the default of --thin filled in. */
type Options = SampleOptions & { readonly thin: number };

/** If there are more numbers than this, diagnostics take more than a second and show their progress. */
const LONG_DIAGNOSIS = 500_000;

const DEFAULT_CHAINS = 100;

/** The streams of the seed, one for each purpose. */
const STREAMS = { starts: 1, chains: 2, reference: 3, others: 4, warmUp: 5 };

/** Runs `scorebook sample`: runs chains on a target, writes their draws to a file, and prints a report. @throws InputError */
export async function drawSamples(options: Options): Promise<void> {
  checkOut(options);
  const { model, density = "", sigma } = options;
  const files = new PointsFiles(options);
  const target =
    model === undefined
      ? await densityTarget(density, sigma ?? 0, files)
      : await modelTarget(model, sigma, modelEngine(options));
  try {
    await drawFrom(target, files, options);
  } finally {
    await target.close();
  }
}

async function drawFrom(target: SamplingTarget, files: PointsFiles, options: Options): Promise<void> {
  const { r } = target;
  const starts = await readStarts(options.start, target, files);
  const reference = await readReference(target, files, options);
  const chains = options.chains ?? starts.count ?? DEFAULT_CHAINS;
  checkSize(options, chains, options.thin, r.dim);
  const unit = target.scaling?.scale ?? null;
  const choice = choiceFor(r, options);
  const positions = starts.at(createRng(options.seed, STREAMS.starts), chains);
  const field = toleratingReconstruction(r);
  files.announce();
  if (options.explain && !options.json) process.stdout.write(explainFormula(target));
  const warm = await warmUpIfWanted({ ...target, r: field }, choice, options, positions);
  if (warm?.interrupted) return sayInterrupted(`in the warm-up, after ${warm.iteration}`, warm.adaptation.steps, null);
  const proposal = warm?.proposal ?? options.proposal ?? target.sigma;
  const { run, quadrature } = await runChainsOn(
    field,
    choice,
    { proposal, unit },
    warm?.positions ?? positions,
    options,
  );
  if (run.kept > 0) {
    writeDraws(run, target, options);
    const settings = settingsOf(target, choice, proposal, warm, options);
    const report = reportOn(target, settings, run, quadrature, reference);
    const drawn = await drawPairsOf(target, run, reference, options);
    if (options.json) printJson({ ...report, ...formulaJson(target), ...drawn, ...files.json() });
    else {
      process.stdout.write(`${describeSampling(report, options.engine !== undefined)}\n`);
      if (drawn) process.stdout.write(`${describePicture(drawn)}\n`);
    }
  }
  if (run.interrupted) sayInterrupted(`after ${run.iteration}`, options.steps, run.kept === 0 ? null : options.out);
}

/** The method and the rule for energy differences. */
function choiceFor(r: Reconstruction, { method, energy, nodes }: Options): SamplerChoice {
  return { method, energy: energy ?? defaultEnergy(r, nodes), nodes: nodes ?? null };
}

/** @throws InputError for fewer than two points */
async function readReference(
  target: SamplingTarget,
  files: PointsFiles,
  { reference }: Options,
): Promise<Float64Array | null> {
  if (reference === undefined) return null;
  const points = await readTargetPoints("--reference", reference, target, files);
  if (points.length >= 2 * target.r.dim) return points;
  throw new InputError({ argument: "--reference", problem: "must hold two points or more, not 1" });
}

/** The result of the warm-up; null if the proposal is given, and for langevin, which accepts every step. */
async function warmUpIfWanted(
  { r, sigma, scaling }: Pick<SamplingTarget, "r" | "sigma" | "scaling">,
  choice: SamplerChoice,
  { proposal, warmUp: steps = DEFAULT_WARM_UP, seed }: Options,
  positions: Float64Array,
): Promise<WarmUp | null> {
  const { method } = choice;
  if (method === "langevin" || proposal !== undefined) return null;
  const rng = createRng(seed, STREAMS.warmUp);
  const samplerFor = metropolisFor(r, choice, scaling?.scale ?? null);
  return warmUp(samplerFor, method, rng, positions, { initial: sigma, steps });
}

async function runChainsOn(
  r: Reconstruction,
  choice: SamplerChoice,
  { proposal, unit }: { readonly proposal: number; readonly unit: ProposalUnit },
  positions: Float64Array,
  { steps, burnIn, thin, seed }: Options,
): Promise<{ readonly run: SamplingRun; readonly quadrature: QuadratureReport | null }> {
  const rng = createRng(seed, STREAMS.chains);
  const plan = { steps, burnIn, thin };
  if (choice.method === "langevin") {
    const run = await runSampling(new ChainRun(langevinFor(r, proposal, unit), rng, positions, plan), "sample");
    return { run, quadrature: null };
  }
  const check = choice.energy === "path" ? new QuadratureCheck(r, choice.nodes) : null;
  const chains = new ChainRun(metropolisFor(r, choice, unit)(proposal), rng, positions, plan);
  const run = await runSampling(chains, "sample", (from, info) => check?.add(from, info));
  return { run, quadrature: check?.report() ?? null };
}

/** @throws InputError if no chain has a finite draw */
function writeDraws(run: SamplingRun, { r, columns }: SamplingTarget, options: Options): void {
  const { out, format, method, burnIn, thin, seed } = options;
  if (!run.draws.some(Number.isFinite)) {
    throw new InputError({
      argument: "--proposal",
      problem:
        "is so large that every chain diverged to infinity before its first draw; give a smaller one, or --method mala",
    });
  }
  if (format === "csv") {
    writeWhole(out, drawsTable(run, burnIn, thin));
    return;
  }
  const names = columns ?? Array.from({ length: r.dim }, (_, a) => `x${a + 1}`);
  if (finiteChains(run).chains === 0) {
    const problem =
      "arviz takes whole chains only, and all of them diverged; give a smaller --proposal, or --format csv";
    throw new InputError({ argument: "--format", problem });
  }
  writeWhole(out, arvizJson(run, names, { sampling_method: method, burn_in: burnIn, thin, seed }));
}

function settingsOf(
  { r, sigma, scaling, engine }: SamplingTarget,
  { method, energy }: SamplerChoice,
  proposal: number,
  warm: WarmUp | null,
  { out, format, model, burnIn, thin, seed }: Options,
): SamplingSettings {
  return {
    out,
    format,
    target: model === undefined ? "density" : "model",
    dim: r.dim,
    sigma,
    standardised: scaling !== null,
    engine,
    method,
    energy: method === "langevin" ? null : energy,
    proposal,
    adaptation: warm?.adaptation ?? null,
    burnIn,
    thin,
    seed,
  };
}

function reportOn(
  target: SamplingTarget,
  settings: SamplingSettings,
  run: SamplingRun,
  quadrature: QuadratureReport | null,
  reference: Float64Array | null,
): SamplingReport {
  const compared = comparedWith(target, reference, run.kept * run.chains, settings.seed);
  const progress = run.draws.length > LONG_DIAGNOSIS ? startProgress("diagnostics", run.dim) : null;
  const sampled = { run, scaling: target.scaling, quadrature, reference: compared };
  const report = reportSampling(settings, sampled, (done) => progress?.update(done, ""));
  progress?.stop();
  return report;
}

/** The points of a file with noise like that of the draws, or draws of the data. */
function comparedWith(
  target: SamplingTarget,
  reference: Float64Array | null,
  draws: number,
  seed: number,
): Reference | null {
  const { draw } = target;
  if (reference) return { points: blurred(reference, target, createRng(seed, STREAMS.reference)), others: null };
  if (!draw) return null;
  const drawn = (stream: number): Float64Array => draw(createRng(seed, stream), Math.min(MOST_COMPARED, draws));
  return { points: drawn(STREAMS.reference), others: drawn(STREAMS.others) };
}

/** Draws a picture of the draws beside the data with noise, if --plot is given. */
async function drawPairsOf(
  target: SamplingTarget,
  { draws, kept, chains }: SamplingRun,
  reference: Float64Array | null,
  options: Options,
): Promise<DrawnPicture | null> {
  if (options.plot === undefined) return null;
  const compared = comparedWith(target, reference, kept * chains, options.seed);
  const what = options.reference === undefined ? "draws of the data" : referenceName(options.reference);
  const { r, columns } = target;
  return drawPairs(options, {
    draws,
    data: compared?.points ?? null,
    dataName: `${what} with noise σ`,
    columns,
    dim: r.dim,
  });
}

/** @param written the file that was written, or null */
function sayInterrupted(after: string, steps: number, written: string | null): void {
  const what =
    written === null ? "nothing was kept yet, and nothing was written" : `what was drawn so far is in ${written}`;
  process.stderr.write(`Interrupted ${after} of ${steps} steps: ${what}.\n`);
  process.exitCode = 130;
}
