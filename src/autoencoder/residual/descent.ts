/** A minimisation that runs step by step, so that the caller can show progress, stop, save and continue. */
export interface Descent {
  /** Steps taken. */
  readonly steps: number;
  readonly parameters: Float64Array;
  /** Why there is nothing left to do, as a sentence; null while there is. */
  readonly stopped: string | null;
  /**
   * One step.
   * @returns the loss that was minimised, as it was before the step or is after it
   */
  step(): number;
  /** Everything that is needed to continue from here, in a form that JSON can hold. */
  save(): object;
  close(): void;
}
