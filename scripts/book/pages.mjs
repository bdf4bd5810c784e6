import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, sep } from "node:path";
import { build } from "esbuild";
import { fontFiles } from "../../dist/cli/font-files.js";
import { writeSources } from "./sources.mjs";

/**
 * Builds the pages of the site with Sphinx: the chapters, the docs, the sources that they link to, and the first page.
 *
 * @param {object} where
 * @param {string} where.root the project's folder, whose dist/ has been built
 * @param {string} where.site the folder of the site
 * @param {string} where.cache a folder for what lies between
 * @param {string} where.python of the environment of book/requirements.txt
 * @param {string} where.address where the site will be published, or "" where that is not known
 * @param {import("./front-page.mjs").Verdict[]} where.verdicts as measured now
 * @param {object[]} where.explorables pages of explore/, as in book/explore/pages.json
 * @param {boolean} where.lab whether the site has JupyterLite
 * @param {boolean} where.pdf whether the book will be printed, too
 * @returns {Promise<string[]>} the chapters' names
 * @throws Error with Sphinx's words where it warns of something
 */
export async function buildPages({ root, site, cache, python, address, verdicts, explorables, lab, pdf }) {
  const source = join(cache, "source");
  const chapters = writeSources({ root, source, verdicts, explorables, lab });
  await writeStatic(root, join(source, "_static"));
  const out = join(cache, "html");
  rmSync(out, { recursive: true, force: true });
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { status, stdout, stderr } = spawnSync(
    python,
    [
      "-m",
      "sphinx",
      "-b",
      "html",
      "-j",
      "2",
      "-q",
      "-c",
      join(root, "book"),
      "-d",
      join(cache, "doctrees"),
      source,
      out,
    ],
    {
      encoding: "utf8",
      env: {
        ...process.env,
        BOOK_VERSION: version,
        BOOK_STATIC: join(source, "_static"),
        BOOK_ADDRESS: address,
        BOOK_LAB: lab ? "1" : "",
        BOOK_PDF: pdf ? "1" : "",
        BOOK_EXPLORE: explorables.length > 0 ? "1" : "",
      },
    },
  );
  const words = `${stdout}${stderr}`.trim();
  if (status !== 0 || words !== "") throw new Error(`Sphinx could not build the pages without a warning:\n${words}`);
  withoutIconScript(out);
  cpSync(out, site, {
    recursive: true,
    filter: (path) =>
      !/[\\/](\.buildinfo|\.doctrees|objects\.inv|jupyter_execute|locales|[^/]*webpack-macros\.html|[^/]*\.(?:js|css)\.map)$/.test(
        path,
      ),
  });
  return chapters;
}

/**
 * The theme sets its icons in a font, and again by a script of 1.5 MB, which every page would load and run. The font is enough.
 * @throws Error where the theme no longer has that script
 */
function withoutIconScript(folder) {
  const call = /\s*<script[^>]*src="[^"]*\/fontawesome\.js[^"]*"[^>]*><\/script>/;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".html") || /[\\/]?_static[\\/]/.test(name)) continue;
    const html = readFileSync(join(folder, name), "utf8");
    if (name === "index.html" && !call.test(html)) throw new Error("The theme no longer has a script for its icons.");
    writeFileSync(join(folder, name), html.replace(call, ""));
  }
  for (const name of ["fontawesome.js", "fontawesome.js.LICENSE.txt"]) {
    rmSync(join(folder, "_static", "scripts", name), { force: true });
  }
}

/** Styles, scripts, formulas and fonts, all from this machine. */
async function writeStatic(root, folder) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(root, "book", "static", "book.css"), join(folder, "book.css"));
  await build({
    absWorkingDir: root,
    entryPoints: ["book/static/live-figures.ts"],
    outdir: folder,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    logLevel: "warning",
  });
  // The parts of Plotly that the figures use: a third of the whole.
  copyFileSync(
    join(root, "node_modules", "plotly.js-cartesian-dist-min", "plotly-cartesian.min.js"),
    join(folder, "plotly.js"),
  );
  const mathjax = join(root, "node_modules", "mathjax", "es5");
  mkdirSync(join(folder, "mathjax"), { recursive: true });
  copyFileSync(join(mathjax, "tex-chtml.js"), join(folder, "mathjax", "tex-chtml.js"));
  cpSync(join(mathjax, "output", "chtml", "fonts"), join(folder, "mathjax", "output", "chtml", "fonts"), {
    recursive: true,
  });
  writeFonts(folder);
}

/** The fonts that figures are set in, for machines that lack Arial. */
function writeFonts(folder) {
  mkdirSync(join(folder, "fonts"), { recursive: true });
  const rules = fontFiles().map(({ family, style, weight, range, path }) => {
    const name = basename(path);
    copyFileSync(path, join(folder, "fonts", name));
    return `@font-face { font-family: "${family}"; font-style: ${style}; font-weight: ${weight}; unicode-range: ${range}; src: url(fonts/${name}) format("woff2"); font-display: swap; }`;
  });
  writeFileSync(join(folder, "fonts.css"), `${rules.join("\n")}\n`);
}

/** Copies the API reference into the site. Its links to files of the project lead to their pages, where the site has them. */
export function copyReference(root, site) {
  const reference = join(root, "docs", "api");
  if (!existsSync(reference)) throw new Error("docs/api/ does not exist: npm run docs writes it.");
  const target = join(site, "api");
  cpSync(reference, target, { recursive: true });
  for (const name of readdirSync(target, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".html")) continue;
    const path = join(target, name);
    const up = name.split(sep).map(() => "../");
    const html = sourceLinks(readFileSync(path, "utf8"), up.join(""), (page) => existsSync(join(site, page)));
    writeFileSync(path, linkToBook(html, up.join("")));
  }
}

/**
 * A page of the reference with a link to the book's front page at its top, which TypeDoc has a place for.
 *
 * @param {string} html
 * @param {string} up the way from the page to the site's folder, such as `../../`
 */
export function linkToBook(html, up) {
  const place = '<div id="tsd-toolbar-links">';
  if (!html.includes(place))
    throw new Error("a page of the API reference has no place for links: has TypeDoc changed?");
  return html.replace(place, () => `${place}<a href="${up}index.html">The book</a>`);
}

/**
 * A page of the reference with its links to source files led to the site's pages of them; where there is none, the text stays.
 *
 * @param {string} html
 * @param {string} up the way from the page to the site's folder, such as `../../`
 * @param {(page: string) => boolean} exists whether the site has a page
 */
export function sourceLinks(html, up, exists) {
  return html.replace(
    /<a href="(?:\.\.\/)+((?:src|packages)\/[^"#]+)(?:#[^"]*)?"([^>]*)>(.*?)<\/a>/g,
    (_, file, rest, text) => {
      const page = `source/${file.replaceAll(".", "-")}.html`;
      return exists(page) ? `<a href="${up}${page}"${rest}>${text}</a>` : text;
    },
  );
}
