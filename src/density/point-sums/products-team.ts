import type { MatrixProducts, ThreadProducts } from "../../numerics/linear-algebra/matrix-products.ts";
import { hasThreads, startThread, type Thread } from "../../numerics/platform.ts";
import { exponentialTable } from "../../numerics/vector-functions/exponential-table.ts";
import { growTo, type WasmModule, wasmModule } from "../../numerics/wasm-module.ts";

/** What assembly/product-sums.ts exports. */
interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): void };
  addPoints(...job: readonly number[]): void;
}

declare const WebAssembly: {
  Instance: new (module: WasmModule, imports: { "product-sums": object }) => { readonly exports: unknown };
};

/** The largest number of threads: machines seldom have more processors, and each thread costs memory. */
const MOST_THREADS = 16;
/** The memory that threads share comes in few sizes, so that one serves many calls. Pages that are never written take no memory. */
const LEAST_BYTES = 2 ** 27;
/**
 * The shared memory begins with words: the turn, which is odd while a job is open, and negative at the end; the number of other threads
 * that are at work; the number of the next block; whether a thread has failed; then the job. Its first word is the number of bytes of
 * a thread's own memory, and the others are the arguments of the kernel.
 */
const [TURN, ACTIVE, NEXT, FAILED, JOB] = [0, 1, 2, 3, 4];
const ARGUMENTS = 17;
/** The first byte after the words. */
export const SHARED_BEGIN = 128;
/** The place of the table of exponentials in the own memory of each thread. */
export const OWN_TABLE = 0;

/**
 * The program of another thread. It is text, so that it works alike in a bundle, in a test and in a notebook.
 * @param code that of `ThreadProducts`
 */
function programOf(code: string): string {
  return `
const { module, shared, table, products } = data;
const multiply = ((data) => { ${code} })(products);
const words = new Int32Array(shared, 0, ${SHARED_BEGIN / 4});
const { exports } = new WebAssembly.Instance(module, { "product-sums": {
  multiply: (a, b, rows, columns, inner, flip, product) => {
    const numbers = (at, length) => new Float64Array(exports.memory.buffer, at, length);
    const shape = { rows, columns, flipB: flip !== 0 };
    multiply(numbers(a, rows * inner), numbers(b, inner * columns), shape, numbers(product, rows * columns));
  },
  read: (from, to, bytes) => new Uint8Array(exports.memory.buffer).set(new Uint8Array(shared, from, bytes), to),
  write: (from, to, bytes) => new Uint8Array(shared).set(new Uint8Array(exports.memory.buffer, from, bytes), to),
  take: () => Atomics.add(words, ${NEXT}, 1),
} });
new Float64Array(exports.memory.buffer).set(table, ${OWN_TABLE / 8});
for (let turn = Atomics.load(words, ${TURN}); turn >= 0; turn = Atomics.load(words, ${TURN})) {
  if (turn % 2 === 1) {
    Atomics.add(words, ${ACTIVE}, 1);
    try {
      // A job that was closed meanwhile is not begun, because its words may change.
      if (Atomics.load(words, ${TURN}) === turn) {
        const [bytes, ...job] = words.subarray(${JOB}, ${JOB + 1 + ARGUMENTS});
        const missing = bytes - exports.memory.buffer.byteLength;
        if (missing > 0) exports.memory.grow(Math.ceil(missing / 65536));
        exports.addPoints(...job);
      }
    } catch {
      Atomics.store(words, ${FAILED}, 1);
    }
    Atomics.sub(words, ${ACTIVE}, 1);
    Atomics.notify(words, ${ACTIVE});
  }
  Atomics.wait(words, ${TURN}, turn);
}`;
}

/**
 * Threads that sum over points by products of matrices, and the memory that they share. Each thread has a memory of its own too, since
 * a library can't multiply in a shared one. This thread takes part; another one takes part as soon as it is ready.
 */
export class ProductsTeam {
  readonly shared: ArrayBufferLike;
  readonly #elsewhere: ThreadProducts | undefined;
  readonly #threads: number;
  readonly #words: Int32Array;
  readonly #kernel: Kernel;
  readonly #module = wasmModule("product-sums");
  readonly #table = exponentialTable();
  #others: Thread[] | undefined;
  /** The library of the present job. */
  #products: MatrixProducts;

  /** @param bytes the least size of the shared memory */
  constructor(products: MatrixProducts, bytes: number) {
    this.#products = products;
    this.#elsewhere = products.elsewhere;
    this.#threads = threadsOf(products);
    const size = Math.max(LEAST_BYTES, 2 ** Math.ceil(Math.log2(bytes)));
    this.shared = this.#threads > 1 ? new SharedArrayBuffer(size) : new ArrayBuffer(size);
    this.#words = new Int32Array(this.shared, 0, SHARED_BEGIN / 4);
    this.#kernel = this.#openKernel();
  }

  /** Whether the team can compute with these products in so much shared memory. */
  suits(products: MatrixProducts, bytes: number): boolean {
    const same = this.#elsewhere === products.elsewhere && this.#threads === threadsOf(products);
    return same && this.shared.byteLength >= bytes;
  }

  /** Numbers in the shared memory. */
  numbers(at: number, length: number): Float64Array {
    return new Float64Array(this.shared, at, length);
  }

  /** Starts the other threads, at the first call. */
  call(): void {
    if (!this.#elsewhere) return;
    const { code, data: products } = this.#elsewhere;
    const data = { module: this.#module, shared: this.shared, table: this.#table, products };
    this.#others ??= Array.from({ length: this.#threads - 1 }, () => startThread(programOf(code), data));
  }

  /**
   * Computes the sums of all blocks of queries, and returns when they are in the shared memory.
   * @param bytes the size that each thread's own memory needs
   * @param job the arguments of the kernel
   */
  run(products: MatrixProducts, bytes: number, job: readonly number[]): void {
    this.#products = products;
    this.#words.set([bytes, ...job], JOB);
    this.#words[NEXT] = 0;
    this.#words[FAILED] = 0;
    growTo(bytes, this.#kernel.memory);
    Atomics.add(this.#words, TURN, 1);
    Atomics.notify(this.#words, TURN);
    try {
      this.#kernel.addPoints(...job);
    } finally {
      Atomics.add(this.#words, TURN, 1);
      for (let active = this.#active(); active > 0; active = this.#active()) Atomics.wait(this.#words, ACTIVE, active);
    }
    if (this.#words[FAILED] !== 0) throw new Error("a thread could not compute products of matrices");
  }

  /** Ends the other threads. */
  stop(): void {
    Atomics.store(this.#words, TURN, -1);
    Atomics.notify(this.#words, TURN);
  }

  #active(): number {
    return Atomics.load(this.#words, ACTIVE);
  }

  /** The kernel on this thread; `programOf` has the same for another one. */
  #openKernel(): Kernel {
    const bytesOf = (at: number, length: number) => new Uint8Array(kernel.memory.buffer, at, length);
    const numbers = (at: number, length: number) => new Float64Array(kernel.memory.buffer, at, length);
    const imports = {
      multiply: (a: number, b: number, rows: number, columns: number, inner: number, flip: number, product: number) => {
        const shape = { rows, columns, flipB: flip !== 0 };
        const [left, right] = [numbers(a, rows * inner), numbers(b, inner * columns)];
        this.#products.multiply(left, right, shape, numbers(product, rows * columns));
      },
      read: (from: number, to: number, bytes: number) =>
        bytesOf(to, bytes).set(new Uint8Array(this.shared, from, bytes)),
      write: (from: number, to: number, bytes: number) => new Uint8Array(this.shared).set(bytesOf(from, bytes), to),
      take: () => Atomics.add(this.#words, NEXT, 1),
    };
    const kernel = new WebAssembly.Instance(this.#module, { "product-sums": imports }).exports as Kernel;
    numbers(OWN_TABLE, this.#table.length).set(this.#table);
    return kernel;
  }
}

/** The number of threads that a team has for these products. */
function threadsOf({ threads, elsewhere }: MatrixProducts): number {
  return elsewhere && hasThreads() ? Math.min(MOST_THREADS, threads) : 1;
}

let team: ProductsTeam | undefined;

/** The team that all sums share. Another one replaces it for other products, or where its memory is too small. */
export function sharedProductsTeam(products: MatrixProducts, bytes: number): ProductsTeam {
  if (team?.suits(products, bytes)) return team;
  team?.stop();
  team = new ProductsTeam(products, bytes);
  return team;
}
