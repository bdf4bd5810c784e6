import { all, create } from "mathjs";
import { describe, expect, it } from "vitest";
import { createRng } from "../../../src/numerics/random/random.ts";
import { logarithmTable } from "../../../src/numerics/vector-functions/logarithm-table.ts";
import { wasmModule } from "../../../src/numerics/wasm-module.ts";

/** Decimal arithmetic, with digits enough for the exact value of a float64. */
const exact = create(all, { number: "BigNumber", precision: 60 });
const digits = (x: number) => exact.bignumber(x.toPrecision(100));

/** The part of WebAssembly that is used here; the types of Node 20 leave it out. */
declare const WebAssembly: { Instance: new (module: object) => { readonly exports: unknown } };

/** The kernel's logarithm of an even number of numbers. */
function logarithms(numbers: readonly number[]): Float64Array {
  const { memory, logarithmInPlace } = new WebAssembly.Instance(wasmModule("plane-mixture")).exports as {
    readonly memory: { readonly buffer: ArrayBuffer };
    logarithmInPlace(numbers: number, count: number, table: number): void;
  };
  const view = new Float64Array(memory.buffer);
  const table = logarithmTable();
  const at = 2 * Math.ceil(table.length / 2);
  view.set(table);
  view.set(numbers, at);
  logarithmInPlace(8 * at, numbers.length, 0);
  return view.slice(at, at + numbers.length);
}

describe("the kernel's logarithm", () => {
  const rng = createRng(3);
  it.each([
    ["[1, 2]", () => 1 + rng.uniform()],
    ["[1, 2^31]", () => 2 ** (31 * rng.uniform())],
    ["next to an entry of the table", () => 1 + Math.floor(256 * rng.uniform()) / 256 + 1e-12 * rng.uniform()],
    ["next to 1", () => 1 + 10 ** (-15.9 * rng.uniform())],
    ["just below 2", () => 2 - 10 ** (-15.6 * rng.uniform())],
  ])("%s: exact to 4 roundings", (_, draw) => {
    const numbers = Array.from({ length: 300 }, draw);
    logarithms(numbers).forEach((value, i) => {
      const reference = exact.log(digits(numbers[i]));
      const error = exact.abs(exact.subtract(digits(value), reference));
      expect(Number(error.toString())).toBeLessThanOrEqual(4 * 2 ** -53 * Number(reference.toString()));
    });
  });

  it("is 0 at 1, and not a number where its argument is not", () => {
    const [zero, none] = logarithms([1, Number.NaN]);
    expect(zero).toBe(0);
    expect(none).toBeNaN();
  });
});
