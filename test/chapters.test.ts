import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { transform } from "esbuild";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { projectRoot } from "../src/project.ts";
import { type ChapterText, chapterTexts, foldedParts } from "./support/chapters.ts";
import { needFreshDist } from "./support/fresh-dist.ts";

/** The chapters that keep to these rules. */
const chapters = chapterTexts(["00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11"]);
/** In node_modules, from where the package finds itself by its name, as from a notebook. */
const folder = join(projectRoot(), "node_modules", ".cache", `solutions-${process.pid}`);

beforeAll(() => {
  needFreshDist();
  mkdirSync(folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The longest line of code, in characters. JupyterLab in a window of 1280 pixels shows about as many beside the margin. */
const LONGEST_LINE = 120;

describe.each(chapters)("chapter $name", ({ name, text, cells, solutions }: ChapterText) => {
  test("has no code cell of more than 12 lines", () => {
    const lengths = cells.map((cell) => ({ first: cell.split("\n")[0], lines: cell.trimEnd().split("\n").length }));
    expect(lengths.filter(({ lines }) => lines > 12)).toEqual([]);
  });

  test("has no line of code of more than 120 characters", () => {
    const lines = [...cells, ...solutions].flatMap((code) => code.split("\n"));
    expect(lines.filter((line) => [...line].length > LONGEST_LINE)).toEqual([]);
  });

  test("says of every figure what is to be seen in it, as alternative text and in a numbered caption", () => {
    const shown = cells.flatMap((cell) => [...cell.matchAll(/await show\(/g)]);
    const described = cells.flatMap((cell) => [...cell.matchAll(/\balt:/g)]);
    expect(described.length).toBe(shown.length);
    const number = Number(name.slice(0, 2));
    const captions = [...text.matchAll(/^\*\*Figures? ([\d. and]+)\.\*\*/gm)].flatMap(([, list]) =>
      list.split(" and "),
    );
    expect(captions).toEqual(shown.map((_, i) => `${number}.${i + 1}`));
  });

  test("has at least three exercises, each with a folded solution", () => {
    const exercises = [...text.matchAll(/^\*\*\d+\.\*\* /gm)];
    expect(exercises.length).toBeGreaterThanOrEqual(3);
    expect(foldedParts(text).length).toBe(exercises.length);
  });

  test.each(solutions.map((code, i) => ({ number: i + 1, code })))(
    "solution $number, pasted into a cell of its own, runs and prints something",
    { timeout: 120_000 },
    async ({ number, code }) => {
      const file = join(folder, `${name}-${number}.mjs`);
      writeFileSync(file, (await transform(code, { loader: "ts", format: "esm" })).code);
      const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
      const before = process.cwd();
      try {
        // As a notebook does, which reads data/ beside it.
        process.chdir(join(projectRoot(), "notebooks"));
        await import(/* @vite-ignore */ pathToFileURL(file).href);
        const printed = write.mock.calls.map(([chunk]) => String(chunk)).join("");
        expect(printed.trim()).not.toBe("");
        expect(printed).not.toMatch(/not a number|✗/);
      } finally {
        process.chdir(before);
        write.mockRestore();
      }
    },
  );
});
