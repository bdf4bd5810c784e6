import { growTo, type WasmModule, wasmModule } from "../wasm-module.ts";

/** The shapes of the factors of a product: op(A) is (rows, inner) and op(B) is (inner, columns). op transposes if the flip is set. */
export interface ProductShape {
  readonly rows: number;
  readonly columns: number;
  /** Whether A is stored as (inner, rows). Default false. */
  readonly flipA?: boolean;
  /** Whether B is stored as (columns, inner). Default false. */
  readonly flipB?: boolean;
}

/** The rows and columns of the block that is summed in registers, and the number of terms whose factors stay in the first cache. */
const [TALL, WIDE, DEEP] = [4, 4, 256];
/** The number of terms of all sums from which on it pays to compile the module, which takes several milliseconds once. */
const WORTH_A_MODULE = 2 ** 20;
/** The same number once the module has been compiled. */
const WORTH_A_CALL = 2 ** 14;

/**
 * The product of two row-major matrices, in blocks whose factors stay in the cache. Each entry is summed over `inner` in order,
 * 256 terms at a time, so that the bytes are the same everywhere. Its error is at most inner eps sum_k |a_ik| |b_kj|.
 * @param product the array for the product, neither of the factors; by default a new one
 * @returns shape (rows, columns)
 */
export function multiplyMatrices(
  a: Float64Array,
  b: Float64Array,
  { rows, columns, flipA = false, flipB = false }: ProductShape,
  product: Float64Array = new Float64Array(rows * columns),
): Float64Array {
  const inner = rows === 0 ? 0 : a.length / rows;
  const shape = { rows, columns, flipA, flipB };
  product.fill(0);
  if (columns < WIDE) {
    addNarrow(product, a, b, shape, inner);
    return product;
  }
  if (rows * columns * inner > (instance ? WORTH_A_CALL : WORTH_A_MODULE)) {
    addInWasm(product, a, b, shape, inner);
    return product;
  }
  growRight(WIDE * Math.ceil(columns / WIDE) * Math.min(DEEP, inner));
  for (let from = 0; from < inner; from += DEEP) {
    const depth = Math.min(DEEP, inner - from);
    packRight(right, b, shape, inner, from, depth);
    for (let i = 0; i < rows; i += TALL) {
      packLeft(left, a, shape, inner, i, from, depth);
      for (let j = 0; j < columns; j += WIDE) {
        const block = { product, start: i * columns + j, columns, tall: rows - i, wide: columns - j };
        addBlock(block, left, right, j * depth, depth);
      }
    }
  }
  return product;
}

/** Adds a product of fewer columns than a block has, one sum after the other. */
function addNarrow(
  product: Float64Array,
  a: Float64Array,
  b: Float64Array,
  { rows, columns, flipA, flipB }: Required<ProductShape>,
  inner: number,
): void {
  const [stepA, strideA] = flipA ? [1, rows] : [inner, 1];
  const [stepB, strideB] = flipB ? [inner, 1] : [1, columns];
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      for (let from = 0; from < inner; from += DEEP) {
        const to = Math.min(inner, from + DEEP);
        let sum = 0;
        for (let k = from; k < to; k++) sum += a[i * stepA + k * strideA] * b[j * stepB + k * strideB];
        product[at] += sum;
      }
    }
  }
}

/** Adds the product to zeros by WebAssembly, with the same bytes and in a third of the time. */
function addInWasm(
  product: Float64Array,
  a: Float64Array,
  b: Float64Array,
  shape: Required<ProductShape>,
  inner: number,
): void {
  const { rows, columns } = shape;
  const panels = Math.ceil(columns / WIDE);
  const sizes = [TALL * DEEP, WIDE * panels * Math.min(DEEP, inner), TALL * WIDE * panels];
  const { memory, addPanels } = kernel(8 * sizes.reduce((sum, size) => sum + size, 0));
  const starts = [0, sizes[0], sizes[0] + sizes[1]];
  const [left, right, sums] = sizes.map((size, k) => new Float64Array(memory.buffer, 8 * starts[k], size));
  for (let from = 0; from < inner; from += DEEP) {
    const depth = Math.min(DEEP, inner - from);
    packRight(right, b, shape, inner, from, depth);
    for (let i = 0; i < rows; i += TALL) {
      packLeft(left, a, shape, inner, i, from, depth);
      const tall = Math.min(TALL, rows - i);
      if (from === 0) sums.fill(0);
      else for (let t = 0; t < tall; t++) copy(product, (i + t) * columns, sums, t * WIDE * panels, columns);
      addPanels(0, 8 * starts[1], panels, depth, 8 * starts[2]);
      for (let t = 0; t < tall; t++) copy(sums, t * WIDE * panels, product, (i + t) * columns, columns);
    }
  }
}

/** Copies a row, which is so short that views of the arrays would take longer than its numbers. */
function copy(from: Float64Array, start: number, to: Float64Array, at: number, length: number): void {
  for (let j = 0; j < length; j++) to[at + j] = from[start + j];
}

/** The exports of assembly/matrix-product.ts, and the memory that it uses. */
interface ProductKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): void };
  addPanels(left: number, right: number, panels: number, depth: number, product: number): void;
}

declare const WebAssembly: { Instance: new (module: WasmModule) => { readonly exports: unknown } };

let instance: ProductKernel | undefined;

/** The kernel, with at least this many bytes of memory. */
function kernel(bytes: number): ProductKernel {
  instance ??= new WebAssembly.Instance(wasmModule("matrix-product")).exports as ProductKernel;
  growTo(bytes, instance.memory);
  return instance;
}

// Panels of op(B)^T and of op(A), in which the numbers for one step of the inner loop are adjacent.

function packRight(
  right: Float64Array,
  b: Float64Array,
  { columns, flipB }: Required<ProductShape>,
  inner: number,
  from: number,
  depth: number,
): void {
  const [step, stride] = flipB ? [inner, 1] : [1, columns];
  for (let j = 0; j < columns; j += WIDE) {
    pack(right.subarray(j * depth), b, { start: j * step + from * stride, step, stride }, WIDE, columns - j, depth);
  }
}

function packLeft(
  left: Float64Array,
  a: Float64Array,
  { rows, flipA }: Required<ProductShape>,
  inner: number,
  row: number,
  from: number,
  depth: number,
): void {
  const [step, stride] = flipA ? [1, rows] : [inner, 1];
  pack(left, a, { start: row * step + from * stride, step, stride }, TALL, rows - row, depth);
}

/**
 * The place of a panel in an array: `step` is the distance from one line of the panel to the next, `stride` that from term to term.
 */
interface Place {
  readonly start: number;
  readonly step: number;
  readonly stride: number;
}

/** Copies up to `width` lines so that their numbers for one term of the sum are adjacent. */
function pack(
  panel: Float64Array,
  from: Float64Array,
  { start, step, stride }: Place,
  width: number,
  lines: number,
  depth: number,
): void {
  for (let line = 0; line < width; line++) {
    const first = start + line * step;
    if (line < lines) for (let k = 0; k < depth; k++) panel[line + k * width] = from[first + k * stride];
    else for (let k = 0; k < depth; k++) panel[line + k * width] = 0;
  }
}

/** The place to which a block of 4 x 4 sums is added, and the part of the block that exists. */
interface Block {
  readonly product: Float64Array;
  readonly start: number;
  readonly columns: number;
  readonly tall: number;
  readonly wide: number;
}

// Arrays of their own for each product would keep the garbage collector busy where products are small and many.
const left = new Float64Array(TALL * DEEP);
let right = new Float64Array(0);
const sums = new Float64Array(TALL * WIDE);

function growRight(length: number): void {
  if (right.length < length) right = new Float64Array(length);
}

function addBlock(block: Block, left: Float64Array, right: Float64Array, rightStart: number, depth: number): void {
  sumBlock(left, right, rightStart, depth);
  const { product, start, columns } = block;
  const [tall, wide] = [Math.min(TALL, block.tall), Math.min(WIDE, block.wide)];
  for (let i = 0; i < tall; i++) {
    for (let j = 0; j < wide; j++) product[start + i * columns + j] += sums[i * WIDE + j];
  }
}

/** The 16 sums over two panels, written out without arrays, so that they stay in registers. */
function sumBlock(left: Float64Array, right: Float64Array, rightStart: number, depth: number): void {
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  let s20 = 0;
  let s21 = 0;
  let s22 = 0;
  let s23 = 0;
  let s30 = 0;
  let s31 = 0;
  let s32 = 0;
  let s33 = 0;
  for (let k = 0, r = rightStart; k < TALL * depth; k += TALL, r += WIDE) {
    const b0 = right[r];
    const b1 = right[r + 1];
    const b2 = right[r + 2];
    const b3 = right[r + 3];
    let a = left[k];
    s00 += a * b0;
    s01 += a * b1;
    s02 += a * b2;
    s03 += a * b3;
    a = left[k + 1];
    s10 += a * b0;
    s11 += a * b1;
    s12 += a * b2;
    s13 += a * b3;
    a = left[k + 2];
    s20 += a * b0;
    s21 += a * b1;
    s22 += a * b2;
    s23 += a * b3;
    a = left[k + 3];
    s30 += a * b0;
    s31 += a * b1;
    s32 += a * b2;
    s33 += a * b3;
  }
  sums[0] = s00;
  sums[1] = s01;
  sums[2] = s02;
  sums[3] = s03;
  sums[4] = s10;
  sums[5] = s11;
  sums[6] = s12;
  sums[7] = s13;
  sums[8] = s20;
  sums[9] = s21;
  sums[10] = s22;
  sums[11] = s23;
  sums[12] = s30;
  sums[13] = s31;
  sums[14] = s32;
  sums[15] = s33;
}
