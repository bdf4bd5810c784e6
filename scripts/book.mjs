// `npm run book` builds the book on the web into site/: static files for any web server, in any folder of it.
//   npm run book                              builds everything
//   npm run book -- --address URL             says where it will be published, for the pages' canonical addresses
//   npm run book -- --only pages,explore,lab  builds these parts anew, and leaves the others as they are
//   npm run book -- --pdf                     also prints the book into site/scorebook.pdf
//   npm run book -- --zip                     also packs the site into site/offline.zip
//   npm run book -- --check [--chapters 03,05] runs the chapters in its JupyterLite, and compares the results with the committed ones
//   npm run book -- --check --firefox         does that in the Firefox of this system
//   npm run book -- --serve [--port 8000]     serves what has been built, on 127.0.0.1 only
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { checkLab } from "./book/check-lab.mjs";
import { buildExplore } from "./book/explore.mjs";
import { buildPages, copyReference } from "./book/pages.mjs";
import { serve } from "./book/serve.mjs";
import { chapterNames } from "./book/sources.mjs";
import { measureVerdicts } from "./book/verdicts.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const site = join(root, "site");
const cache = join(root, "node_modules", ".cache", "scorebook", "book-build");
const PARTS = ["pages", "api", "explore", "lab"];

const { values } = parseArgs({
  options: {
    address: { type: "string", default: "" },
    only: { type: "string", default: PARTS.join(",") },
    pdf: { type: "boolean", default: false },
    zip: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    chapters: { type: "string" },
    firefox: { type: "boolean", default: false },
    serve: { type: "boolean", default: false },
    port: { type: "string", default: "8000" },
  },
});
const only = values.only.split(",");
const unknown = only.find((part) => !PARTS.includes(part));
if (unknown !== undefined) {
  console.error(`--only: "${unknown}" is no part of the site; allowed are ${PARTS.join(", ")}.`);
  process.exit(2);
}
if (values.serve) {
  const { address } = await serve(site, { port: Number(values.port) });
  console.log(`The book: ${address} (Ctrl-C ends)`);
} else if (values.check) {
  if (!(await checkLab({ site, root, only: values.chapters, firefox: values.firefox }))) process.exitCode = 1;
} else {
  try {
    await buildSite();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

async function buildSite() {
  mkdirSync(cache, { recursive: true });
  if (only.length === PARTS.length) rmSync(site, { recursive: true, force: true });
  mkdirSync(site, { recursive: true });
  const python = pythonOf();
  const explorables = JSON.parse(readFileSync(join(root, "book", "explore", "pages.json"), "utf8"));
  const lab = existsSync(join(root, "scripts", "book", "lab.mjs"));
  // The claims are measured in a process of their own, while the other parts are built.
  const measuring = only.includes("pages") ? measureVerdicts(root) : undefined;
  if (only.includes("explore")) await timed("The explorables", () => buildExplore({ site, root }));
  if (only.includes("lab") && lab) {
    const { buildLab } = await import("./book/lab.mjs");
    await timed("JupyterLite", () => buildLab({ site, root, python }));
  }
  if (only.includes("api")) await timed("The API reference", () => writeReference());
  if (measuring) {
    const verdicts = await timed("What is left of measuring the claims", () => measuring);
    await timed("The pages are made by Sphinx", () =>
      buildPages({ root, site, cache, python, address: values.address, verdicts, explorables, lab, pdf: values.pdf }),
    );
  }
  // The reference links to the pages of sources.
  if (only.includes("api")) copyReference(root, site);
  if (values.pdf) {
    const { printBook } = await import("./book/print.mjs");
    await timed("The PDF", () => printBook({ root, site, python, chapters: chapterNames(root) }));
  }
  if (values.zip) {
    const { packSite } = await import("./book/pack.mjs");
    await timed("offline.zip", () => packSite(site));
  }
  console.log("The book is in site/. To read it: npm run book -- --serve");
}

/** The Python of the environment with Sphinx and JupyterLite, which is made on first use. */
function pythonOf() {
  const program = join(root, "dist", "cli", "make-environment.js");
  const { status, stdout } = spawnSync(process.execPath, [program, "book", "book/requirements.txt"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) process.exit(1);
  return stdout.trim();
}

function writeReference() {
  const { status } = spawnSync(process.execPath, [join(root, "scripts", "docs.mjs")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) process.exit(1);
}

async function timed(what, work) {
  const start = performance.now();
  const result = await work();
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}
