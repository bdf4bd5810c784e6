import { encodeNumbers } from "../../numerics/encoded-numbers.ts";
import { InputError } from "../../numerics/input-error.ts";
import { dataHash, type TrainingData } from "../data/training-data.ts";
import { SigmaNetwork } from "../network/sigma-network.ts";
import { skipScaling } from "../network/skip-scaling.ts";
import type { ResidualPlan } from "../onnx/networks/residual-graph.ts";
import type { EngineDescription } from "../onnx/open-program.ts";
import type { FloatArray, Precision } from "../onnx/program.ts";
import type { OnnxOptions } from "../onnx/runtime.ts";
import type { CurvePoint } from "../training/training-options.ts";
import type { AdamDescent } from "./adam-descent.ts";
import type { LbfgsDescent } from "./lbfgs-descent.ts";
import {
  type BestNetwork,
  parseCheckpoint,
  type ResidualCheckpoint,
  type SavedTraining,
} from "./residual-checkpoint.ts";
import type { CompleteResidualOptions, ResidualTrainingOptions } from "./residual-options.ts";
import { closeAll, type Setup, setUp, type Validation } from "./residual-setup.ts";

/** The number of checks of the validation loss in a training of full length. */
const CHECKS = 50;
/** Averaged parameters take up those of every fifth step: nearly the same average as of all steps, in a fifth of the time. */
const AVERAGE_EVERY = 5;
/**
 * The training of a residual network of any depth, for one sigma or a range of sigmas. It runs step by step, so that the caller
 * can show progress, stop, save and continue. The network with the lowest validation loss is kept. The same data, options and
 * engine on the same machine give the same bytes, whether the training was interrupted or not; other machines may round
 * differently.
 *
 * @example
 * ```ts
 * import { drawnData, ResidualTraining, spiral } from "scorebook";
 *
 * const data = drawnData(spiral(), 100, 1);
 * const training = await ResidualTraining.start(data, { sigma: 0.5, hidden: [8], steps: 20, seed: 1, engine: "plain" });
 * while (!training.done) training.step();
 * training.network.at(0.5).dim; // 2
 * training.close();
 * ```
 */
export class ResidualTraining {
  readonly options: CompleteResidualOptions;
  readonly engine: EngineDescription;
  /** The course of the loss (its mean since the point before) and of the validation loss, in units of `loss`. */
  readonly curve: CurvePoint[] = [];
  readonly #data: TrainingData;
  readonly #plan: ResidualPlan;
  readonly #descent: AdamDescent | LbfgsDescent;
  readonly #validation: Validation;
  /** The factor that turns the losses of one sigma into the loss itself. */
  readonly #unit: number;
  #best: BestNetwork;
  /** Losses of the steps since the last check. */
  #recent: number[] = [];
  /** The averaged parameters; undefined before the first ones, and where nothing is averaged. */
  #average: Float64Array | undefined;

  private constructor(setup: Setup, saved?: SavedTraining) {
    const { data, options, plan, engine, descent, validation } = setup;
    const [smallest, largest] = options.sigmas;
    this.options = options;
    this.engine = engine;
    this.#data = data;
    this.#plan = plan;
    this.#descent = descent;
    this.#validation = validation;
    this.#unit = smallest === largest ? skipScaling(smallest, plan.dataScale).output ** 2 : 1;
    if (saved) {
      descent.restore(saved.descent);
      this.#best = saved.best;
      this.curve.push(...saved.curve);
      this.#recent.push(...saved.recent);
      this.#average = saved.average;
    } else {
      const parameters = Float64Array.from(descent.parameters);
      const loss = validation.at(parameters);
      this.#best = { step: 0, loss, parameters };
      this.curve.push({ iteration: 0, training: this.#unit * loss, validation: this.#unit * loss });
    }
  }

  /**
   * @param data in the coordinates that the network is to see
   * @throws InputError for data or options that can't be used, or an engine that is not there
   */
  static async start(
    data: TrainingData,
    options: ResidualTrainingOptions,
    runtime: OnnxOptions = {},
  ): Promise<ResidualTraining> {
    return new ResidualTraining(await setUp(data, options, runtime));
  }

  /**
   * Continues a training from a checkpoint.
   * @param checkpoint as it was parsed from a file; checked
   * @throws InputError where it is not a checkpoint, or not of these data
   */
  static async resume(data: TrainingData, checkpoint: unknown, runtime: OnnxOptions = {}): Promise<ResidualTraining> {
    const { options, data: hash, ...saved } = parseCheckpoint(checkpoint);
    if (hash !== dataHash(data)) throw new InputError({ argument: "checkpoint", problem: "was made with other data" });
    const setup = await setUp(data, options, runtime);
    try {
      return new ResidualTraining(setup, saved);
    } catch (error) {
      closeAll(setup);
      throw error;
    }
  }

  /** The number of steps of the whole training, unless it ends early. */
  get iterations(): number {
    return this.options.steps;
  }

  /** The number of steps that are done. */
  get iteration(): number {
    return this.#descent.steps;
  }

  /**
   * The loss that was minimised in the last steps, their mean: for one sigma the loss itself, for a range in units of
   * s^2 sigma^2 / (s^2 + sigma^2), the loss per coordinate of the best denoiser of N(0, s^2 I), with s the standard deviation of the data.
   */
  get loss(): number {
    return this.curve[this.curve.length - 1].training;
  }

  /** Whether the training is finished. */
  get done(): boolean {
    return this.iteration >= this.iterations || this.stopped !== null;
  }

  /** Why the training ended before its last step, as a sentence; null if it did not. */
  get stopped(): string | null {
    if (this.iteration >= this.iterations) return null;
    if (this.#descent.stopped !== null) return this.#descent.stopped;
    const { patience } = this.options;
    if (this.iteration - this.#best.step < patience * this.#interval) return null;
    return `the validation loss was lowest after ${this.#best.step} steps, and no better in ${patience} checks since`;
  }

  /** The network with the lowest validation loss so far. */
  get network(): SigmaNetwork {
    const { shape, sigmas, dataScale } = this.#plan;
    return new SigmaNetwork(shape, this.#best.parameters, sigmas, dataScale);
  }

  /** The lowest validation loss so far, and that of the identity, r(x) = x; in units of `loss`. */
  get validation(): { readonly loss: number; readonly identity: number } {
    return { loss: this.#unit * this.#best.loss, identity: this.#unit * this.#validation.identity };
  }

  /** Does one step, or nothing if the training is finished. */
  step(): void {
    if (this.done) return;
    this.#recent.push(this.#descent.step());
    const { averaging } = this.options;
    if (averaging !== undefined && this.iteration % AVERAGE_EVERY === 0) this.#takeUp(averaging);
    if (this.iteration % this.#interval === 0 || this.iteration === this.iterations || this.#descent.stopped !== null) {
      this.#check();
    }
  }

  /** The state from which the training can continue, to the same bytes on the same machine. */
  checkpoint(): ResidualCheckpoint {
    const { step, loss, parameters } = this.#best;
    const { sigmas, ...options } = this.options;
    return {
      format: "scorebook-residual-checkpoint",
      options: { ...options, sigma: sigmas, engine: this.engine.engine },
      data: dataHash(this.#data),
      descent: this.#descent.save(),
      best: { step, loss: encodeNumbers(Float64Array.of(loss)), parameters: encodeNumbers(parameters) },
      curve: [...this.curve],
      recent: encodeNumbers(Float64Array.from(this.#recent)),
      ...(this.#average && { average: encodeNumbers(this.#average) }),
    };
  }

  /** Frees the memory of the engine. */
  close(): void {
    this.#descent.close();
    this.#validation.value.close();
  }

  /** Steps from one check of the validation loss to the next. */
  get #interval(): number {
    return Math.ceil(this.iterations / CHECKS);
  }

  /**
   * Adds the parameters to their average, whose time constant is a fraction of the steps so far (the power function of Karras, Aittala,
   * Lehtinen, Hellsten, Aila and Laine, Analyzing and Improving the Training Dynamics of Diffusion Models, 2024). Steps of Adam are noisy
   * as long as they are large, so where validation ends a training early, the average is nearer to a minimum than the last parameters.
   */
  #takeUp(fraction: number): void {
    const { parameters } = this.#descent;
    const weight = AVERAGE_EVERY / (fraction * this.iteration);
    if (!this.#average || weight >= 1) this.#average = Float64Array.from(parameters);
    else moveTowards(this.#average, parameters, weight, this.options.precision);
  }

  #check(): void {
    const parameters = Float64Array.from(this.#average ?? this.#descent.parameters);
    const loss = this.#validation.at(parameters);
    if (loss < this.#best.loss) this.#best = { step: this.iteration, loss, parameters };
    const training = this.#recent.reduce((sum, one) => sum + one, 0) / this.#recent.length;
    this.#recent = [];
    this.curve.push({ iteration: this.iteration, training: this.#unit * training, validation: this.#unit * loss });
  }
}

/** Moves numbers by a fraction of the way to others, in place, and rounds them to a precision. */
function moveTowards(numbers: Float64Array, others: FloatArray, fraction: number, precision: Precision): void {
  const isNarrow = precision === "float32";
  for (let j = 0; j < numbers.length; j++) {
    const moved = numbers[j] + fraction * (others[j] - numbers[j]);
    numbers[j] = isNarrow ? Math.fround(moved) : moved;
  }
}
