import { expect, test } from "vitest";
import {
  type Notebook,
  parseNotebook,
  serializeNotebook,
} from "../../../../src/cli/jupyter/notebook-files/notebook-format.ts";

const notebook: Notebook = {
  cells: [
    {
      cell_type: "code",
      id: "a",
      source: 'const text = "[\\n 1,\\n 2\\n]";\ntext;\n',
      metadata: {},
      execution_count: 1,
      outputs: [
        {
          output_type: "display_data",
          data: {
            "application/json": { x: [1, -2.5, null, 1e-7, 3e21], names: ["a", "b"], empty: [], mixed: [1, "a"] },
          },
          metadata: {},
        },
        { output_type: "stream", name: "stdout", text: "[\n 1,\n 2\n]\n" },
      ],
    },
  ],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
};

test("an array of numbers stands on one line, every other array has a line for each item", () => {
  const text = serializeNotebook(notebook);
  expect(text).toContain('"x": [1,-2.5,null,1e-7,3e+21]\n');
  expect(text).toMatch(/"names": \[\n\s+"a",\n\s+"b"\n\s+\]/);
  expect(text).toMatch(/"mixed": \[\n\s+1,\n\s+"a"\n\s+\]/);
});

test("reading gives back what was written, source text with brackets and numbers too, in the same bytes", () => {
  const text = serializeNotebook(notebook);
  expect(parseNotebook(text)).toEqual(notebook);
  expect(serializeNotebook(parseNotebook(text))).toBe(text);
});
