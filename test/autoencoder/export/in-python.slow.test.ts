import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { modelArrays } from "../../../src/autoencoder/export/model-arrays.ts";
import { modelGraphs } from "../../../src/autoencoder/export/model-graphs.ts";
import { onnxModel } from "../../../src/autoencoder/onnx/file/onnx-model.ts";
import { ensureEnvironmentOf } from "../../../src/cli/jupyter/environment/virtual-environment.ts";
import { npzFile } from "../../../src/files/npz.ts";
import { cacheFolder, projectRoot } from "../../../src/project.ts";
import { at, direction, expected, kinds, largestError, limits } from "../../support/exported-models.ts";

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
let python = "";
beforeAll(async () => {
  const root = projectRoot();
  const requirements = join(root, "jupyter", "onnx-requirements.txt");
  ({ python } = await ensureEnvironmentOf({ root, venv: join(cacheFolder(root), "onnx"), requirements }, () => {}));
  folder = mkdtempSync(join(tmpdir(), "scorebook-export-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("onnxruntime in Python says the same, to 1e-12 in float64 and 1e-6 in float32", () => {
  const cases = (["float64", "float32"] as const).flatMap((precision) =>
    kinds.flatMap(([name, model, sigma, input], k) => {
      const graphs = modelGraphs(model);
      return Object.values(graphs).map((graph, part) => {
        const path = join(folder, `${k}-${part}-${precision}.onnx`);
        writeFileSync(path, onnxModel(graph, precision, "float64"));
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
      expect(error, `${name}, ${precision}, ${output}`).toBeLessThan(limits[precision]);
    }
  });
});

test("NumPy reads the arrays of every kind, with their shapes", () => {
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
