import { expect, test } from "vitest";
import { Notebook } from "./notebook.ts";

test("members are completed by type, also of what an earlier cell declared", async () => {
  const notebook = new Notebook();
  await notebook.run("interface Point { across: number; up: number }\nconst point: Point = { across: 1, up: 2 };");
  const code = "const n = 1;\npoint.a + n";
  const { start, end, matches } = notebook.language.complete(code, code.indexOf(".a") + 2);
  expect(matches.map(({ text }) => text)).toEqual(["across"]);
  expect(code.slice(start, end)).toBe("a");
  expect(notebook.language.complete("point.", 6).matches.map(({ text }) => text)).toEqual(["across", "up"]);
});

test("names of earlier cells and of imports are completed", async () => {
  const notebook = new Notebook();
  await notebook.run("import { greet } from 'greetings';\nconst greenness = 3;");
  expect(notebook.language.complete("gree", 4).matches.map(({ text }) => text)).toEqual(
    expect.arrayContaining(["greet", "greenness"]),
  );
});

test("a description has the type, the docstring and the parameters", async () => {
  const notebook = new Notebook();
  await notebook.run("import { greet } from 'greetings';");
  for (const cursor of [2, 5, 6]) {
    const found = notebook.language.describe("greet('you')", cursor);
    expect(found?.signature).toBe("greet(name: string, style?: Style): string");
    expect(found?.documentation).toBe("Greets somebody.\n\n@param name who is greeted");
  }
  expect(notebook.language.describe("1 + 1", 2)).toBeNull();
});

test("a text is complete, needs more lines, or is wrong", () => {
  const { language } = new Notebook();
  expect(language.completeness("const n = 1;")).toBe("complete");
  expect(language.completeness("for (const n of [1]) {")).toBe("incomplete");
  expect(language.completeness("const = 1; const n = 2;")).toBe("invalid");
});
