import { hasThreads, processors, startThread, type Thread } from "../../numerics/platform.ts";
import { type WasmModule, wasmModule } from "../../numerics/wasm-module.ts";
import type { Placed } from "./points-plan.ts";

/** The part of WebAssembly that is used here; the types of Node 20 leave it out. */
declare const WebAssembly: {
  Instance: new (module: WasmModule, imports: { env: { memory: SharedMemory } }) => { readonly exports: object };
  Memory: new (size: { initial: number; maximum: number; shared: true }) => SharedMemory;
};

interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** What assembly/points.ts exports, as far as the main thread calls it. */
interface PointsKernel {
  barrier(): void;
  evaluate(): void;
  stop(): void;
  /** Each of an even number of numbers becomes its exponential; where they and the table of the exponential are. */
  exponentialInPlace(numbers: number, count: number, table: number): void;
}

const PAGE = 65536;
const MOST_PAGES = 65536;
/** Memories have sizes of which there are few, so that one serves many calls. What is not written to is not there. */
const LEAST_PAGES = 512;
/** More threads than that are seldom there, and cost memory. */
const MOST_THREADS = 16;

/** What a thread runs; as text, so that it is the same whether this module is bundled, run by a test, or in a notebook. */
const WORKER = `
const { module, memory, thread } = data;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
exports.thread.value = thread;
exports.work();
`;

/** Threads with a memory in which they sum. */
export class PointsTeam {
  readonly threads: number;
  readonly kernel: PointsKernel;
  readonly #memory: SharedMemory;
  readonly #module = wasmModule("points");
  #workers: Thread[] | undefined;
  /** Whose points are in the memory. */
  owner: object | undefined;

  /** @param bytes that the memory is to hold at least */
  constructor(threads: number, bytes: number) {
    this.threads = threads;
    const pages = Math.min(MOST_PAGES, Math.max(LEAST_PAGES, 2 ** Math.ceil(Math.log2(bytes / PAGE))));
    this.#memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    this.kernel = new WebAssembly.Instance(this.#module, { env: { memory: this.#memory } }).exports as PointsKernel;
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Starts the other threads, if they have not been: they take part as soon as they are there. */
  call(): void {
    if (!hasThreads()) return;
    this.#workers ??= Array.from({ length: this.threads - 1 }, (_, k) =>
      startThread(WORKER, { module: this.#module, memory: this.#memory, thread: k + 1 }),
    );
  }

  /** Writes arrays to the memory, once nobody is at work. */
  write(placed: readonly Placed[]): void {
    this.kernel.barrier();
    for (const { at, numbers } of placed) {
      const { buffer } = this.#memory;
      if (numbers instanceof Float64Array) new Float64Array(buffer, at, numbers.length).set(numbers);
      else new Uint32Array(buffer, at, numbers.length).set(numbers);
    }
  }

  /** Numbers in the memory, until the next call. */
  read(at: number, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, at, length);
  }

  /** Writes 0 to 4 bytes at each of these places. */
  clear(places: readonly number[]): void {
    this.kernel.barrier();
    const words = new Uint32Array(this.#memory.buffer);
    for (const place of places) words[place / 4] = 0;
  }

  /** Ends the other threads; those that are at work first finish it. */
  stop(): void {
    this.kernel.stop();
  }
}

let team: PointsTeam | undefined;

/** The team that everyone shares, with as many threads as there are processors; a larger one where the memory is too small. */
export function sharedTeam(bytes: number): PointsTeam {
  if (!team || team.bytes < bytes) {
    team?.stop();
    team = new PointsTeam(Math.min(MOST_THREADS, processors()), bytes);
  }
  return team;
}

/** Whether a memory can hold so many bytes. */
export function fitsInMemory(bytes: number): boolean {
  return bytes <= PAGE * MOST_PAGES;
}
