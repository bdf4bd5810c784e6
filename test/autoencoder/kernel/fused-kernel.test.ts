import { readFileSync } from "node:fs";
import { join } from "node:path";
import { all, create } from "mathjs";
import { describe, expect, it } from "vitest";
import { kernelSources } from "../../../scripts/kernel.mjs";
import { instantiateKernel, sharedMemory } from "../../../src/autoencoder/kernel/fused-kernel.ts";
import { planMemory } from "../../../src/autoencoder/kernel/fused-layout.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { TANH_ENTRIES, tanhTable } from "../../../src/numerics/vector-functions/tanh-table.ts";
import { wasmModule } from "../../../src/numerics/wasm-module.ts";
import { projectRoot } from "../../../src/project.ts";

/** Decimal arithmetic, with digits enough for the exact value of a float64 and for tanh next to 1. */
const exact = create(all, { number: "BigNumber", precision: 60 });
/** All digits of a float64, not only as many as tell it from its neighbours. */
const digits = (x: number) => exact.bignumber(x.toPrecision(100));

/** The kernel's tanh. */
function tanh(numbers: readonly number[]): Float64Array {
  const count = 4 * Math.ceil(numbers.length / 4);
  const { layouts, pages } = planMemory("denoising", count, { dim: 1, hidden: 1, tied: true }, 1);
  const memory = sharedMemory(pages);
  const kernel = instantiateKernel(wasmModule("autoencoder"), memory, layouts[0]);
  const view = new Float64Array(memory.buffer);
  view.set(tanhTable(), layouts[0].table / 8);
  view.set(numbers, layouts[0].noisy / 8);
  kernel.tanhInPlace(layouts[0].noisy, count);
  return view.slice(layouts[0].noisy / 8, layouts[0].noisy / 8 + numbers.length);
}

/** Error in units in the last place of the exact value. */
function unitsOff(value: number, x: number): number {
  const reference = exact.tanh(digits(x));
  const unit = 2 ** Math.max(-1074, Math.floor(Math.log2(Math.abs(reference.toNumber()))) - 52);
  return Math.abs(exact.subtract(digits(value), reference).toNumber()) / unit;
}

it("assembly/generated/ has what is made of assembly/ as it is now", () => {
  const root = projectRoot();
  const built = readFileSync(join(root, "assembly", "generated", "sources.sha256"), "utf8");
  expect(built, "npm run build makes it anew").toBe(kernelSources(root));
});

describe("the kernel's tanh", () => {
  const rng = createRng(1);
  const uniform = Array.from({ length: 400 }, () => 8 * (rng.uniform() - 0.5));
  const tails = Array.from({ length: 100 }, () => 4 + 17 * rng.uniform());
  // Half-way between two entries of the table, where what is added to them is largest, and one rounding beside it.
  const between = Array.from({ length: 40 }, (_, n) => (2 * n + 1) / 64).flatMap((x) => [
    x,
    x * (1 + Number.EPSILON),
    x * (1 - Number.EPSILON),
  ]);
  const small = Array.from({ length: 100 }, () => 10 ** (-20 * rng.uniform()));

  it.each([
    ["[-4, 4]", uniform],
    ["[4, 21], where it becomes 1", tails],
    ["points half-way between two entries of the table", between],
    ["small numbers", small],
  ])("is exact to 3 units in the last place: %s", (_where, numbers) => {
    const values = tanh(numbers);
    expect(Math.max(...numbers.map((x, j) => unitsOff(values[j], x)))).toBeLessThanOrEqual(3);
  });

  it("is odd, to the bit", () => {
    const numbers = [...uniform, ...tails, ...between, ...small];
    expect(tanh(numbers.map((x) => -x))).toEqual(tanh(numbers).map((value) => -value));
  });

  it("is x for the smallest numbers", () => {
    const numbers = [Number.MIN_VALUE, 2 ** -1022, 1e-300, 1e-100, 1e-9];
    expect([...tanh(numbers)]).toEqual(numbers);
  });

  it("is 0 at 0 and -0", () => {
    for (const value of tanh([0, -0])) expect(Math.abs(value)).toBe(0);
  });

  it("is exactly 1 or -1 from 20 on, to infinity", () => {
    expect([...tanh([20, 21, 1e9, Number.MAX_VALUE, Number.POSITIVE_INFINITY])]).toEqual([1, 1, 1, 1, 1]);
    expect([...tanh([-20, -21, -1e9, -Number.MAX_VALUE, Number.NEGATIVE_INFINITY])]).toEqual([-1, -1, -1, -1, -1]);
  });

  it("is not a number where its argument isn't, whatever bits that has, and the number beside it is not disturbed", () => {
    const bits = [
      0x7ff8000000000000n,
      0xfff8000000000000n,
      0x7fffffffffffffffn,
      0xffffffffffffffffn,
      0x7ff0000000000001n,
    ];
    for (const nan of new Float64Array(BigUint64Array.from(bits).buffer)) {
      expect([...tanh([nan, 0.5])]).toEqual([Number.NaN, tanh([0.5])[0]]);
      expect([...tanh([0.5, nan])]).toEqual([tanh([0.5])[0], Number.NaN]);
    }
  });

  it("never is larger than 1", () => {
    const numbers = Array.from({ length: 20_000 }, (_, j) => 17 + j / 5000);
    expect(tanh(numbers).every((value) => value <= 1)).toBe(true);
  });
});

describe("the table of tanh", () => {
  it("holds the float64 next to tanh n / 32, for n from -640 to 640", () => {
    const table = tanhTable();
    for (let n = -640; n <= 640; n += 5) {
      const entry = table[(n + TANH_ENTRIES) % TANH_ENTRIES];
      expect(unitsOff(entry, n / 32)).toBeLessThanOrEqual(0.5);
    }
  });
});
