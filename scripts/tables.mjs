// Writes the table of claims and figures into the pages that hold it, between their markers, from what claims and figures
// say of themselves: npm run tables. A test holds that the pages are as this would write them.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The pages with the table, and the way from each to the root of the project and to the notebooks. */
export const pages = [
  { path: "docs/claims.md", toRoot: "../", toNotebooks: "../notebooks/" },
  { path: "notebooks/00-start-here.md", toRoot: "../", toNotebooks: "" },
];

const HEAD = "| claim or figure | chapter | source | test |\n|---|---|---|---|\n";

/** The table for a page. */
export function table(claims, figures, { toRoot, toNotebooks }) {
  const rows = [
    ...claims.map(({ id, title, stem, chapter }) => ({
      label: `${id.toUpperCase()}, ${title[0].toLowerCase()}${title.slice(1)}`,
      folder: "claims",
      stem,
      chapter,
    })),
    ...figures.map(({ id, shortTitle, source, chapter }) => ({
      label: `Figure ${id.slice(1)}, ${shortTitle}`,
      folder: "figures/paper",
      stem: source,
      chapter,
    })),
  ];
  const lines = rows.map(({ label, folder, stem, chapter }) => {
    const source = `[${stem}.ts](${toRoot}src/${folder}/${stem}.ts)`;
    const test = `[${stem}.test.ts](${toRoot}test/${folder}/${stem}.test.ts)`;
    return `| ${label} | [${chapter.slice(0, 2)}](${toNotebooks}${chapter}.ipynb) | ${source} | ${test} |\n`;
  });
  return HEAD + lines.join("");
}

/** The page with its table replaced. */
export function withTable(text, wanted) {
  const found = /^\| claim or figure \|[^\n]*\n\|[-|]+\|\n(?:\|[^\n]*\n)*/m;
  if (!found.test(text)) throw new Error("the page has no table that begins with | claim or figure |");
  return text.replace(found, () => wanted);
}

/** The notebook with the table of its Markdown cell replaced, every other byte as it was. */
export function withTableInNotebook(text, wanted) {
  const { cells } = JSON.parse(text);
  const cell = cells.find((one) => one.cell_type === "markdown" && one.source.join("").includes("| claim or figure |"));
  const source = withTable(`${cell.source.join("")}\n`, wanted).replace(/\n$/, "");
  return text.replace(sourceLines(cell.source), () => sourceLines(source.split(/(?<=\n)/)));
}

/** The lines of a cell as a notebook's file has them. */
function sourceLines(lines) {
  return lines.map((line) => JSON.stringify(line)).join(",\n    ");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { claims, figures } = await import("../dist/index.js");
  for (const page of pages) {
    const file = join(root, page.path);
    writeFileSync(file, withTable(readFileSync(file, "utf8"), table(claims, figures, page)));
  }
  const notebook = join(root, "notebooks/00-start-here.ipynb");
  writeFileSync(notebook, withTableInNotebook(readFileSync(notebook, "utf8"), table(claims, figures, pages[1])));
}
