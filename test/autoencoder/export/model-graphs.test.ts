import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelArrays } from "../../../src/autoencoder/export/model-arrays.ts";
import { modelGraphs } from "../../../src/autoencoder/export/model-graphs.ts";
import { ClosedFormModel, type FittedDensity } from "../../../src/autoencoder/model/closed-form-model.ts";
import type { Model } from "../../../src/autoencoder/model/trained-model.ts";
import { onnxModel } from "../../../src/autoencoder/onnx/file/onnx-model.ts";
import { plainProgram } from "../../../src/autoencoder/onnx/plain-program.ts";
import type { NamedGraph, Precision, Program } from "../../../src/autoencoder/onnx/program.ts";
import { loadOnnxRuntime, onnxProgram } from "../../../src/autoencoder/onnx/runtime.ts";
import { npzFile } from "../../../src/files/npz.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { scoreEstimate } from "../../../src/reconstruction/reconstruction.ts";
import { smallModel } from "../../support/small-model.ts";
import { smallResidualModel } from "../../support/small-residual-model.ts";

const scaling = { mean: Float64Array.of(0.5, -1), scale: Float64Array.of(2, 0.5) };
const closed = (density: FittedDensity, scaled = false): Model =>
  new ClosedFormModel({
    density,
    sigmas: [0.3, 0.3],
    scaling: scaled ? scaling : null,
    provenance: { ...smallModel().provenance, options: { loss: "dae", seed: 1 } },
  });
const components = [
  {
    weight: 0.3,
    mean: [1, 0.5],
    covariance: [
      [0.5, 0.2],
      [0.2, 0.4],
    ],
  },
  {
    weight: 0.7,
    mean: [-1, 0],
    covariance: [
      [0.1, 0],
      [0, 0.3],
    ],
  },
];
const points = normals(createRng(4), 14, 1);
/** Every kind of model, and the sigma that it is asked for; where it is an input of the graph, `input` is set. */
const kinds: readonly (readonly [name: string, model: Model, sigma: number, input?: true])[] = [
  ["one layer", smallModel(), 0.3],
  ["tied weights", smallModel({ tied: true }), 0.3],
  ["one layer, standardised", smallModel({ scaling }), 0.3],
  ["residual", smallResidualModel(), 0.3],
  ["residual, tanh, standardised", smallResidualModel({ activation: "tanh", scaling }), 0.3],
  ["residual, a range of sigmas", smallResidualModel({ sigmas: [0.1, 2] }), 0.4, true],
  ["residual, a range of sigmas, standardised", smallResidualModel({ sigmas: [0.1, 2], scaling }), 0.4, true],
  ["a Gaussian", closed({ kind: "gaussian", components: [{ ...components[0], weight: 1 }] }), 0.3],
  ["a mixture", closed({ kind: "mixture", components }), 0.3],
  ["a mixture, standardised", closed({ kind: "mixture", components }, true), 0.3],
  ["points", closed({ kind: "points", points, dim: 2 }), 0.3],
  ["points, standardised", closed({ kind: "points", points, dim: 2 }, true), 0.3],
];
const at = normals(createRng(5), 20, 1);
const direction = normals(createRng(6), 20, 1);

/** What the model itself says: r, score, and dr/dx v. */
function expected(
  model: Model,
  sigma: number,
  input: boolean | undefined,
): Record<"r" | "score" | "jvp", Float64Array> {
  const own = input
    ? (model as { reconstruction(s: number): ReturnType<Model["reconstruction"]> }).reconstruction(sigma)
    : model.reconstruction();
  const jacobian = own.jacobian(at);
  const jvp = at.map((_, j) => {
    const row = 2 * j;
    return jacobian[row] * direction[j - (j % 2)] + jacobian[row + 1] * direction[j - (j % 2) + 1];
  });
  return { r: own.evaluate(at), score: scoreEstimate(own, at), jvp };
}

/** What the graphs say, in an engine. */
function computed(model: Model, sigma: number, open: (graph: NamedGraph) => Program): Record<string, Float64Array> {
  const graphs = modelGraphs(model);
  const results: Record<string, Float64Array> = {};
  for (const graph of [graphs.values, graphs.derivative]) {
    const program = open(graph);
    const numbers = (values: Float64Array) => (program.precision === "float32" ? Float32Array.from(values) : values);
    const all = {
      x: { data: numbers(at), shape: [10, 2] },
      v: { data: numbers(direction), shape: [10, 2] },
      sigma: { data: numbers(new Float64Array(10).fill(sigma)), shape: [10, 1] },
    };
    const inputs = Object.fromEntries(graph.inputs.map(({ name }) => [name, all[name as "x"]]));
    const outputs = Object.fromEntries(
      Object.keys(graph.outputs).map((name) => [name, { data: numbers(new Float64Array(20)), shape: [10, 2] }]),
    );
    program.run(inputs, outputs);
    for (const [name, { data }] of Object.entries(outputs)) results[name] = Float64Array.from(data);
    program.close();
  }
  return results;
}

function largestError(a: Float64Array, b: ArrayLike<number>): number {
  const size = a.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return a.reduce((most, value, j) => Math.max(most, Math.abs(value - b[j])), 0) / size;
}

const limits = { float64: 1e-12, float32: 1e-6 } as const;
/** The score, and the derivative of weights such as exp(-|x - y|^2 / 2 sigma^2), multiply what float32 leaves of r by 1 / sigma^2 = 11. */
const limit = (precision: Precision, name: string): number =>
  (precision === "float32" && name !== "r" ? 12 : 1) * limits[precision];
const runtime = await loadOnnxRuntime();

describe("r, score and Jacobian-vector product of the graphs are the model's, to 1e-12 in float64, relative to max(1, the largest):", () => {
  test.each(kinds.map(([name, model, sigma, input]) => ({ name, model, sigma, input })))(
    "$name",
    ({ model, sigma, input }) => {
      const truth = expected(model, sigma, input);
      const engines = [
        plainProgram,
        ...(runtime === null ? [] : [(graph: NamedGraph) => onnxProgram(graph, "float64")]),
      ];
      for (const open of engines) {
        const results = computed(model, sigma, open);
        for (const [name, values] of Object.entries(truth))
          expect(largestError(values, results[name]), name).toBeLessThan(limit("float64", name));
      }
    },
  );
});

/** A Python that has onnxruntime, where there is one: of SCOREBOOK_PYTHON, or the usual one. */
const python = process.env.SCOREBOOK_PYTHON ?? "python3";
const hasPython = spawnSync(python, ["-c", "import numpy, onnxruntime"]).status === 0;
const script = `
import json, sys
import numpy as np, onnxruntime as ort
results = []
for case in json.load(sys.stdin):
    dtype = np.float32 if case["precision"] == "float32" else np.float64
    given = {name: np.array(rows, dtype).reshape(-1, columns) for name, (rows, columns) in case["inputs"].items()}
    session = ort.InferenceSession(case["path"])
    names = [one.name for one in session.get_inputs()]
    outputs = session.run(None, {name: given[name] for name in names})
    results.append({one.name: y.ravel().tolist() for one, y in zip(session.get_outputs(), outputs)})
print(json.dumps(results))
`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-export-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.skipIf(!hasPython)(
  "onnxruntime in Python says the same, to 1e-12 in float64 and 1e-6 in float32, 12e-6 of what is divided by sigma^2",
  () => {
    const cases = (["float64", "float32"] as const).flatMap((precision) =>
      kinds.flatMap(([name, model, sigma, input], k) => {
        const graphs = modelGraphs(model);
        return Object.values(graphs).map((graph, part) => {
          const path = join(folder, `${k}-${part}-${precision}.onnx`);
          writeFileSync(path, onnxModel(graph, precision));
          const inputs = { x: [[...at], 2], v: [[...direction], 2], sigma: [new Array(10).fill(sigma), 1] };
          return { name, precision, path, inputs, truth: expected(model, sigma, input) };
        });
      }),
    );
    const { stdout, stderr } = spawnSync(python, ["-c", script], {
      input: JSON.stringify(cases),
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    expect(stdout, stderr).not.toBe("");
    const results: Record<string, number[]>[] = JSON.parse(stdout);
    results.forEach((outputs, i) => {
      const { name, precision, truth } = cases[i];
      for (const [output, values] of Object.entries(outputs)) {
        const error = largestError(truth[output as "r"], values);
        expect(error, `${name}, ${precision}, ${output}`).toBeLessThan(limit(precision, output));
      }
    });
  },
);

const hasNumpy = spawnSync(python, ["-c", "import numpy"]).status === 0;

test.skipIf(!hasNumpy)("NumPy reads the arrays of every kind, with their shapes", () => {
  for (const [k, [, model]] of kinds.entries()) {
    const arrays = modelArrays(model);
    const path = join(folder, `${k}.npz`);
    writeFileSync(path, npzFile(arrays));
    const code =
      "import json, sys, numpy as np\na = np.load(sys.argv[1])\nprint(json.dumps({n: [list(a[n].shape), a[n].tolist()] for n in a}))";
    const { stdout, stderr } = spawnSync(python, ["-c", code, path], { encoding: "utf8" });
    expect(stdout, stderr).not.toBe("");
    const read: Record<string, [number[], unknown]> = JSON.parse(stdout);
    expect(Object.keys(read)).toEqual(Object.keys(arrays));
    for (const [name, value] of Object.entries(arrays)) {
      const [shape, content] = read[name];
      const flat = Array.isArray(content) ? content.flat(4) : [content];
      if (typeof value === "string") expect(content).toBe(value);
      else expect([shape, flat]).toEqual([[...value.shape], [...value.data]]);
    }
  }
});
