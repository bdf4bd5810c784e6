import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { launchBrowser } from "../figures/rendering/browser.ts";
import {
  type BookLabRun,
  isShown,
  type PublishedChapter,
  runChapter,
  runInBookLab,
} from "./jupyter/execution/book-lab.ts";
import { describeRun } from "./jupyter/execution/describe-run.ts";
import { Firefox } from "./jupyter/execution/firefox.ts";
import { untilTrue } from "./jupyter/execution/running-page.ts";
import { selectChapters } from "./jupyter/notebook-files/chapters.ts";

// This program runs the chapters in the JupyterLite of the book and compares the results with the published ones.
// scripts/book/check-lab.mjs starts it as `node dist/cli/check-book-lab.js ADDRESS SITE chromium|firefox [CHAPTERS]`. The exit status is 1
// if a chapter fails or differs.
const [address, site, browser, only] = process.argv.slice(2);
const files = join(site, "lab", "files");
const names = readdirSync(files)
  .filter((name) => name.endsWith(".ipynb"))
  .map((name) => name.replace(/\.ipynb$/, ""));
const chapters = selectChapters(only, names).map((name) => ({
  name,
  published: readFileSync(join(files, `${name}.ipynb`), "utf8"),
}));
for await (const run of browser === "firefox" ? inFirefox(chapters) : inChromium(chapters)) {
  process.stdout.write(`${describeRun(run, true)}\n`);
  if (run.stored.length > 0)
    process.stdout.write(`  stored results, of cells that need Node: ${run.stored.join(", ")}\n`);
  if (!run.ok) process.exitCode = 1;
}

async function* inChromium(selected: readonly PublishedChapter[]): AsyncGenerator<BookLabRun> {
  const chromium = await launchBrowser();
  try {
    yield* runInBookLab(chromium, address, selected);
  } finally {
    await chromium.close();
  }
}

async function* inFirefox(selected: readonly PublishedChapter[]): AsyncGenerator<BookLabRun> {
  const program = Firefox.find();
  if (program === undefined) throw new Error("Firefox is not installed: on Debian, `apt-get install firefox-esr`.");
  const firefox = await Firefox.start(program);
  try {
    const path = `${selected[0].name}.ipynb`;
    const begun = performance.now();
    await firefox.goto(`${address}lab/lab/index.html?path=${encodeURIComponent(path)}`);
    await untilTrue(firefox, isShown, path, 120_000);
    process.stdout.write(`The first chapter is shown after ${((performance.now() - begun) / 1000).toFixed(1)} s.\n`);
    for (const chapter of selected) yield await runChapter(firefox, [], chapter);
  } finally {
    await firefox.close();
  }
}
