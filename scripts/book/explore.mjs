// Builds site/explore/: one page for each explorable of book/explore/, with what they share in chunks. The package's core comes from
// dist/, as it does for anyone who installs the package.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

/**
 * @param {object} where
 * @param {string} where.site the folder of the site: the pages go into its folder explore
 * @param {string} where.root the project's folder, whose dist/ has been built
 * @returns {Promise<import("esbuild").Metafile>} what went into the scripts
 */
export async function buildExplore({ site, root }) {
  const source = join(root, "book", "explore");
  const target = join(site, "explore");
  const pages = JSON.parse(readFileSync(join(source, "pages.json"), "utf8"));
  const workers = pages.map(({ id }) => id).filter((id) => existsSync(join(source, id, `${id}-worker.ts`)));
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      ...Object.fromEntries(pages.map(({ id }) => [id, join(source, id, `${id}-page.ts`)])),
      ...Object.fromEntries(workers.map((id) => [`${id}-worker`, join(source, id, `${id}-worker.ts`)])),
      index: join(source, "shared", "index-page.ts"),
    },
    outdir: target,
    bundle: true,
    splitting: true,
    minify: true,
    chunkNames: "chunks/[name]-[hash]",
    format: "esm",
    platform: "browser",
    target: "es2022",
    metafile: true,
    logLevel: "warning",
    // The core in dist/browser says which of its chunks have no effects of their own: they are left out, as they should be.
    logOverride: { "ignored-bare-import": "silent" },
  });
  const template = (name) => readFileSync(join(source, "shared", name), "utf8");
  const page = template("page.html");
  const explorable = template("explorable.html");
  for (const one of pages) {
    const body = readFileSync(join(source, one.id, `${one.id}.html`), "utf8");
    const main = fill(explorable, { ...one, chapters: chapterLinks(one), body });
    writeFileSync(join(target, `${one.id}.html`), fill(page, { ...one, home: homeOf(pages, one), main }));
  }
  const main = fill(template("index.html"), { sentence: index.sentence, list: listOf(pages) });
  writeFileSync(join(target, "index.html"), fill(page, { ...index, home: homeOf(), main }));
  copyFileSync(join(source, "shared", "explore.css"), join(target, "explore.css"));
  // The scripts hold the packages that the core of dist/ holds.
  copyFileSync(join(root, "dist", "THIRD-PARTY-NOTICES.txt"), join(target, "THIRD-PARTY-NOTICES.txt"));
  return metafile;
}

/** What the page that lists the explorables says of itself. */
const index = {
  id: "index",
  title: "Explorables",
  sentence:
    "Pages on which you can touch the mathematics of the book. Everything is computed in your browser by the same code as in the chapters and in the command.",
};

/** The links at the head of a page: from an explorable to the list and to the others, from the list to the book. */
function homeOf(pages = [], page) {
  const links = pages
    .map((one) => `<a href="${one.id}.html"${one === page ? ' aria-current="page"' : ""}>${one.short}</a>`)
    .join(" ");
  const [address, text, label] = page
    ? ["index.html", index.title, index.title]
    : ["../index.html", "scorebook", "Site"];
  return `<a class="home" href="${address}">${text}</a>\n<nav aria-label="${label}">${links}</nav>`;
}

/** Where the theory behind an explorable is. */
function chapterLinks({ chapters }) {
  const theory = chapters.map(({ file, title }) => `<a href="../${file}.html" target="_top">${title}</a>`);
  return `The theory is in ${theory.join(" and ")}.`;
}

function listOf(pages) {
  const entry = ({ id, title, sentence }) => `<li><a href="${id}.html">${title}</a><br>${sentence}</li>`;
  return pages.map(entry).join("\n");
}

/** Puts texts in the place of {{names}}. */
function fill(template, texts) {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name) => {
    if (texts[name] === undefined) throw new Error(`the template asks for ${name}, which this page does not have`);
    return texts[name];
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
  await buildExplore({ site: join(root, "site"), root });
  console.log("site/explore/ built");
}
