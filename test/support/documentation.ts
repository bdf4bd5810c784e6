import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import type { Command } from "commander";
import { maskTimings } from "../../src/cli/jupyter/notebook-files/timings.ts";

/** A fenced block of a Markdown text. */
export interface CodeBlock {
  /** The word after the fence, such as "console" or "typescript". It is empty if there is none. */
  readonly language: string;
  readonly text: string;
}

/** A command of a `console` block, and the lines that are shown as its output. */
export interface Example {
  readonly command: string;
  readonly shown: readonly string[];
}

/** A link, an image or a cell of a table, with its target as it is written. */
export interface Link {
  readonly text: string;
  readonly target: string;
}

const fence = /^```(\w*)[^\n]*\n(.*?)^```$/gms;

export function codeBlocks(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(fence)].map(([, language, text]) => ({ language, text }));
}

/**
 * The examples in the `console` blocks of a text. `$ ` begins a command. The command continues after a `\` at the end of a line, and
 * while a single quote is open. The lines up to the next `$ ` are its output.
 */
export function examples(markdown: string): Example[] {
  const found: { command: string; shown: string[] }[] = [];
  for (const { text } of codeBlocks(markdown).filter(({ language }) => language === "console")) {
    let open = false;
    for (const line of text.trimEnd().split("\n")) {
      const last = found.at(-1);
      if (open && last) last.command += `\n${line}`;
      else if (line.startsWith("$ ")) found.push({ command: line.slice(2), shown: [] });
      else if (last) last.shown.push(line);
      const { command } = found.at(-1) ?? { command: "" };
      open = line.endsWith("\\") ? true : (command.split("'").length - 1) % 2 === 1;
    }
  }
  return found;
}

/**
 * Compares the shown lines of an output with the printed lines. Returns a difference as a sentence, or null if there is none.
 *
 * A shown line `…` stands for any number of lines. Some things differ from machine to machine and from run to run and are not compared:
 * times ("1.2 s"), versions ("1.2.3") and the widths of columns. Numbers agree if they differ by at most one unit in the ninth digit,
 * 1e-8 of their size, since so many digits are printed. All numbers below 1e-9 agree, since they are errors that methods state.
 */
export function outputDifference(shown: readonly string[], printed: readonly string[]): string | null {
  const parts: string[][] = [[]];
  for (const line of shown) {
    if (line === "…") parts.push([]);
    else parts.at(-1)?.push(line);
  }
  let next = 0;
  for (const [index, part] of parts.entries()) {
    const from = index > 0 && index === parts.length - 1 ? Math.max(next, printed.length - part.length) : next;
    const last = index === 0 ? 0 : printed.length - part.length;
    const fits = (at: number): boolean => part.every((line, i) => sameLine(line, printed[at + i]));
    let at = from;
    while (at <= last && !fits(at)) at++;
    if (at > last) return `this is shown:\n${part.join("\n")}\nthis is printed:\n${printed.slice(next).join("\n")}`;
    next = at + part.length;
  }
  return next === printed.length ? null : `${JSON.stringify(printed[next])} is printed, nothing shown`;
}

const number = /[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g;

function sameLine(shown: string, printed: string | undefined): boolean {
  if (printed === undefined) return false;
  const [a, b] = [shown, printed].map((line) =>
    maskTimings(line)
      .replaceAll(/\b\d+\.\d+\.\d+\b/g, "<version>")
      .replaceAll(/\s+/g, " ")
      .trim(),
  );
  const [numbersA, numbersB] = [a, b].map((line) => [...line.matchAll(number)].map(([text]) => Number(text)));
  return (
    a.replaceAll(number, "#") === b.replaceAll(number, "#") &&
    numbersA.every((value, i) => {
      const size = Math.max(Math.abs(value), Math.abs(numbersB[i]));
      return size < 1e-9 || Math.abs(value - numbersB[i]) <= 1e-8 * size;
    })
  );
}

/** The links and images of a Markdown text, without those in code and formulas. */
export function links(markdown: string): Link[] {
  const prose = markdown.replaceAll(fence, "").replaceAll(/`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$/gs, "");
  return [...prose.matchAll(/([^[\]]*)\]\(([^()\s]+)\)/g)].map(([, text, target]) => ({ text, target }));
}

/** One sentence for each relative link of a file whose target, a file or a heading in it, does not exist. */
export function deadLinks(file: string, markdown: string = readFileSync(file, "utf8")): string[] {
  return links(markdown).flatMap(({ target }) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [path, heading] = target.split("#");
    const there = path === "" ? file : join(dirname(file), decodeURIComponent(path));
    if (!existsSync(there)) return [`${file} links to ${target}, which does not exist`];
    if (heading === undefined) return [];
    const text = path === "" ? markdown : readFileSync(there, "utf8");
    const anchors = [...text.replaceAll(fence, "").matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    );
    return anchors.includes(heading) ? [] : [`${file} links to ${target}, where there is no such heading`];
  });
}

/** The text in single backticks, and the lines of code blocks. Lines that a `\` continues are joined. */
function code(markdown: string): string[] {
  const blocks = codeBlocks(markdown).flatMap(({ text }) => text.replaceAll("\\\n", " ").split("\n"));
  const spans = [...markdown.replaceAll(fence, "").matchAll(/`([^`\n]+)`/g)].map(([, span]) => span);
  return [...blocks, ...spans];
}

/** The names that a text may use. */
export interface Names {
  /** The scripts of package.json. */
  readonly scripts: readonly string[];
  /** The programs in node_modules/.bin. */
  readonly programs: readonly string[];
  readonly scorebook: Command;
  /** Whether a path, relative to the project's root, exists. */
  readonly exists: (path: string) => boolean;
}

/** One sentence for each npm script, program, command, option and path that a text names although it does not exist. */
export function unknownNames(markdown: string, { scripts, programs, scorebook, exists }: Names): string[] {
  return code(markdown).flatMap((text) => {
    const wrong: string[] = [];
    for (const [, run, script] of text.matchAll(/\bnpm (?:(run) )?([\w:-]+)/g)) {
      const isScript = run !== undefined || script === "test";
      if (isScript && !scripts.includes(script)) wrong.push(`npm run ${script} is no script of package.json`);
    }
    for (const [, program, rest] of text.matchAll(/\bnpx ([\w@/-]+)([^&|]*)/g)) {
      if (program !== "scorebook") {
        if (!programs.includes(program)) wrong.push(`npx ${program} is no program of the project's packages`);
        continue;
      }
      const [, name] = /^ +([a-z][\w-]*)/.exec(rest) ?? [];
      const command = name ? scorebook.commands.find((known) => known.name() === name) : scorebook;
      if (!command) wrong.push(`scorebook ${name} is no command`);
      const options = ["--help", ...(command?.options ?? []).map(({ long }) => long)];
      for (const [, option] of rest.matchAll(/(?<=\s)(--[\w-]+)/g)) {
        if (command && !options.includes(option)) wrong.push(`scorebook ${name ?? ""} has no option ${option}`);
      }
    }
    // Paths in prose begin at the root and have no placeholder.
    if (/^(?:src|test|notebooks|figures|jupyter|scripts)\/[\w./-]*$/.test(text) && !exists(text)) {
      wrong.push(`${text} does not exist`);
    }
    return wrong;
  });
}

/** A row of the table "claim or figure | chapter | source | test". */
export interface TableRow {
  readonly label: string;
  /** The path of the chapter from the project's root. */
  readonly chapter: string;
  readonly source: string;
  readonly test: string;
}

/** The rows of that table, with resolved links. `file` is relative to the root. */
export function tableRows(file: string, markdown: string): TableRow[] {
  const [, body = ""] = /^\| claim or figure \|[^\n]*\n\|[-|\s]+\|\n((?:\|[^\n]*\n)*)/m.exec(markdown) ?? [];
  return body
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [label, ...cells] = line.split("|").slice(1, -1);
      const [chapter = "", source = "", test = ""] = cells.map((cell) => {
        const [link] = links(cell);
        // A cell without a link, such as "to come" for a chapter that does not exist yet.
        if (!link) return "";
        const { target } = link;
        return normalize(relative(".", join(dirname(file), target))).replaceAll("\\", "/");
      });
      return { label: label.trim(), chapter, source, test };
    });
}

/** A claim or a figure for which the table must have a row. */
export interface Entry {
  /** The beginning of its row, such as "T1, the optimal denoiser" or "Figure 4,". */
  readonly label: string;
  /** The beginning of the path of its source file, such as "src/claims/t1-". */
  readonly source: string;
  /** The text by which the cells of its chapter use it. */
  readonly mention: string;
}

/** One sentence for each entry without a row, each row without an entry, and each row with a wrong link. */
export function tableProblems(
  rows: readonly TableRow[],
  entries: readonly Entry[],
  chapter: (path: string) => string,
): string[] {
  const missing = entries.filter((entry) => rows.filter(({ label }) => label.startsWith(entry.label)).length !== 1);
  const wrong = rows.flatMap((row) => {
    const entry = entries.find(({ label }) => row.label.startsWith(label));
    if (!entry) return [`"${row.label}" is neither a claim nor a figure`];
    return [
      ...(row.source.startsWith(entry.source) ? [] : [`the source of "${row.label}" is not ${entry.source}…`]),
      ...(row.test.endsWith(".test.ts") ? [] : [`the test of "${row.label}" is no test`]),
      ...(row.chapter === "" || chapter(row.chapter).includes(entry.mention)
        ? []
        : [`${row.chapter} has no ${entry.mention}`]),
    ];
  });
  return [...missing.map(({ label }) => `"${label}" has not exactly one row`), ...wrong];
}
