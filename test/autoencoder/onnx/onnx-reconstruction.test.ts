import { describe, expect, it, vi } from "vitest";
import { fastReconstruction } from "../../../src/autoencoder/engine/fast-reconstruction.ts";
import { OneLayer } from "../../../src/autoencoder/network/one-layer.ts";
import { batchRows } from "../../../src/autoencoder/onnx/losses/graph-loss.ts";
import { onnxReconstruction } from "../../../src/autoencoder/onnx/onnx-reconstruction.ts";
import { paper1d } from "../../../src/density/examples/paper1d.ts";
import { FinitePoints } from "../../../src/density/finite-points.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import { testedPrecisions } from "../../support/graph-programs.ts";
import { relativeDifference } from "../../support/relative-difference.ts";
import { smallModel } from "../../support/small-model.ts";
import { smallResidualModel } from "../../support/small-residual-model.ts";

const networks = {
  "a one-layer auto-encoder": smallModel({ dim: 3, hidden: 7 }).network,
  "a residual network": smallResidualModel({ dim: 3, hidden: [300, 9] }).network.at(0.3),
};

describe.each(testedPrecisions)("in %s", (precision) => {
  const tolerance = precision === "float64" ? 1e-13 : 1e-5;

  it.each(Object.entries(networks))(
    "r, r - x and dr/dx of %s are its own, in blocks of points too",
    (_name, network) => {
      const r = onnxReconstruction(network, { precision });
      const points = normals(createRng(1), 3 * (batchRows(300, precision) + 5));
      expect([r.dim, r.sigma]).toEqual([3, 0.3]);
      const own = network.evaluate(points);
      expect(relativeDifference(r.evaluate(points), own)).toBeLessThan(tolerance);
      const change = own.map((value, j) => value - points[j]);
      expect(relativeDifference(r.displacement(points), change)).toBeLessThan(tolerance);
      const few = points.subarray(0, 600);
      expect(relativeDifference(r.jacobian(few), network.jacobian(few))).toBeLessThan(tolerance);
      expect(r.evaluate(new Float64Array())).toHaveLength(0);
      expect(() => r.evaluate(new Float64Array(4))).toThrow("points must be points of dimension 3, not 4 numbers");
      r.close();
    },
  );
});

it("whatever computes it, the reconstruction is the network's: what `fastReconstruction` takes agrees to 1e-13", async () => {
  const others = { ...networks, "another activation": new OneLayer(networks["a one-layer auto-encoder"].weights, 0.3) };
  for (const network of Object.values(others)) {
    const r = await fastReconstruction(network, { threads: 1 });
    const points = normals(createRng(2), 30);
    expect(relativeDifference(r.evaluate(points), network.evaluate(points))).toBeLessThan(1e-13);
    expect(relativeDifference(r.jacobian(points), network.jacobian(points))).toBeLessThan(1e-13);
    await r.close();
  }
});

describe("fastReconstruction of an auto-encoder with one layer", () => {
  const network = networks["a one-layer auto-encoder"];
  const points = normals(createRng(2), 30);

  it.each([
    ["fused", /^the fused kernel, float64$/],
    ["onnx", /^ONNX Runtime .*, float64$/],
    ["plain", /^plain TypeScript, float64$/],
  ] as const)("by %s says so, and agrees to 1e-13", async (engine, name) => {
    const r = await fastReconstruction(network, { threads: 1, engine });
    expect(r.engine).toMatch(name);
    expect(relativeDifference(r.evaluate(points), network.evaluate(points))).toBeLessThan(1e-13);
    await r.close();
  });

  it("is by the fused kernel by default, whose bytes are the same everywhere, and by the table's fastest if that is wanted", async () => {
    const wide = new OneLayer(
      {
        encoder: normals(createRng(1), 256 * 1000, 0.1),
        hiddenBias: new Float64Array(1000),
        decoder: normals(createRng(2), 256 * 1000, 0.1),
        outputBias: new Float64Array(256),
      },
      0.3,
    );
    const choices = { default: {}, auto: { engine: "auto", batch: 1000 } } as const;
    const names = [];
    for (const choice of Object.values(choices)) {
      const r = await fastReconstruction(wide, { threads: 1, ...choice });
      names.push(r.engine.split(" ")[0]);
      await r.close();
    }
    expect(names).toEqual(["the", "ONNX"]);
  });

  it("a residual network is computed by the engine that is asked for", async () => {
    const residual = networks["a residual network"];
    const r = await fastReconstruction(residual, { threads: 1, engine: "plain" });
    expect(r.engine).toBe("plain TypeScript, float64");
    expect(r.evaluate(points)).toEqual(residual.evaluate(points));
    await r.close();
    await expect(fastReconstruction(residual, { threads: 1, engine: "fused" })).rejects.toThrow(
      "engine fused is for auto-encoders with one layer",
    );
  });

  it("the denoiser of many points in many dimensions takes products of matrices by ONNX Runtime, unless it is forbidden", async () => {
    const dim = 16;
    const rng = createRng(5);
    const rows = Float64Array.from({ length: 3000 * dim }, () => rng.normal());
    const noisy = rows.slice(0, 2000 * dim).map((value) => value + 2 * rng.normal());
    const optimum = optimalReconstruction(new FinitePoints(rows, dim), "dae", 2);
    const [fast, plain] = [
      await fastReconstruction(optimum, { threads: 1 }),
      await fastReconstruction(optimum, { threads: 1, engine: "plain" }),
    ];
    expect(fast.engine).toMatch(/^plain TypeScript, float64; products of matrices by ONNX Runtime [\d.]+, float64$/);
    expect(plain.engine).toBe("plain TypeScript, float64");
    const [byProducts, byKernel] = [fast.evaluate(noisy), plain.evaluate(noisy)];
    expect(byKernel).toEqual(optimum.evaluate(noisy));
    for (const [i, value] of byProducts.entries()) expect(Math.abs(value - byKernel[i])).toBeLessThan(1e-12);
    await fast.close();
    vi.stubEnv("SCOREBOOK_ENGINE", "fused");
    const forced = await fastReconstruction(optimum, { threads: 1 });
    vi.unstubAllEnvs();
    expect(forced.engine).toBe("plain TypeScript, float64");
  });

  it("refuses engines for what is no such network", async () => {
    const optimum = optimalReconstruction(paper1d(), "dae", 0.3);
    await expect(fastReconstruction(optimum, { threads: 1, engine: "onnx" })).rejects.toThrow(
      "engine must be left out for this network: onnx computes auto-encoders with one layer of tanh, residual networks and denoisers of many points in 8 or more dimensions only",
    );
  });

  it("refuses an engine that there is not", async () => {
    await expect(fastReconstruction(network, { threads: 1, engine: "none" as "auto" })).rejects.toThrow(/engine/);
  });
});
