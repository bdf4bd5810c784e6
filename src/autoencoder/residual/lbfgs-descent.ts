import { InputError } from "../../numerics/input-error.ts";
import { type LbfgsState, startLbfgs, stepLbfgs } from "../../numerics/optimise/lbfgs.ts";
import { decodeState, encodeState } from "../../numerics/optimise/lbfgs-checkpoint.ts";
import type { GraphLoss } from "../onnx/losses/graph-loss.ts";
import type { Descent } from "./descent.ts";

/** L-BFGS on the loss of all points. */
export class LbfgsDescent implements Descent {
  readonly #loss: GraphLoss;
  #state: LbfgsState;

  constructor(loss: GraphLoss, parameters: Float64Array) {
    this.#loss = loss;
    this.#state = startLbfgs(loss, parameters);
  }

  get steps(): number {
    return this.#state.iteration;
  }

  get parameters(): Float64Array {
    return this.#state.x;
  }

  get stopped(): string | null {
    return this.#state.stopped;
  }

  step(): number {
    this.#state = stepLbfgs(this.#loss, this.#state);
    return this.#state.value;
  }

  save(): object {
    return encodeState(this.#state);
  }

  /**
   * Continues from a saved state.
   * @throws InputError for an invalid state
   */
  restore(saved: unknown): void {
    const state = decodeState(saved);
    if (state.x.length !== this.#loss.size) {
      const problem = `holds ${state.x.length} parameters, and a training with its options has ${this.#loss.size}`;
      throw new InputError({ argument: "checkpoint", problem });
    }
    this.#state = state;
  }

  close(): void {
    this.#loss.close();
  }
}
