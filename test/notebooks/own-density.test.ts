import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { claims } from "../../src/claims/index.ts";
import { projectRoot } from "../../src/project.ts";
import { chapterTexts } from "../support/chapters.ts";
import { needFreshDist } from "../support/fresh-dist.ts";
import { keptReports } from "../support/kept-reports.ts";

needFreshDist();

// That chapters run through Jupyter is for committed.test.ts to test. Here one process executes all of them, as the kernel does. A
// claim of the paper is not about the reader's density: where the tests of the claims have measured it, it is not measured again.

let kernel: ChildProcess;
beforeAll(() => {
  kernel = fork(fileURLToPath(new URL("cells-in-kernel.mjs", import.meta.url)), {
    cwd: join(projectRoot(), "notebooks"),
    // As the tests' own processes (vitest.config.ts), but without what those load beforehand.
    execArgv: ["--max-semi-space-size=64", "--single-threaded-gc"],
    serialization: "advanced",
  });
});
afterAll(async () => {
  if (!kernel.connected) return;
  const ended = once(kernel, "exit");
  kernel.disconnect();
  await ended;
});

/** What became of a chapter's cells: the plain text of each output that is not a stream, and why a cell failed, or null. */
async function execute(cells: readonly string[]): Promise<{ texts: readonly string[]; failure: string | null }> {
  kernel.send({ reports: claims.flatMap(({ id }) => keptReports([id]) ?? []), cells });
  // Where the process ends instead, nothing would answer.
  const ended = once(kernel, "exit").then(([status]) => ({ texts: [], failure: `the process ended: ${status}` }));
  return Promise.race([once(kernel, "message").then(([answer]) => answer), ended]);
}

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

describe.each(chapterTexts(Object.keys(changes)))("chapter $name", ({ name, cells }) => {
  test("runs to the end with the reader's own density and σ, which reach its figures and its verdict", {
    timeout: 600_000,
  }, async () => {
    const { edits, verdict } = changes[name.slice(0, 2)];
    const edited = [...cells];
    for (const [from, to] of edits) {
      const changed = edited.findIndex((code) => code.includes(from));
      expect(changed, from).toBeGreaterThanOrEqual(0);
      edited[changed] = edited[changed].replace(from, to);
    }
    const { texts, failure } = await execute(edited);
    expect(failure).toBeNull();
    expect(texts.filter((one) => one.startsWith(verdict))).toHaveLength(1);
  });
});

test.each([
  ["of a wrong type", "const wrong: string = 1;", /Type 'number' is not assignable to type 'string'/],
  ["that throws", "throw new RangeError('too far');", /too far/],
  ["that writes to standard error", "console.error('careful');", /careful/],
])(
  "a cell %s fails its chapter with what it said, and the cells after it are not executed",
  async (_what, code, said) => {
    const { texts, failure } = await execute(["1 + 1", code, "throw new Error('executed')"]);
    expect(failure).toMatch(said);
    expect(failure).not.toContain("executed");
    expect(texts).toEqual([]);
  },
);
