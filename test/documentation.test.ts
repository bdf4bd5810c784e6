import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transform } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pages, table, withTable, withTableInNotebook } from "../scripts/tables.mjs";
import { claims } from "../src/claims/index.ts";
import { describeRun } from "../src/cli/jupyter/execution/describe-run.ts";
import { listChapters } from "../src/cli/jupyter/notebook-files/chapters.ts";
import { createProgram } from "../src/cli/program.ts";
import { figures } from "../src/figures/index.ts";
import { projectRoot } from "../src/project.ts";
import type { scorebook } from "./cli/scorebook.ts";
import { onThread } from "./cli/scorebook-on-thread.ts";
import {
  codeBlocks,
  deadLinks,
  type Entry,
  examples,
  type Names,
  outputDifference,
  tableProblems,
  tableRows,
  unknownNames,
} from "./support/documentation.ts";
import { needFreshDist } from "./support/fresh-dist.ts";

needFreshDist();

const root = projectRoot();
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const chapters = await listChapters(join(root, "notebooks"));
const start = "notebooks/00-start-here.md";
const docs = readdirSync(join(root, "docs"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`);
const files = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...docs,
  ...chapters.map((name) => `notebooks/${name}.md`),
];
const manifest = JSON.parse(read("package.json"));
const names: Names = {
  scripts: Object.keys(manifest.scripts),
  programs: readdirSync(join(root, "node_modules", ".bin")),
  scorebook: createProgram(),
  exists: (path) => existsSync(join(root, path)),
};

describe.each(files)("%s", (file) => {
  test("links lead somewhere", () => {
    expect(deadLinks(join(root, file))).toEqual([]);
  });

  test("npm scripts, programs, commands, options and paths that it names exist", () => {
    expect(unknownNames(read(file), names)).toEqual([]);
  });
});

test("`npx scorebook` runs the built command", () => {
  expect(manifest.bin).toEqual({ scorebook: "dist/cli/main.js" });
});

describe("the table of claims and figures", () => {
  const entries: Entry[] = [
    ...claims.map(({ id, title }) => ({
      label: `${id.toUpperCase()}, ${title[0].toLowerCase()}${title.slice(1)}`,
      source: `src/claims/${id}-`,
      mention: `"${id}"`,
    })),
    ...figures.map(({ id, stem }) => ({
      label: `Figure ${id.slice(1)},`,
      source: `src/figures/paper/${stem}-`,
      mention: `figure${id.slice(1)}`,
    })),
  ];
  const chapter = (path: string): string => read(path.replace(/\.ipynb$/, ".md"));

  test.each(["docs/claims.md", start])("in %s has a row for each of them, and no other", (file) => {
    expect(tableProblems(tableRows(file, read(file)), entries, chapter)).toEqual([]);
  });

  test.each(pages)("in $path is what `npm run tables` makes of the claims and figures", (page) => {
    const text = read(page.path);
    expect(withTable(text, table(claims, figures, page))).toBe(text);
  });

  test("in the notebook of chapter 00 is the same", () => {
    const text = read("notebooks/00-start-here.ipynb");
    expect(withTableInNotebook(text, table(claims, figures, pages[1]))).toBe(text);
  });
});

describe("the examples of the README and the docs", () => {
  const readme = read("README.md");
  /** The project as it is right after `npm ci`, without Jupyter: a copy, so that no example can change anything. */
  let copy = "";
  let onCopy: typeof scorebook;
  /** The examples that start other programs. The others run on a thread that has loaded the command once. */
  const ownProcess = /^npx scorebook (?:doctor|figures)\b/;

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), "scorebook-readme-"));
    onCopy = onThread(join(copy, "dist", "cli", "main.js"));
    for (const name of ["package.json", "dist", "figures", "models"]) {
      cpSync(join(root, name), join(copy, name), { recursive: true });
    }
    cpSync(join(root, "notebooks", "data"), join(copy, "notebooks", "data"), { recursive: true });
    mkdirSync(join(copy, "node_modules"));
    for (const name of readdirSync(join(root, "node_modules"))) {
      const target = name === "scorebook" ? copy : join(root, "node_modules", name);
      symlinkSync(target, join(copy, "node_modules", name), "junction");
    }
  });

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  /** Runs an example in the copy. It is read as a shell reads it, with the copy's program in the place of npx. */
  const run = (command: string): string[] => {
    const words = wordsOf(command);
    const { stdout, stderr } = ownProcess.test(command) ? asProcess(words) : onCopy(words, copy);
    return (stdout || stderr).trimEnd().split("\n");
  };
  const asProcess = (words: readonly string[]) =>
    spawnSync(process.execPath, [join(copy, "dist", "cli", "main.js"), ...words], {
      cwd: copy,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    });
  /** The words of a command after `npx scorebook`, as a shell reads them. */
  const wordsOf = (command: string): string[] => {
    const npx = `npx() { shift; for word; do printf '%s\\0' "$word"; done; }`;
    const { stdout, status } = spawnSync("sh", ["-c", `${npx}\n${command}`], { cwd: copy, encoding: "utf8" });
    expect(status).toBe(0);
    return stdout.split("\0").slice(0, -1);
  };
  const all = [readme, ...docs.map(read)].flatMap(examples);
  const check = "npx scorebook notebooks --check";
  // Times are different everywhere; that all of it runs is tested in test/bench.
  const bench = "npx scorebook bench";
  // In documentation.slow.test.ts, when the tests of the claims have measured them.
  const verify = "npx scorebook verify";

  test.each(all.filter(({ command }) => ![check, verify].includes(command) && !command.startsWith(bench)))(
    "$command",
    { timeout: 400_000 },
    ({ command, shown }) => {
      expect(command).toMatch(/^npx scorebook /);
      expect(outputDifference(shown, run(command))).toBeNull();
    },
  );

  // Executed in test/notebooks/committed.test.ts, in a minute; here, what the command then prints.
  test(check, () => {
    const agreeing = { seconds: 1, failure: null, differences: [], remarks: [], written: [], ok: true };
    const printed = chapters.map((name) => describeRun({ name, ...agreeing }, true));
    const shown = all.find(({ command }) => command === check)?.shown ?? [];
    expect(outputDifference(shown, printed)).toBeNull();
  });

  test("show every command but those that set up and open JupyterLab, and reproduce", () => {
    const shown = new Set(all.map(({ command }) => command.split(" ")[2]));
    expect([...shown].sort()).toEqual([
      "bench",
      "check",
      "denoise",
      "describe",
      "doctor",
      "export",
      "figures",
      "fit",
      "local-mean",
      "loss",
      "modes",
      "monomial",
      "notebooks",
      "reconstruct",
      "sample",
      "score",
      "train",
      "verify",
    ]);
  });

  test("the library: the script runs and prints what is shown", async () => {
    const blocks = codeBlocks(readme);
    const index = blocks.findIndex(({ language }) => language === "typescript");
    const { code } = await transform(blocks[index].text, { loader: "ts", format: "esm" });
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", code], {
      cwd: copy,
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
    expect(blocks[index + 1].language).toBe("text");
    const shown = blocks[index + 1].text.trimEnd().split("\n");
    expect(outputDifference(shown, stdout.trimEnd().split("\n"))).toBeNull();
  });
});

describe("the checks themselves", () => {
  test("examples are found, with commands of several lines and their output", () => {
    const text =
      "```console\n$ npx a \\\n    --b\nout\n\n$ npx c '{\n \"d\": 1}'\n…\n```\n```sh\n$ not this\n```\n```console\n$ e\n```\n";
    expect(examples(text)).toEqual([
      { command: "npx a \\\n    --b", shown: ["out", ""] },
      { command: "npx c '{\n \"d\": 1}'", shown: ["…"] },
      { command: "e", shown: [] },
    ]);
  });

  test.each([
    ["a digit", ["loss 0.5"], ["loss 0.6"]],
    ["the ninth digit by two", ["0.123456789"], ["0.123456786"]],
    ["a sign", ["score 1.5"], ["score -1.5"]],
    ["a stated error that is not tiny", ["error 1e-12"], ["error 1e-6"]],
    ["a word", ["t1 holds"], ["t1 fails"]],
    ["a line that is not printed", ["a", "b"], ["a"]],
    ["a line that is not shown", ["a"], ["a", "b"]],
    ["nothing shown", [], ["a"]],
    ["a line after those left out", ["a", "…", "c"], ["a", "b", "d"]],
    ["a line between those left out", ["…", "b", "…"], ["a", "c"]],
    ["the order of lines", ["…", "b", "…", "a", "…"], ["a", "b"]],
    ["more lines at the end", ["…", "b"], ["b", "c"]],
  ])("a difference in %s is seen", (_what, shown, printed) => {
    expect(outputDifference(shown, printed)).toEqual(expect.any(String));
  });

  test.each([
    ["times", ["done (1.2 s)"], ["done (13 s)"]],
    ["versions", ["Node 20.19.0"], ["Node 24.1.10"]],
    ["the widths of columns", ["a  b"], ["a    b"]],
    ["the tenth digit", ["0.12345678901"], ["0.12345678904"]],
    ["stated errors", ["error 7.4e-15"], ["error 1.1e-14"]],
    ["lines left out, none or several", ["…", "a", "…", "b", "…"], ["a", "x", "y", "b"]],
  ])("%s are not compared", (_what, shown, printed) => {
    expect(outputDifference(shown, printed)).toBeNull();
  });

  test("a dead link and a heading that is not there are seen; addresses, code and formulas are no links", () => {
    const text =
      "# A b\n[x](gone.md) ![p](gone.png) [y](#a-b) [z](#c) [![p](LICENSE)](README.md)\n`[c](d)` $f[a](b)$ [w](https://a.b)";
    const dead = deadLinks(join(root, "README.md"), text);
    expect(dead.map((line) => line.replace(/^.* links to /, ""))).toEqual([
      "gone.md, which does not exist",
      "gone.png, which does not exist",
      "#c, where there is no such heading",
    ]);
  });

  test.each([
    "`npm run gone`",
    "```sh\nnpm ci && npm run gone\n```",
    "`npx gone`",
    "`npx scorebook gone`",
    "`npx scorebook verify --gone`",
    "`npx scorebook --gone`",
    "```console\n$ npx scorebook loss \\\n  --gone 1\n```",
    "`src/gone.ts`",
  ])("%j: the name that does not exist is seen", (text) => {
    expect(unknownNames(`${text}\n`, names)).toEqual([expect.stringContaining("gone")]);
  });

  test("names that exist, placeholders and npm's own commands are accepted", () => {
    const text =
      "`npm ci && npm test`, `npm run lab`, `npx vitest run`, `npx scorebook verify --only t1`, `src/index.ts`, `src/claims/<id>.ts`";
    expect(unknownNames(text, names)).toEqual([]);
  });

  test("a missing row, a row too many and wrong links of a table are seen", () => {
    const table = (rows: string): string => `| claim or figure | a | b | c |\n|---|---|---|---|\n${rows}\n`;
    const entry: Entry = { label: "T1, x", source: "src/claims/t1-", mention: '"t1"' };
    const problems = (rows: string, cells = 'id === "t1"'): number =>
      tableProblems(tableRows("docs/a.md", table(rows)), [entry], () => cells).length;
    const row = "| T1, x | [1](1.ipynb) | [s](../src/claims/t1-s.ts) | [t](../test/t.test.ts) |";
    expect(problems(row)).toBe(0);
    expect(problems("")).toBe(1);
    expect(problems(`${row}\n${row}`)).toBe(1);
    expect(problems(`${row}\n${row.replace("T1", "T9")}`)).toBe(1);
    expect(problems(row.replace("t1-s", "t2-s"))).toBe(1);
    expect(problems(row.replace("t.test.ts", "t.ts"))).toBe(1);
    expect(problems(row, "")).toBe(1);
  });
});
