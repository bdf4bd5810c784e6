import { describe, expect, it } from "vitest";
import { type ActivationName, activations } from "../../../../src/autoencoder/network/activation.ts";
import {
  type DeepShape,
  initialDeepParameters,
  parameterParts,
} from "../../../../src/autoencoder/network/deep-shape.ts";
import { SigmaNetwork } from "../../../../src/autoencoder/network/sigma-network.ts";
import { gradient, pushforward } from "../../../../src/autoencoder/onnx/graph/gradient.ts";
import { constant, input } from "../../../../src/autoencoder/onnx/graph/leaves.ts";
import type { Numbers } from "../../../../src/autoencoder/onnx/graph/value.ts";
import { exactPenalty, probedPenalty } from "../../../../src/autoencoder/onnx/losses/loss-values.ts";
import { residualNetworkGraph } from "../../../../src/autoencoder/onnx/networks/network-graph.ts";
import { parameterInputs, residualGraph } from "../../../../src/autoencoder/onnx/networks/residual-graph.ts";
import { onnxProgram } from "../../../../src/autoencoder/onnx/runtime.ts";
import { createRng, normals } from "../../../../src/numerics/random/random.ts";
import { largestDisplacement } from "../../../../src/reconstruction/largest-displacement.ts";
import { differentiate } from "../../../support/differences.ts";
import { normalNumbers, numbersOf, runProgram, testedPrecisions } from "../../../support/graph-programs.ts";
import { relativeDifference } from "../../../support/relative-difference.ts";

const sigmas = [0.05, 2] as const;
const dataScale = 1.3;
const N = 4;
const DIM = 3;

/** A network with random parameters everywhere, as a graph and as a network. */
function made(activation: ActivationName, conditioned: boolean) {
  const shape: DeepShape = { dim: DIM, hidden: [6, 5], activation, conditioned };
  const rng = createRng(1);
  const vector = initialDeepParameters(shape, rng).map((one) => one + 0.3 * rng.normal());
  const parameters = parameterInputs(shape);
  const inputs: Record<string, Numbers> = { x: normalNumbers(rng, [N, DIM]) };
  for (const { name, shape: axes, start, length } of parameterParts(shape)) {
    inputs[name] = { shape: axes, data: vector.subarray(start, start + length) };
  }
  return { shape, parameters, inputs, vector, network: new SigmaNetwork(shape, vector, sigmas, dataScale) };
}

describe.each(Object.keys(activations) as ActivationName[])("with %s", (activation) => {
  const { shape, parameters, inputs, network } = made(activation, true);
  const plan = { shape, sigmas, dataScale };
  const x = input("x", ["n", DIM]);

  it("r(x) - x is that of the network, to 1e-13: at one sigma for all points, and at one for each", () => {
    const levels = Float64Array.of(0.05, 0.3, 1, 2);
    const each = residualGraph(plan, parameters, x, input("sigma", ["n", 1]));
    const byPoint = numbersOf(each.displacement, { ...inputs, sigma: { shape: [N, 1], data: levels } });
    for (const [i, sigma] of levels.entries()) {
      const expected = network.at(sigma).displacement(inputs.x.data);
      const one = residualGraph(plan, parameters, x, sigma);
      expect(relativeDifference(numbersOf(one.displacement, inputs), expected)).toBeLessThan(1e-13);
      const own = byPoint.slice(i * DIM, (i + 1) * DIM);
      expect(relativeDifference(own, expected.slice(i * DIM, (i + 1) * DIM))).toBeLessThan(1e-13);
      expect(numbersOf(one.reconstruction, inputs)).toEqual(
        numbersOf(one.displacement, inputs).map((change, j) => inputs.x.data[j] + change),
      );
    }
  });

  it("the derivatives along the axes are the network's dr/dx, to 1e-13, and their squares the exact penalty", () => {
    const { reconstruction } = residualGraph(plan, parameters, x, 0.3);
    const axes = Float64Array.from({ length: DIM * DIM }, (_, j) => (j % (DIM + 1) === 0 ? 1 : 0));
    const slopes = pushforward(reconstruction, new Map([[x, constant(axes, [DIM, 1, DIM])]]));
    const actual = numbersOf(slopes, inputs);
    const jacobian = network.at(0.3).jacobian(inputs.x.data);
    const expected = jacobian.map((_, j) => {
      const [b, i, a] = [Math.floor(j / (N * DIM)), Math.floor(j / DIM) % N, j % DIM];
      return jacobian[(i * DIM + a) * DIM + b];
    });
    expect(relativeDifference(actual, expected)).toBeLessThan(1e-13);
    const penalty = numbersOf(exactPenalty(reconstruction, x), inputs);
    expect(
      relativeDifference(penalty, Float64Array.of(jacobian.reduce((sum, one) => sum + one * one, 0))),
    ).toBeLessThan(1e-13);
  });

  it("all eight directions of signs, as probes, give the exact penalty, to 1e-13", () => {
    const { reconstruction } = residualGraph(plan, parameters, x, 0.3);
    const signs = Float64Array.from({ length: 8 * N * DIM }, (_, j) =>
      (Math.floor(j / (N * DIM)) >> (j % DIM)) % 2 === 0 ? 1 : -1,
    );
    const probed = probedPenalty(reconstruction, x, input("probes", [8, "n", DIM]));
    const value = numbersOf(probed, { ...inputs, probes: { shape: [8, N, DIM], data: signs } });
    expect(relativeDifference(value, numbersOf(exactPenalty(reconstruction, x), inputs))).toBeLessThan(1e-13);
  });

  it("the penalty's gradient with respect to every parameter is that of central differences, to 1e-8", () => {
    const { reconstruction } = residualGraph(plan, parameters, x, 0.3);
    // The biases at the output have no part in it.
    const names = [...parameters.keys()].filter((name) => name !== "c");
    const end = exactPenalty(reconstruction, x);
    const slopes = gradient(
      end,
      names.map((name) => parameters.get(name) ?? x),
    );
    for (const [k, name] of names.entries()) {
      const { shape: axes, data } = inputs[name];
      const f = (numbers: Float64Array): Float64Array =>
        numbersOf(end, { ...inputs, [name]: { shape: axes, data: numbers } });
      const differences = data.map((_, j) => differentiate(f, data, j)[0]);
      expect(relativeDifference(numbersOf(slopes[k], inputs), differences), name).toBeLessThan(1e-8);
    }
  });

  it.each(testedPrecisions)(
    "ONNX Runtime computes r, the penalty and its gradient as plain TypeScript does, in %s",
    (precision) => {
      const { displacement, reconstruction } = residualGraph(plan, parameters, x, input("sigma", ["n", 1]));
      const penalty = exactPenalty(reconstruction, x);
      const [slope] = gradient(penalty, [parameters.get("W1") ?? x]);
      const graph = {
        inputs: [x, input("sigma", ["n", 1]), ...parameters.values()],
        outputs: { displacement, penalty, slope },
      };
      const program = onnxProgram(graph, precision);
      const all = { ...inputs, sigma: { shape: [N, 1], data: Float64Array.of(0.05, 0.3, 1, 2) } };
      // Some 30 roundings one after the other, of sums with a few terms.
      const tolerance = precision === "float64" ? 1e-13 : 5e-5;
      for (const [name, values] of Object.entries(runProgram(program, graph, all))) {
        const expected = numbersOf(graph.outputs[name as keyof typeof graph.outputs], all);
        expect(relativeDifference(values, expected), name).toBeLessThan(tolerance);
      }
      program.close();
    },
  );
});

it("a network whose displacement is limited is the same graph, with its derivatives, where the limit counts and where it does not", () => {
  const { shape, parameters, inputs, vector } = made("silu", true);
  const limited = { ...shape, limited: true } as const;
  const network = new SigmaNetwork(limited, vector, sigmas, dataScale);
  const longest = 0.3 * largestDisplacement(DIM);
  // Two points near the origin, and two that are far away.
  const points = normals(createRng(3), N * DIM).map((one, j) => (j < 2 * DIM ? 0.2 : 50) * one);
  const lengths = Array.from({ length: N }, (_, i) => Math.hypot(...network.at(0.3).displacement(points.slice(i * DIM, (i + 1) * DIM)))); // biome-ignore format: one line
  expect(lengths.map((length) => Math.abs(length - longest) < 1e-12)).toEqual([false, false, true, true]);
  const unlimited = new SigmaNetwork(shape, vector, sigmas, dataScale).at(0.3);
  const near = points.slice(0, 2 * DIM);
  expect(network.at(0.3).displacement(near)).toEqual(unlimited.displacement(near));
  const x = input("x", ["n", DIM]);
  const levels = { shape: [N, 1], data: new Float64Array(N).fill(0.3) };
  const all = { ...inputs, x: { shape: [N, DIM], data: points }, sigma: levels };
  const ofRange = residualGraph({ shape: limited, sigmas, dataScale }, parameters, x, input("sigma", ["n", 1]));
  for (const { displacement } of [ofRange, residualNetworkGraph(network.at(0.3), x)]) {
    expect(relativeDifference(numbersOf(displacement, all), network.at(0.3).displacement(points))).toBeLessThan(1e-13);
    const axes = Float64Array.from({ length: DIM * DIM }, (_, j) => (j % (DIM + 1) === 0 ? 1 : 0));
    const slopes = numbersOf(pushforward(displacement, new Map([[x, constant(axes, [DIM, 1, DIM])]])), all);
    const jacobian = network.at(0.3).displacementJacobian(points);
    const expected = jacobian.map((_, j) => {
      const [b, i, a] = [Math.floor(j / (N * DIM)), Math.floor(j / DIM) % N, j % DIM];
      return jacobian[(i * DIM + a) * DIM + b];
    });
    expect(relativeDifference(slopes, expected)).toBeLessThan(1e-12);
  }
});

it("a network for one sigma has no parameters that stand for sigma, and is the same graph", () => {
  const { shape, parameters, inputs, vector } = made("tanh", false);
  const network = new SigmaNetwork(shape, vector, [0.3, 0.3], dataScale);
  const points = normals(createRng(2), 2 * DIM);
  const graph = residualGraph({ shape, sigmas: [0.3, 0.3], dataScale }, parameters, input("x", ["n", DIM]), 0.3);
  const actual = numbersOf(graph.displacement, { ...inputs, x: { shape: [2, DIM], data: points } });
  expect(relativeDifference(actual, network.at(0.3).displacement(points))).toBeLessThan(1e-13);
  expect([...parameters.keys()]).toEqual(["W1", "b1", "W2", "b2", "V", "c", "A"]);
});
