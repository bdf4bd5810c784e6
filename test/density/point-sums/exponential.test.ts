import { all, create } from "mathjs";
import { describe, expect, it } from "vitest";
import { PointsTeam } from "../../../src/density/point-sums/points-team.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { EXPONENTIAL_STEPS, exponentialTable } from "../../../src/numerics/vector-functions/exponential-table.ts";

/** Decimal arithmetic, with digits enough for the exact value of a float64. */
const exact = create(all, { number: "BigNumber", precision: 60 });
const digits = (x: number) => exact.bignumber(x.toPrecision(100));

const TABLE = 1024;
const NUMBERS = 2 ** 16;

/** The kernel's exponential of an even number of numbers. */
function exponentials(numbers: readonly number[]): Float64Array {
  const team = new PointsTeam(1, 2 ** 20);
  team.write([
    { at: TABLE, numbers: exponentialTable() },
    { at: NUMBERS, numbers: Float64Array.from(numbers) },
  ]);
  team.kernel.exponentialInPlace(NUMBERS, numbers.length, TABLE);
  return team.read(NUMBERS, numbers.length).slice();
}

describe("the kernel's exponential", () => {
  const rng = createRng(3);
  const step = Math.LN2 / EXPONENTIAL_STEPS;
  it.each([
    ["[-1, 0]", () => -rng.uniform()],
    ["[-40, 0]", () => -40 * rng.uniform()],
    ["[-640, 30]", () => 30 - 670 * rng.uniform()],
    ["half-way between entries of the table", () => -(Math.floor(4000 * rng.uniform()) + 0.5) * step],
    ["next to 0", () => -(10 ** (-20 * rng.uniform()))],
  ])("%s: exact to 2 + 2 |x| roundings", (_, draw) => {
    const numbers = Array.from({ length: 300 }, draw);
    exponentials(numbers).forEach((value, i) => {
      const reference = exact.exp(digits(numbers[i]));
      const error = exact.abs(exact.subtract(exact.divide(digits(value), reference), exact.bignumber(1)));
      expect(Number(error.toString())).toBeLessThan((2 + 2 * Math.abs(numbers[i])) * 2 ** -53);
    });
  });

  it("is 1 at 0, stops at exp(-640), and leaves out no number", () => {
    const [zero, , far, infinite] = exponentials([0, -0, -1e5, -Infinity]);
    expect(zero).toBe(1);
    expect(far).toBe(infinite);
    expect(Math.abs(Math.log(far) + 640)).toBeLessThan(1e-12);
    expect(exponentials([Number.NaN, -1])[1]).toBeCloseTo(Math.exp(-1), 15);
  });
});
