import { existsSync } from "node:fs";
import { join } from "node:path";
import ts from "@tslab/typescript-for-tslab";
import { expect, test } from "vitest";
import { projectRoot } from "../src/project.ts";
import { needFreshDist } from "./support/fresh-dist.ts";

needFreshDist();

/**
 * What the compiler inside the notebook kernel says about a file of the project that holds `source`, with the kernel's
 * way of finding modules and stricter checks than its own.
 */
function diagnose(source: string): string[] {
  const file = join(projectRoot(), "cell.ts");
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ file, messageText }) => `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
}

test("the built declarations can be read by the kernel's TypeScript 5.0, without a complaint", {
  timeout: 60_000,
}, () => {
  expect(ts.version).toMatch(/^5\.0\./);
  expect(existsSync(join(projectRoot(), "dist", "index.d.ts"))).toBe(true);
  const cell = `import * as scorebook from "scorebook";
    import { readPoints } from "scorebook/node";
    import { Polynomial, show } from "scorebook/notebook";
    import { createRng, GaussianMixture, paper1d, scoreEstimate } from "scorebook";
    const gaussian = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[1]] }]);
    const draws: Float64Array = gaussian.sample(createRng(1), 3);
    export const all = { scorebook, scores: [gaussian.score(draws), paper1d().score(draws)], scoreEstimate };
    export const more = { readPoints, show, term: Polynomial.parse("x/2").terms[0].coefficient.d };`;
  expect(diagnose(cell)).toEqual([]);
});

test("a wrong use of the declarations is reported", { timeout: 60_000 }, () => {
  const cell = `import { GaussianMixture } from "scorebook";
    export const wrong: string = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[1]] }]).dim;`;
  expect(diagnose(cell)).toEqual([expect.stringContaining("Type 'number' is not assignable to type 'string'")]);
});
