import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchBrowser } from "../../dist/cli/launch-browser.js";
import { serve } from "./serve.mjs";

/** On paper: A4, room for the line with the page's number. */
const PAPER = {
  format: "A4",
  margin: { top: "18mm", bottom: "18mm", left: "16mm", right: "16mm" },
  printBackground: true,
};

/**
 * Prints the front page and the chapters, with all that is folded unfolded, and joins them into site/scorebook.pdf, with an outline.
 *
 * @param {object} where
 * @param {string} where.root the project's folder
 * @param {string} where.site the folder of the site, with its pages
 * @param {string} where.python of the environment of book/requirements.txt
 * @param {string[]} where.chapters names
 */
export async function printBook({ root, site, python, chapters }) {
  const folder = mkdtempSync(join(tmpdir(), "scorebook-pdf-"));
  const server = await serve(site);
  const browser = await launchBrowser();
  try {
    const parts = [];
    for (const name of ["index", ...chapters]) {
      const page = await browser.newPage({ viewport: { width: 900, height: 1200 }, colorScheme: "light" });
      // Before the page is loaded: on paper figures stay pictures.
      await page.emulateMedia({ media: "print" });
      await page.goto(`${server.address}${name}.html`, { waitUntil: "load" });
      await readyToPrint(page);
      const title = await page.title();
      const file = join(folder, `${name}.pdf`);
      writeFileSync(
        file,
        await page.pdf({
          ...PAPER,
          displayHeaderFooter: true,
          headerTemplate: "<span></span>",
          footerTemplate: footer(title),
        }),
      );
      parts.push({ file, title });
      await page.close();
    }
    const joined = spawnSync(python, [join(root, "book", "join_pdf.py"), join(site, "scorebook.pdf")], {
      input: JSON.stringify(parts),
      encoding: "utf8",
    });
    if (joined.status !== 0) throw new Error(`The parts of the PDF could not be joined: ${joined.stderr.trim()}`);
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits for formulas and pictures, and unfolds what is folded. */
async function readyToPrint(page) {
  await page.evaluate(async () => {
    for (const folded of document.querySelectorAll("details")) folded.open = true;
    for (const picture of document.querySelectorAll("img")) picture.loading = "eager";
    await globalThis.MathJax?.startup?.promise;
    await document.fonts.ready;
    await Promise.all([...document.images].map((picture) => picture.decode().catch(() => undefined)));
  });
}

function footer(title) {
  const text = title.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<div style="font-size: 8px; width: 100%; text-align: center">${text}, page <span class="pageNumber"></span> of <span class="totalPages"></span></div>`;
}
