import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  carryOutputs,
  listChapters,
  selectChapters,
  writeChanged,
} from "../../../../src/cli/jupyter/notebook-files/chapters.ts";
import { normalise } from "../../../../src/cli/jupyter/notebook-files/normalise.ts";
import { code, notebook, printed, prose } from "./notebook.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "scorebook-chapters-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const names = ["00-start-here", "01-optimal-denoiser", "03-contractive-optimum"];

test("a chapter is a notebook, a twin or both; other files are none", async () => {
  for (const file of ["01-b.ipynb", "01-b.md", "00-a.md", "README.md", "02-c.png"]) {
    await writeFile(join(folder, file), "");
  }
  expect(await listChapters(folder)).toEqual(["00-a", "01-b"]);
});

test.each([
  [undefined, names],
  ["03", ["03-contractive-optimum"]],
  ["3, 01", ["01-optimal-denoiser", "03-contractive-optimum"]],
  ["optimal-denoiser", ["01-optimal-denoiser"]],
  ["01-optimal-denoiser.ipynb", ["01-optimal-denoiser"]],
])("--only %j", (only, chosen) => {
  expect(selectChapters(only, names)).toEqual(chosen);
});

test("an unknown chapter is an InputError that names the chapters there are", () => {
  expect(() => selectChapters("01,07", names)).toThrow(/^--only: "07" is not one of the chapters 00-start/);
});

test("cells that say the same keep their outputs, changed ones lose them", () => {
  const old = normalise(notebook(code("f();", printed("1\n")), code("g();", printed("2\n"))));
  const fresh = normalise(
    notebook(prose("new"), { ...code("f();"), execution_count: null }, { ...code("h();"), execution_count: null }),
  );
  const [, kept, changed] = carryOutputs(old, fresh).cells;
  expect(kept.outputs).toEqual([printed("1\n")]);
  expect(changed).toMatchObject({ outputs: [], execution_count: null });
});

test("a file is written only where its text changes, and nothing else is left beside it", async () => {
  const file = join(folder, "a.md");
  expect(writeChanged(file, "one", null)).toBe(true);
  expect(writeChanged(file, "one", "one")).toBe(false);
  expect(await readFile(file, "utf8")).toBe("one");
  expect(await readdir(folder)).toEqual(["a.md"]);
});
