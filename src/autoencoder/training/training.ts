import * as v from "valibot";
import { checkWhole } from "../../numerics/check.ts";
import { encodedNumbers, encodeNumbers } from "../../numerics/encoded-numbers.ts";
import { InputError } from "../../numerics/input-error.ts";
import { type LbfgsState, startLbfgs, stepLbfgs } from "../../numerics/optimise/lbfgs.ts";
import { decodeState, type EncodedLbfgsState, encodeState } from "../../numerics/optimise/lbfgs-checkpoint.ts";
import { createRng } from "../../numerics/random/random.ts";
import { describeIssue } from "../../numerics/schema-issue.ts";
import { repeated } from "../data/corruption.ts";
import { checkData, dataHash, type TrainingData } from "../data/training-data.ts";
import { initialParameters } from "../network/initial-weights.ts";
import { OneLayer, TiedOneLayer } from "../network/one-layer.ts";
import { type OneLayerShape, parameterCount, parametersIn } from "../network/parameters.ts";
import type { Draws } from "./bayes-risk.ts";
import { type AsStored, asStored } from "./option-names.ts";
import { storedCurve, storedTrainingOptions } from "./stored-training.ts";
import { type RuntimeOptions, TrainingLoss } from "./training-loss.ts";
import {
  type CompleteTrainingOptions,
  type CurvePoint,
  completeTrainingOptions,
  type Phase,
  type TrainingOptions,
  trainingPhases,
} from "./training-options.ts";

/** A training that was interrupted, as JSON can hold it. */
export interface TrainingCheckpoint {
  readonly format: "scorebook-checkpoint";
  /** The options under the names of version 0.1. */
  readonly options: AsStored<CompleteTrainingOptions>;
  /** The hash of the data, see `dataHash`. */
  readonly data: string;
  readonly phase: number;
  readonly state: EncodedLbfgsState;
  readonly curve: readonly CurvePoint[];
  /** The best network so far, where the training stops early. */
  readonly best?: { readonly iteration: number; readonly loss: string; readonly parameters: string };
}

/** The best network so far, by the validation loss. */
interface BestNetwork {
  readonly iteration: number;
  readonly loss: number;
  readonly parameters: Float64Array;
}

/** The content of a checkpoint, decoded. */
interface SavedTraining {
  readonly phase: number;
  readonly state: LbfgsState;
  readonly curve: readonly CurvePoint[];
  readonly best: BestNetwork | undefined;
}

/** The purposes of the streams of one seed. */
const streams = { validation: 1, weights: 2, corruption: 3 };
/** The largest number of points in the curve of a training, not counting its beginning. */
const CURVE_POINTS = 50;

/**
 * The training of a one-layer tanh auto-encoder r(x) = c + V tanh(b + W x) by L-BFGS on the DAE or the RCAE loss. It runs step by
 * step, so that the caller can show progress, stop, save and continue. The same data and options give the same bytes, whether the
 * training was interrupted or not; with the fused kernel this holds on every machine and for any number of threads.
 *
 * @example
 * ```ts
 * import { drawnData, spiral, Training } from "scorebook";
 *
 * const data = drawnData(spiral(), 100, 1);
 * const options = { sigma: 0.1, hidden: 5, iterations: 20, seed: 1, initialScale: 8 };
 * const training = await Training.start(data, options);
 * while (!training.done) training.step();
 * training.network.dim; // 2
 * await training.close();
 * ```
 */
export class Training {
  readonly options: CompleteTrainingOptions;
  readonly shape: OneLayerShape;
  /** The course of the loss and of the validation loss. */
  readonly curve: CurvePoint[] = [];
  readonly #data: TrainingData;
  readonly #phases: readonly Phase[];
  readonly #loss: TrainingLoss;
  readonly #validationLoss: TrainingLoss;
  #phase = 0;
  #state: LbfgsState;
  #best: BestNetwork | undefined;

  private constructor(
    data: TrainingData,
    options: CompleteTrainingOptions,
    losses: { loss: TrainingLoss; validationLoss: TrainingLoss },
    saved?: SavedTraining,
  ) {
    this.#data = data;
    this.options = options;
    this.shape = losses.loss.shape;
    this.#phases = trainingPhases(options);
    this.#loss = losses.loss;
    this.#validationLoss = losses.validationLoss;
    const { sigma, seed } = options;
    this.#validationLoss.draw(sigma, createRng(seed, streams.validation));
    if (saved) {
      this.#beginPhase(saved.phase);
      this.#state = saved.state;
      this.#best = saved.best;
      this.curve.push(...saved.curve);
    } else {
      this.#beginPhase(0);
      const weights = createRng(seed, streams.weights);
      const { initialScale, initialOutput } = options;
      const parameters = initialParameters(data.training, this.shape, initialScale, weights, initialOutput);
      this.#state = startLbfgs(this.#loss, parameters);
      this.#record();
    }
  }

  /** @throws InputError for data or options that can't be used */
  static async start(data: TrainingData, options: TrainingOptions, runtime: RuntimeOptions = {}): Promise<Training> {
    checkData("data", data);
    const complete = completeTrainingOptions(options);
    return await Training.#create(data, complete, runtime);
  }

  /**
   * Continues a training from a checkpoint.
   * @param checkpoint as it was parsed from a file; checked
   * @throws InputError where it is not a checkpoint, or not of these data
   */
  static async resume(data: TrainingData, checkpoint: unknown, runtime: RuntimeOptions = {}): Promise<Training> {
    const { options, phase, curve, state, best: kept, data: hash } = parseCheckpoint(checkpoint);
    const complete = completeTrainingOptions(options);
    checkData("data", data);
    if (hash !== dataHash(data)) throw new InputError({ argument: "checkpoint", problem: "was made with other data" });
    checkWhole("checkpoint.phase", phase, 0, trainingPhases(complete).length - 1);
    const best = kept && { ...kept, loss: kept.loss[0] };
    const saved = { phase, curve, state: decodeState(state), best };
    const size = parameterCount({ dim: data.dim, hidden: complete.hidden, tied: complete.tied });
    if (saved.state.x.length !== size || (best && best.parameters.length !== size)) {
      throw new InputError({
        argument: "checkpoint",
        verb: "hold",
        allowed: `${size} parameters, as a training with its options has`,
        problem: saved.state.x.length,
      });
    }
    return await Training.#create(data, complete, runtime, saved);
  }

  static async #create(
    data: TrainingData,
    options: CompleteTrainingOptions,
    runtime: RuntimeOptions,
    saved?: SavedTraining,
  ): Promise<Training> {
    const losses = await createLosses(data, options, runtime);
    try {
      return new Training(data, options, losses, saved);
    } catch (error) {
      await Promise.all([losses.loss.close(), losses.validationLoss.close()]);
      throw error;
    }
  }

  /** The number of iterations of the whole training, unless a phase ends early. */
  get iterations(): number {
    return this.options.iterations;
  }

  /** The number of iterations that are done. A phase that ended early counts in full. */
  get iteration(): number {
    return this.#phases[this.#phase].start + this.#state.iteration;
  }

  /** The loss that is minimised, at the present parameters. */
  get loss(): number {
    return this.#state.value;
  }

  /** The Euclidean norm of its gradient. */
  get gradientNorm(): number {
    return this.#state.gradientNorm;
  }

  /** Whether the training is finished. */
  get done(): boolean {
    return this.#noBetter !== null || (this.#phase === this.#phases.length - 1 && this.#phaseIsOver);
  }

  /** Why the training ended before its last iteration, as a sentence; null if it did not. */
  get stopped(): string | null {
    return this.done ? (this.#noBetter ?? this.#state.stopped) : null;
  }

  /** The network so far; with early stopping, the best one so far. */
  get network(): OneLayer {
    const { decoder, ...weights } = parametersIn(this.#kept.slice(), this.shape);
    const { sigma, tied } = this.options;
    return tied ? new TiedOneLayer(weights, sigma) : new OneLayer({ ...weights, decoder }, sigma);
  }

  /** The loss of `network` on the validation points, and that of the identity, r(x) = x. */
  get validation(): { readonly loss: number; readonly identity: number } {
    return { loss: this.#validationLoss.value(this.#kept), identity: this.#validationLoss.identity };
  }

  /** The draws on which `loss` is computed at present, for the DAE loss; null for the RCAE loss, which draws nothing. */
  get draws(): Draws | null {
    return this.#loss.draws;
  }

  /** The draws on which `validation` is computed, for the DAE loss; null for the RCAE loss, which draws nothing. */
  get validationDraws(): Draws | null {
    return this.#validationLoss.draws;
  }

  /** Does one iteration of L-BFGS, or nothing if the training is finished. */
  step(): void {
    if (this.done) return;
    if (this.#phaseIsOver) {
      this.#beginPhase(this.#phase + 1);
      this.#state = startLbfgs(this.#loss, this.#state.x);
    }
    const { history } = this.options;
    this.#state = stepLbfgs(this.#loss, this.#state, { history });
    if (this.iteration % this.#interval === 0 || this.done) this.#record();
  }

  /** The state from which the training can continue, to the same bytes. */
  checkpoint(): TrainingCheckpoint {
    return {
      format: "scorebook-checkpoint",
      options: asStored(this.options),
      data: dataHash(this.#data),
      phase: this.#phase,
      state: encodeState(this.#state),
      curve: [...this.curve],
      ...(this.#best && {
        best: {
          iteration: this.#best.iteration,
          loss: encodeNumbers(Float64Array.of(this.#best.loss)),
          parameters: encodeNumbers(this.#best.parameters),
        },
      }),
    };
  }

  /** Ends the threads of the engine. */
  async close(): Promise<void> {
    await Promise.all([this.#loss.close(), this.#validationLoss.close()]);
  }

  /** Iterations from one check of the validation loss to the next. */
  get #interval(): number {
    return Math.ceil(this.iterations / CURVE_POINTS);
  }

  /** The parameters of `network`. */
  get #kept(): Float64Array {
    return this.#best?.parameters ?? this.#state.x;
  }

  /** The reason why early stopping ends the training, as a sentence; null if it does not. */
  get #noBetter(): string | null {
    const { patience } = this.options;
    if (patience === undefined || !this.#best) return null;
    if (this.iteration - this.#best.iteration < patience * this.#interval) return null;
    return `the validation loss was lowest after ${this.#best.iteration} iterations, and no better in ${patience} checks since`;
  }

  get #phaseIsOver(): boolean {
    return this.#state.stopped !== null || this.#state.iteration >= this.#phases[this.#phase].iterations;
  }

  #beginPhase(phase: number): void {
    this.#phase = phase;
    this.#loss.draw(this.#phases[phase].sigma, createRng(this.options.seed, streams.corruption, phase));
  }

  #record(): void {
    if (this.curve.at(-1)?.iteration === this.iteration) this.curve.pop();
    const { iteration } = this;
    const validation = this.#validationLoss.value(this.#state.x);
    this.curve.push({ iteration, training: this.#state.value, validation });
    if (this.options.patience === undefined || validation >= (this.#best?.loss ?? Number.POSITIVE_INFINITY)) return;
    this.#best = { iteration, loss: validation, parameters: this.#state.x.slice() };
  }
}

async function createLosses(
  { dim, training, validation }: TrainingData,
  { loss: kind, engine, precision, hidden, tied, noiseReplicates = 1 }: CompleteTrainingOptions,
  runtime: RuntimeOptions,
): Promise<{ loss: TrainingLoss; validationLoss: TrainingLoss }> {
  const shape = { dim, hidden, tied };
  const how = { loss: kind, ...(engine && { engine }), ...(precision && { precision }) };
  const loss = await TrainingLoss.create(how, repeated(training, noiseReplicates), shape, runtime);
  try {
    return {
      loss,
      validationLoss: await TrainingLoss.create(how, repeated(validation, noiseReplicates), shape, runtime),
    };
  } catch (error) {
    await loss.close();
    throw error;
  }
}

const checkpointSchema = v.strictObject({
  format: v.literal("scorebook-checkpoint"),
  options: storedTrainingOptions,
  data: v.string(),
  phase: v.pipe(v.number(), v.integer(), v.minValue(0)),
  state: v.unknown(),
  curve: storedCurve,
  best: v.exactOptional(
    v.strictObject({
      iteration: v.pipe(v.number(), v.integer(), v.minValue(0)),
      loss: v.pipe(encodedNumbers, v.length(1)),
      parameters: encodedNumbers,
    }),
  ),
});

/**
 * Checks that a value has the form of a checkpoint of a training.
 * @throws InputError for the first part that does not fit
 */
export function checkCheckpoint(json: unknown): void {
  parseCheckpoint(json);
}

function parseCheckpoint(json: unknown): v.InferOutput<typeof checkpointSchema> {
  const result = v.safeParse(checkpointSchema, json, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const problem = `does not hold the state of a training: ${describeIssue(issue)}`;
  throw new InputError({ argument: "checkpoint", problem });
}
