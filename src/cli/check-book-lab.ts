import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { launchBrowser } from "../figures/rendering/browser.ts";
import { runInBookLab } from "./jupyter/book-lab.ts";
import { selectChapters } from "./jupyter/chapters.ts";
import { describeRun } from "./jupyter/describe-run.ts";

// The program by which scripts/book/check-lab.mjs runs the chapters in the JupyterLite of the book and compares the results with those
// that are published: `node dist/cli/check-book-lab.js ADDRESS SITE [CHAPTERS]`. The exit status is 1 where one fails or differs.
const [address, site, only] = process.argv.slice(2);
const files = join(site, "lab", "files");
const chapters = readdirSync(files)
  .filter((name) => name.endsWith(".ipynb"))
  .map((name) => name.replace(/\.ipynb$/, ""));
const browser = await launchBrowser();
try {
  for (const name of selectChapters(only, chapters)) {
    const run = await runInBookLab(browser, address, name, readFileSync(join(files, `${name}.ipynb`), "utf8"));
    process.stdout.write(`${describeRun(run, true)}\n`);
    if (run.stored.length > 0)
      process.stdout.write(`  stored results, of cells that need Node: ${run.stored.join(", ")}\n`);
    if (!run.ok) process.exitCode = 1;
  }
} finally {
  await browser.close();
}
