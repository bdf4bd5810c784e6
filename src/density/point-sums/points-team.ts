import { hasThreads, processors, startThread, type Thread } from "../../numerics/platform.ts";
import { type WasmModule, wasmModule } from "../../numerics/wasm-module.ts";
import type { Placed } from "./points-plan.ts";

/** The part of WebAssembly that is used here; the types of Node 20 do not declare it. */
declare const WebAssembly: {
  Instance: new (module: WasmModule, imports: { env: { memory: SharedMemory } }) => { readonly exports: object };
  Memory: new (size: { initial: number; maximum: number; shared: true }) => SharedMemory;
};

interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** The functions of assembly/points.ts that the main thread calls. */
interface PointsKernel {
  barrier(): void;
  evaluate(): void;
  stop(): void;
  /**
   * Replaces an even count of numbers in memory by their exponentials. The arguments are byte addresses of the numbers and of the table.
   */
  exponentialInPlace(numbers: number, count: number, table: number): void;
}

const PAGE = 65536;
const MOST_PAGES = 65536;
/** Memories come in few sizes, so that one memory serves many calls. Pages that are never written take no physical memory. */
const LEAST_PAGES = 512;
/** The most threads: machines seldom have more processors, and each thread costs memory. */
const MOST_THREADS = 16;

/** The program of a thread. It is text, so that it works alike in a bundle, in a test and in a notebook. */
const WORKER = `
const { module, memory, thread } = data;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
exports.thread.value = thread;
exports.work();
`;

/** Threads, and the memory that they share. */
export class PointsTeam {
  readonly threads: number;
  readonly kernel: PointsKernel;
  readonly #memory: SharedMemory;
  readonly #module = wasmModule("points");
  #workers: Thread[] | undefined;
  /** The object whose points are in the memory. */
  owner: object | undefined;

  /** @param bytes the least size of the memory */
  constructor(threads: number, bytes: number) {
    this.threads = threads;
    const pages = Math.min(MOST_PAGES, Math.max(LEAST_PAGES, 2 ** Math.ceil(Math.log2(bytes / PAGE))));
    this.#memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    this.kernel = new WebAssembly.Instance(this.#module, { env: { memory: this.#memory } }).exports as PointsKernel;
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Starts the other threads at the first call. Each takes part as soon as it is ready. */
  call(): void {
    if (!hasThreads()) return;
    this.#workers ??= Array.from({ length: this.threads - 1 }, (_, k) =>
      startThread(WORKER, { module: this.#module, memory: this.#memory, thread: k + 1 }),
    );
  }

  /** Writes arrays to the memory, after all threads have finished. */
  write(placed: readonly Placed[]): void {
    this.kernel.barrier();
    for (const { at, numbers } of placed) {
      const { buffer } = this.#memory;
      if (numbers instanceof Float64Array) new Float64Array(buffer, at, numbers.length).set(numbers);
      else new Uint32Array(buffer, at, numbers.length).set(numbers);
    }
  }

  /** Numbers in the memory; they are valid until the next call. */
  read(at: number, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, at, length);
  }

  /** Writes zero to the four bytes at each of these places. */
  clear(places: readonly number[]): void {
    this.kernel.barrier();
    const words = new Uint32Array(this.#memory.buffer);
    for (const place of places) words[place / 4] = 0;
  }

  /** Stops the other threads, after they have finished their work. */
  stop(): void {
    this.kernel.stop();
  }
}

let team: PointsTeam | undefined;

/** The team that all sums share, with one thread for each processor. A larger team replaces one whose memory is too small. */
export function sharedTeam(bytes: number): PointsTeam {
  if (!team || team.bytes < bytes) {
    team?.stop();
    team = new PointsTeam(Math.min(MOST_THREADS, processors()), bytes);
  }
  return team;
}

/** Whether a memory can hold this many bytes. */
export function fitsInMemory(bytes: number): boolean {
  return bytes <= PAGE * MOST_PAGES;
}
