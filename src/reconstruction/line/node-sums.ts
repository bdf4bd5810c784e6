import { MemorySlots, type SlotOwner } from "../../numerics/memory-slots.ts";
import { EXPONENTIAL_NUMBERS, exponentialConstants } from "../../numerics/vector-functions/fdlibm-constants.ts";
import { growTo, type WasmModule, wasmModule } from "../../numerics/wasm-module.ts";

/** The largest number of nodes of a part, a multiple of four. */
export const MOST_NODES = 16;

/** Nodes with the logarithms of their weights. */
export interface NodesPart extends SlotOwner {
  /** The place from which offsets are measured; 0 if they are positions. */
  readonly anchor: number;
  readonly offsets: Float64Array;
  readonly logWeights: Float64Array;
}

/** The Gaussian kernel around x. */
export interface LineKernel {
  readonly x: number;
  /** -1 / (2 sigma^2). */
  readonly logKernel: number;
  /** About the logarithm of the largest weight, which is subtracted from all of them. */
  readonly largest: number;
}

/** Sums over nodes, with exp(logWeight + logKernel distance^2 - largest) as their weights. */
export interface NodeSums {
  /** The sum of the weights. */
  readonly mass: number;
  /** The sum of weight times distance from x. */
  readonly moment: number;
  /** The sum of weight (distance - moment / mass)^2. */
  readonly squares: number;
}

/**
 * The sums over the nodes of all parts in their order, in WebAssembly (assembly/line-posterior.ts), in less than half the time of a loop.
 * The bytes are those of a loop in JavaScript if its `Math.exp` is FDLIBM's, as it is under Node on x64, and are the same on every
 * machine.
 */
export function nodeSums(parts: readonly NodesPart[], { x, logKernel, largest }: LineKernel): NodeSums {
  const { module, slots, sums, weights, distances } = memoryFor(parts.length);
  sums[0] = 0;
  sums[1] = 0;
  let at = 0;
  for (const part of parts) {
    const { anchor, offsets } = part;
    const place = SLOT_BYTES * slots.slotOf(part) + FIRST_SLOT;
    module.addNodes(
      place,
      place + 8 * MOST_NODES,
      offsets.length,
      x - anchor,
      logKernel,
      largest,
      0,
      SUMS,
      weights + at,
      distances + at,
    );
    at += 8 * offsets.length;
  }
  const mass = sums[0];
  const moment = sums[1];
  return { mass, moment, squares: module.sumOfSquares(weights, distances, at / 8, moment / mass) };
}

/** What assembly/line-posterior.ts exports. Places are in bytes. */
interface LineModule {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  addNodes(
    offsets: number,
    logWeights: number,
    count: number,
    x: number,
    logKernel: number,
    largest: number,
    constants: number,
    sums: number,
    weights: number,
    distances: number,
  ): void;
  sumOfSquares(weights: number, distances: number, count: number, mean: number): number;
}

/** The parts whose nodes stay in the memory, of half a megabyte. */
const SLOTS = 2048;
const SLOT_BYTES = 16 * MOST_NODES;
/** The memory begins with the constants of the exponential. The two sums follow, then the slots, and the weights and distances of nodes. */
const SUMS = 8 * EXPONENTIAL_NUMBERS;
const FIRST_SLOT = SUMS + 16;
const WEIGHTS = FIRST_SLOT + SLOTS * SLOT_BYTES;
/** The least number of parts for which there is memory. */
const FEWEST_PARTS = 64;

interface LineMemory {
  readonly module: LineModule;
  readonly slots: MemorySlots<NodesPart>;
  readonly sums: Float64Array;
  /** The number of parts for whose nodes there is room. */
  readonly room: number;
  /** The places of weights and distances, in bytes. */
  readonly weights: number;
  readonly distances: number;
}

declare const WebAssembly: { Instance: new (module: WasmModule) => { readonly exports: unknown } };

let memory: LineMemory | undefined;

/** Memory for the nodes of so many parts. It is the same one every time, unless it has to grow. */
function memoryFor(parts: number): LineMemory {
  if (memory && parts <= memory.room) return memory;
  const module = memory?.module ?? (new WebAssembly.Instance(wasmModule("line-posterior")).exports as LineModule);
  const room = Math.max(2 * parts, FEWEST_PARTS);
  const distances = WEIGHTS + 8 * MOST_NODES * room;
  growTo(distances + 8 * MOST_NODES * room, module.memory);
  const numbers = new Float64Array(module.memory.buffer);
  numbers.set(exponentialConstants());
  const slots = new MemorySlots<NodesPart>(SLOTS, ({ offsets, logWeights }, slot) => {
    const at = (FIRST_SLOT + SLOT_BYTES * slot) / 8;
    for (let i = 0; i < offsets.length; i++) {
      numbers[at + i] = offsets[i];
      numbers[at + MOST_NODES + i] = logWeights[i];
    }
  });
  const sums = numbers.subarray(SUMS / 8, SUMS / 8 + 2);
  memory = { module, slots, sums, room, weights: WEIGHTS, distances };
  return memory;
}
