import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ensureJupyter, type JupyterEnvironment } from "../../src/cli/jupyter/environment/environment.ts";
import { describeRun } from "../../src/cli/jupyter/execution/describe-run.ts";
import { executeNotebooks } from "../../src/cli/jupyter/execution/notebooks.ts";
import { listChapters } from "../../src/cli/jupyter/notebook-files/chapters.ts";
import { parseNotebook } from "../../src/cli/jupyter/notebook-files/notebook-format.ts";
import { run } from "../../src/cli/processes/run.ts";
import { projectRoot } from "../../src/project.ts";
import { withScratch } from "./scratch.ts";

const folder = join(projectRoot(), "notebooks");
const chapters = await listChapters(folder);

let environment: JupyterEnvironment;
beforeAll(async () => {
  environment = await ensureJupyter();
});

test("there is a chapter to execute, and each has its text twin", () => {
  expect(chapters.length).toBeGreaterThan(0);
  const files = readdirSync(folder);
  for (const name of chapters) expect(files).toEqual(expect.arrayContaining([`${name}.ipynb`, `${name}.md`]));
});

// Here the notebooks are really executed, and what they print and plot is compared with what is committed. How long each
// takes depends on what else the machine does: `npx scorebook notebooks --check` prints it.
test("every chapter, executed again, prints and plots what is committed", {
  timeout: 1_200_000,
}, async () => {
  const runs = await executeNotebooks(environment, { check: true });
  const disorder = runs.filter(({ ok }) => !ok).map((run) => describeRun(run, true));
  expect(disorder.join("\n")).toBe("");
  expect(runs.map(({ name }) => name)).toEqual(chapters);
});

test("the first chapter runs under plain `jupyter execute`, with nothing on standard error", () =>
  withScratch(environment, async (scratch) => {
    const [name] = chapters;
    cpSync(join(folder, `${name}.ipynb`), join(scratch, `${name}.ipynb`));
    const jupyter = join(environment.python, "..", "jupyter");
    const result = await run(jupyter, ["execute", "--output=executed.ipynb", `${name}.ipynb`], {
      cwd: scratch,
      env: environment.variables,
    });
    expect(result.status, result.stderr).toBe(0);
    const { cells } = parseNotebook(readFileSync(join(scratch, "executed.ipynb"), "utf8"));
    const code = cells.filter(({ cell_type }) => cell_type === "code");
    expect(code.map(({ execution_count }) => execution_count)).toEqual(code.map((_cell, i) => i + 1));
    const errors = code.flatMap(({ outputs = [] }) =>
      outputs.filter((output) => output.output_type === "error" || ("name" in output && output.name === "stderr")),
    );
    expect(errors).toEqual([]);
  }));
