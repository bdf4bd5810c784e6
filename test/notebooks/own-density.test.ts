import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ensureJupyter, type JupyterEnvironment } from "../../src/cli/jupyter/environment.ts";
import { parseNotebook } from "../../src/cli/jupyter/notebook-format.ts";
import { executeNotebooks } from "../../src/cli/jupyter/notebooks.ts";
import { chapterTexts } from "../support/chapters.ts";
import { withScratch } from "./scratch.ts";

let environment: JupyterEnvironment;
beforeAll(async () => {
  environment = await ensureJupyter();
});

const quartic = 'new EnergyDensity({ expression: "x^4/4 - x^2/2", domain: [[-8, 8]] })';

/** What a reader changes in the first cell of a chapter, and the verdict that must follow. */
const changes: Readonly<Record<string, { readonly edits: readonly [string, string][]; readonly verdict: string }>> = {
  "01": {
    edits: [
      ["density = paper1d()", `density = ${quartic}`],
      ["sigma = 0.3", "sigma = 0.05"],
      ["[-1.5, 1.5]", "[-3, 3]"],
    ],
    verdict: "✓ T1 holds: the optimal denoiser, for your density and σ",
  },
  "02": {
    edits: [
      ["density: Density = threeBumps()", `density: Density = ${quartic}`],
      ["sigma = 0.5", "sigma = 0.3"],
    ],
    verdict: "✓ P1 holds: denoising is contraction, for your density and σ",
  },
  "03": {
    edits: [
      ["density = paper1d()", `density = ${quartic}`],
      ["sigma = 0.3", "sigma = 0.2"],
      ["[-1.5, 1.5]", "[-3, 3]"],
    ],
    verdict: "✓ T2 holds: the optimal contractive reconstruction, for your density and σ",
  },
  "04": {
    edits: [
      ["line: Density = threeBumps()", `line: Density = ${quartic}`],
      ["sigma = 0.05", "sigma = 0.1"],
    ],
    verdict: "✓ B1 holds: the next order, for your density and σ",
  },
  "06": {
    edits: [
      [
        "density: Density = twoClouds()",
        'density: Density = new EnergyDensity({ expression: "x^4/4 - x^2/2 + x*y/3 + y^2/2", domain: [[-5, 5], [-5, 5]] })',
      ],
      ["x0 = Float64Array.of(0.4, -0.5)", "x0 = Float64Array.of(0.8, -0.5)"],
      ["delta = 0.4", "delta = 0.3"],
    ],
    verdict: "✓ M1 holds: local mass and local mean, for your density, x₀ and δ",
  },
  "07": {
    edits: [
      ["density: Density = threeBumps()", `density: Density = ${quartic}`],
      ["sigma = 0.3", "sigma = 0.2"],
      ["[-6, 7]", "[-4, 4]"],
    ],
    verdict: "✓ H1 holds: sampling, for your density and σ",
  },
};

describe.each(chapterTexts(Object.keys(changes)))("chapter $name", ({ name, text }) => {
  test(
    "runs to the end with the reader's own density and σ, which reach its figures and its verdict",
    {
      timeout: 600_000,
    },
    () =>
      withScratch(environment, async (folder) => {
        const { edits, verdict } = changes[name.slice(0, 2)];
        let edited = text;
        for (const [from, to] of edits) {
          expect(edited).toContain(from);
          edited = edited.replace(from, to);
        }
        writeFileSync(join(folder, `${name}.md`), edited);
        const [run] = await executeNotebooks(environment, { check: false, folder });
        expect(run).toMatchObject({ failure: null, ok: true });
        const { cells } = parseNotebook(readFileSync(join(folder, `${name}.ipynb`), "utf8"));
        const printed = cells.flatMap(({ outputs = [] }) =>
          outputs.flatMap((output) => ("data" in output ? [String(output.data["text/plain"])] : [])),
        );
        expect(printed.filter((one) => one.startsWith(verdict))).toHaveLength(1);
      }),
  );
});
