import { expect, test } from "vitest";
import { normalise } from "../../../../src/cli/jupyter/notebook-files/normalise.ts";
import { parseNotebook, serializeNotebook } from "../../../../src/cli/jupyter/notebook-files/notebook-format.ts";
import { code, notebook, printed, prose } from "./notebook.ts";

test("code cells are counted from 1, cells not executed stay uncounted", () => {
  const cells = normalise(notebook(code("1"), prose("text"), { ...code("2"), execution_count: null }, code("3"))).cells;
  expect(cells.map((cell) => cell.execution_count)).toEqual([1, undefined, null, 3]);
});

test("a cell's id depends on what it says and on nothing before it, and is unique", () => {
  const alone = normalise(notebook(code("f();"))).cells[0];
  const later = normalise(notebook(prose("new"), code("g();"), code("f();"), code("f();"))).cells;
  expect(later[2].id).toBe(alone.id);
  expect(new Set(later.map(({ id }) => id)).size).toBe(4);
  expect(later.every(({ id }) => /^[a-zA-Z0-9-_]{1,64}$/.test(id))).toBe(true);
});

test("colours, editor and timing metadata are dropped, tags are kept, streams joined", () => {
  const noisy = {
    ...code("1", printed("\u001b[33m1\u001b[39m\n"), printed("2\n")),
    metadata: { tags: ["long"], collapsed: true, execution: { "iopub.execute_input": "2026-01-01T00:00:00Z" } },
  };
  const [cell] = normalise(notebook(noisy)).cells;
  expect(cell.metadata).toEqual({ tags: ["long"] });
  expect(cell.outputs).toEqual([printed("1\n2\n")]);
});

test("the notebook names the kernel tslab and is paired with its text twin, whatever it said before", () => {
  const { metadata } = normalise({ ...notebook(), metadata: { kernelspec: { name: "python3" }, signature: "x" } });
  expect(metadata).toMatchObject({ kernelspec: { name: "tslab" }, jupytext: { formats: "ipynb,md" } });
  expect(metadata).not.toHaveProperty("signature");
});

test("normalising, writing and reading again changes nothing", () => {
  const once = normalise(notebook(prose("# Title\n\nText"), code("a;\nb;\n", printed("1\n\n2")), code("")));
  const text = serializeNotebook(once);
  expect(parseNotebook(text)).toEqual(once);
  expect(serializeNotebook(normalise(parseNotebook(text)))).toBe(text);
});

test("the file is as Jupyter writes it: lines, sorted keys, one blank of indent, a newline at the end", () => {
  const text = serializeNotebook(normalise(notebook(code("a;\nb;"))));
  expect(text).toContain('   "source": [\n    "a;\\n",\n    "b;"\n   ]');
  expect(text.indexOf('"cell_type"')).toBeLessThan(text.indexOf('"execution_count"'));
  expect(text.endsWith("}\n")).toBe(true);
});
