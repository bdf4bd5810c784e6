/** A descent, a step at a time: what drives it can show progress, stop, save and go on. */
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
  /** All that is needed to go on from here, as JSON can hold it. */
  save(): object;
  close(): void;
}
