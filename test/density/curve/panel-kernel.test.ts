import exp from "@stdlib/math-base-special-exp";
import { describe, expect, it } from "vitest";
import { KernelMoments, type MomentOrder } from "../../../src/density/blurred/kernel-moments.ts";
import { addPanels, POINTS, type WeighedPanel } from "../../../src/density/curve/panel-kernel.ts";
import { gaussLegendre } from "../../../src/numerics/quadrature/gauss-legendre.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

const sigma = 0.3;

/** Sums of no terms yet, relative to a point; exponents of panels around it reach about 40. */
function emptySums(dim: number, order: MomentOrder, rng = createRng(dim)): KernelMoments {
  const sums = new KernelMoments(dim);
  const [x, reference] = [1.5, 1].map((size) => Float64Array.from({ length: dim }, () => size * rng.normal()));
  sums.reset(x, 0, reference, 0, sigma, order);
  return sums;
}

function panelsAround({ dim, reference }: KernelMoments, count: number, rng = createRng(7)): readonly WeighedPanel[] {
  return Array.from({ length: count }, () => ({
    nodes: Float64Array.from({ length: dim * POINTS }, (_, j) => reference[Math.floor(j / POINTS)] + rng.normal()),
    halfShare: rng.uniform(),
  }));
}

/** The same sums term by term. */
function addPlainly(panels: readonly WeighedPanel[], sums: KernelMoments, exponential: (x: number) => number): void {
  const { dim, reference, offset } = sums;
  const { weights } = gaussLegendre(POINTS);
  const u = new Float64Array(dim);
  for (const { nodes, halfShare } of panels) {
    for (let j = 0; j < POINTS; j++) {
      let exponent = 0;
      for (let a = 0; a < dim; a++) {
        u[a] = (nodes[a * POINTS + j] - reference[a]) / sigma;
        exponent += u[a] * (offset[a] - u[a] / 2);
      }
      sums.add(halfShare * weights[j] * exponential(exponent), u);
    }
  }
}

const numbersOf = ({ mass, first, second, third }: KernelMoments) => ({ mass, first, second, third });

describe("the kernel's sums over panels have the bits of sums term by term", () => {
  const cases = [1, 2, 3, 4, 10].flatMap((dim) => ([0, 1, 2, 3] as const).map((order) => [dim, order] as const));

  // The exponential of @stdlib is FDLIBM's on every machine.
  it.each(cases)("in %d dimensions, of order %d", (dim, order) => {
    for (let repeat = 0; repeat < 20; repeat++) {
      const [sums, plain] = [1, 2].map(() => emptySums(dim, order, createRng(repeat + 1)));
      const panels = panelsAround(sums, 20, createRng(repeat + 100));
      addPanels(panels, sigma, sums);
      addPlainly(panels, plain, exp);
      expect(numbersOf(sums)).toEqual(numbersOf(plain));
    }
  });

  // Elsewhere compilers may have fused multiplications and additions of Math.exp.
  it.runIf(process.arch === "x64")("with Math.exp on x64, also where exponents are 0, 1 or next to 0", () => {
    const [sums, plain] = [1, 2].map(() => new KernelMoments(1));
    for (const one of [sums, plain]) one.reset(Float64Array.of(1.5 * sigma), 0, Float64Array.of(0), 0, sigma, 1);
    const special = [0, sigma, sigma / 2, 1e-12, -1e-12, 1e-9, -3e-9, 3e-9, 2 * sigma, 3 * sigma];
    const panels = special.map((node) => ({ nodes: new Float64Array(POINTS).fill(node), halfShare: 0.5 }));
    addPanels(panels, sigma, sums);
    addPlainly(panels, plain, Math.exp);
    expect(numbersOf(sums)).toEqual(numbersOf(plain));
  });

  it("and are not a number where a node isn't", () => {
    const sums = emptySums(2, 1);
    const [panel] = panelsAround(sums, 1);
    addPanels([{ ...panel, nodes: panel.nodes.with(3, Number.NaN) }], sigma, sums);
    expect([sums.mass, ...sums.first]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});
