import type { Engine } from "../../../autoencoder/engine/engine-table.ts";
import { InputError } from "../../../numerics/input-error.ts";
import type { PlotFlags } from "../../inputs/plot-options.ts";
import type { ReadingFlags } from "../../inputs/reading-options.ts";
import { checkWrittenFiles } from "../../inputs/written-files.ts";

export const samplers = ["mh", "mala", "langevin"] as const;
export type SamplerName = (typeof samplers)[number];
export const energies = ["exact", "path", "first-order"] as const;
export type EnergyName = (typeof energies)[number];

/** The formats of files of draws. */
export const drawsFormats = ["csv", "arviz"] as const;
export type DrawsFormat = (typeof drawsFormats)[number];

/** The engines that can compute the network of a model. */
export const samplingEngines: readonly (Engine | "auto")[] = ["auto", "fused", "onnx", "plain"];

/** The options of `scorebook sample` as they were typed. */
export interface SampleOptions extends ReadingFlags, PlotFlags {
  readonly model?: string;
  readonly density?: string;
  readonly sigma?: number;
  readonly engine?: Engine | "auto";
  readonly explain?: true;
  readonly method: SamplerName;
  readonly energy?: EnergyName;
  readonly nodes?: number;
  readonly chains?: number;
  readonly steps: number;
  readonly burnIn: number;
  readonly thin?: number;
  readonly proposal?: number;
  readonly warmUp?: number;
  readonly start?: string;
  readonly reference?: string;
  readonly seed: number;
  readonly out: string;
  readonly format: DrawsFormat;
  readonly json?: true;
}

/** Larger values would need too much memory or time. */
export const MOST_CHAINS = 100_000;
export const MOST_STEPS = 10_000_000;
export const MOST_NODES = 100;
/** The largest number of numbers in the file, chain and step included: about 200 megabytes. */
const MOST_NUMBERS = 10_000_000;

const DEFAULT_THIN = 10;
/** Steps of a warm-up: enough from a proposal that is off by a factor of 1e12 (see `adaptingSampler`). */
export const DEFAULT_WARM_UP = 200;

/** @throws InputError for options that exclude each other */
export function checkTogether(options: SampleOptions): void {
  checkTarget(options);
  checkEngine(options);
  checkEnergy(options);
  const { method, proposal, warmUp, steps, burnIn } = options;
  if (warmUp !== undefined && (proposal !== undefined || method === "langevin")) {
    throw new InputError({
      argument: "--warm-up",
      problem:
        proposal === undefined
          ? "is for the methods mh and mala, whose default proposal adapts to the acceptance; langevin accepts every step"
          : "does not go with --proposal, which is used as given; leave out one of the two",
    });
  }
  if (burnIn >= steps) {
    throw new InputError({
      argument: "--burn-in",
      allowed: `below the number of steps, ${steps}`,
      problem: burnIn,
    });
  }
}

function checkTarget({ model, density, sigma }: SampleOptions): void {
  if (model === undefined && density === undefined) {
    throw new InputError({
      argument: "--model",
      problem: "is required without --density; give a file that scorebook fit or train wrote",
    });
  }
  if (model !== undefined && density !== undefined) {
    throw new InputError({ argument: "--density", problem: "does not go with --model; give one of the two" });
  }
  if (density !== undefined && sigma === undefined) {
    throw new InputError({
      argument: "--sigma",
      problem: "is required with --density; give the corruption level, a positive number such as 0.31",
    });
  }
}

/** @throws InputError for an engine if there is no network */
export function checkEngine({ density, engine }: Pick<SampleOptions, "density" | "engine">): void {
  if (density !== undefined && engine !== undefined) {
    throw new InputError({
      argument: "--engine",
      problem: "is for --model; the optimal denoiser of a density is not a network",
    });
  }
}

function checkEnergy({ model, method, energy, nodes }: SampleOptions): void {
  if (method === "langevin" && energy !== undefined) {
    throw new InputError({
      argument: "--energy",
      problem: "is for the methods mh and mala; langevin accepts every step and needs no energy difference",
    });
  }
  if (energy === "exact" && model !== undefined) {
    throw new InputError({
      argument: "--energy",
      problem:
        "must be path or first-order with --model, not exact; the exact difference needs p_sigma, which is known for --density only",
    });
  }
  if (nodes !== undefined && (method === "langevin" || energy === "first-order" || energy === "exact")) {
    throw new InputError({
      argument: "--nodes",
      problem: "is for --method mh or mala with --energy path, whose path integral has nodes",
    });
  }
}

/** @throws InputError if the file of draws cannot be written, or is one of the files to read */
export function checkOut({
  model,
  density,
  start,
  reference,
  out,
}: Pick<SampleOptions, "model" | "density" | "start" | "reference" | "out">): void {
  const read = { "--model": model, "--density": density, "--start": start, "--reference": reference };
  checkWrittenFiles({ "--out": out }, read);
}

/**
 * The number of steps from one kept draw to the next.
 * @throws InputError if there are fewer steps after the burn-in
 */
export function thinOf({ thin, steps, burnIn }: SampleOptions): number {
  const every = thin ?? Math.min(DEFAULT_THIN, steps - burnIn);
  if (every <= steps - burnIn) return every;
  throw new InputError({
    argument: "--thin",
    allowed: `at most ${steps - burnIn}, the steps after the burn-in`,
    problem: every,
  });
}

/** @throws InputError if the file would be too large */
export function checkSize({ steps, burnIn }: SampleOptions, chains: number, thin: number, dim: number): void {
  const perDraw = chains * (dim + 2);
  if (Math.floor((steps - burnIn) / thin) * perDraw <= MOST_NUMBERS) return;
  const least = Math.ceil(((steps - burnIn) * perDraw) / MOST_NUMBERS);
  throw new InputError(
    least > steps - burnIn
      ? {
          argument: "--chains",
          allowed: `at most ${Math.floor(MOST_NUMBERS / (dim + 2))} for points of dimension ${dim}`,
          problem: chains,
        }
      : { argument: "--thin", allowed: `at least ${least} for so many steps and chains`, problem: thin },
  );
}
