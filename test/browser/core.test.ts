import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../src/figures/rendering/browser.ts";
import { coreScript, largestDifference, type Numbers } from "../support/core-script.ts";

const names = ["oneDimension", "mixture", "points", "draws", "weights"];
let here: Numbers;
let inPage: Numbers;
let inWorker: Numbers;
/** How often a second the page solves both optima anew. */
let solvesPerSecond: number;

/** Runs compute() in a worker that the page makes of a script. */
const IN_WORKER = `(script) => new Promise((resolve, reject) => {
  const text = script + ";compute().then((numbers) => postMessage({ numbers, page: typeof document }), (error) => postMessage({ error: String(error) }));";
  const worker = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  worker.onmessage = ({ data }) => {
    worker.terminate();
    if (data.error || data.page !== "undefined") reject(new Error(data.error ?? "this is no worker"));
    else resolve(data.numbers);
  };
  worker.onerror = ({ message }) => reject(new Error(message));
})`;

beforeAll(async () => {
  const [forPage, forNode] = await Promise.all([coreScript("browser"), coreScript("node")]);
  const folder = mkdtempSync(join(tmpdir(), "scorebook-core-"));
  try {
    writeFileSync(join(folder, "core.mjs"), forNode);
    await import(join(folder, "core.mjs"));
    here = await (globalThis as unknown as { compute(): Promise<Numbers> }).compute();
  } finally {
    rmSync(folder, { recursive: true });
  }
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    // Whatever the page asks for, it does not get: the core needs nothing from anywhere.
    await page.route("**", (route) => route.abort());
    await page.setContent("<!doctype html><title>core</title>");
    await page.addScriptTag({ content: forPage });
    inPage = await page.evaluate("compute()");
    inWorker = await page.evaluate(`(${IN_WORKER})(${JSON.stringify(forPage)})`);
    solvesPerSecond = await page.evaluate("solvesPerSecond(2000)");
  } finally {
    await browser.close();
  }
}, 120_000);

describe("in a page of a browser, without a network, the core computes what it computes in Node", () => {
  test.each(names)("%s: to 1e-15 of the largest number", (name) => {
    expect(largestDifference(here[name], inPage[name])).toBeLessThanOrEqual(1e-15);
  });

  test.each(names)("%s in a Web Worker: to 1e-15 of the largest number", (name) => {
    expect(largestDifference(here[name], inWorker[name])).toBeLessThanOrEqual(1e-15);
  });

  test("both optima of Figure 4 are solved anew, for 400 points, at least 30 times a second, in the best of ten fifths of a second", () => {
    console.log(
      `Both optima of Figure 4 at 400 points, solved in a page: ${solvesPerSecond.toFixed(0)} times a second`,
    );
    expect(solvesPerSecond).toBeGreaterThanOrEqual(30);
  });
});
