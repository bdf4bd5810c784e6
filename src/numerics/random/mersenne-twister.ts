import mt19937 from "@stdlib/random-base-mt19937";
import { type WasmModule, wasmModule } from "../wasm-module.ts";

/** The part of Node's WebAssembly that is used here; the types of Node 20 do not declare it. */
declare const WebAssembly: { Instance: new (module: WasmModule) => { readonly exports: object } };

/** The number of words of the state of MT19937. */
const WORDS = 624;
/** The number of entries that precede them in @stdlib's state. */
const HEADER = 3;

/**
 * The numbers of @stdlib/random-base-mt19937, to the last bit, drawn in blocks and several times as fast. @stdlib's generator
 * turns the seed into a state.
 */
export class MersenneTwister {
  readonly #state: Uint32Array;
  readonly #kind: "uniforms" | "integers";
  /** The numbers of a block, in the order in which they are drawn. */
  readonly block: Float64Array;
  /** The index of the next number. If it equals the length of the block, a new block has to be drawn first. */
  position: number;

  /**
   * @param seed an integer from 1 to 2^32 - 1, or several of 32 bits
   * @param kind the numbers to draw: on [0, 1) with 53 random bits, or integers of 32 bits
   */
  constructor(seed: number | Uint32Array, kind: "uniforms" | "integers") {
    this.#state = mt19937.factory({ seed }).state.slice(HEADER, HEADER + WORDS);
    this.#kind = kind;
    // Two words make a uniform number.
    this.block = new Float64Array(kind === "uniforms" ? WORDS / 2 : WORDS);
    this.position = this.block.length;
  }

  next(): number {
    if (this.position === this.block.length) this.#refill();
    return this.block[this.position++];
  }

  /** Fills an array with the next numbers. */
  fill(out: Float64Array): void {
    for (let filled = 0; filled < out.length; ) {
      if (this.position === this.block.length) this.#refill();
      const count = Math.min(out.length - filled, this.block.length - this.position);
      out.set(this.block.subarray(this.position, this.position + count), filled);
      this.position += count;
      filled += count;
    }
  }

  /** All generators share the memory of one kernel, because they are too many and too short-lived for a kernel each. */
  #refill(): void {
    kernel ??= instantiate();
    kernel.state.set(this.#state);
    this.block.set(kernel[this.#kind]());
    this.#state.set(kernel.state);
    this.position = 0;
  }
}

/** The kernel with views of its memory. */
interface Kernel {
  readonly state: Uint32Array;
  /** Advances the state and returns the numbers drawn from it, which are valid until the next call. */
  uniforms(): Float64Array;
  integers(): Float64Array;
}

let kernel: Kernel | undefined;

function instantiate(): Kernel {
  const { memory, drawn, drawUniforms, drawIntegers } = new WebAssembly.Instance(wasmModule("mersenne-twister"))
    .exports as {
    readonly memory: { readonly buffer: ArrayBuffer };
    readonly drawn: { readonly value: number };
    readonly drawUniforms: () => void;
    readonly drawIntegers: () => void;
  };
  const draws = new Float64Array(memory.buffer, drawn.value, WORDS);
  const uniforms = draws.subarray(0, WORDS / 2);
  return {
    state: new Uint32Array(memory.buffer, 0, WORDS),
    uniforms: () => {
      drawUniforms();
      return uniforms;
    },
    integers: () => {
      drawIntegers();
      return draws;
    },
  };
}
