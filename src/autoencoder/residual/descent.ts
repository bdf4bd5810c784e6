import type { FloatArray } from "../onnx/program.ts";

/** A minimisation that runs step by step, so that the caller can show progress, stop, save and continue. */
export interface Descent {
  /** The number of steps done. */
  readonly steps: number;
  /** The parameters, in the precision of the computations. They may change in later steps. */
  readonly parameters: FloatArray;
  /** The reason why no step is left to do, as a sentence; null while steps are left. */
  readonly stopped: string | null;
  /**
   * One step.
   * @returns the loss that is minimised, before or after the step
   */
  step(): number;
  /** The state from which the minimisation can continue, in a form that JSON can hold. */
  save(): object;
  close(): void;
}
