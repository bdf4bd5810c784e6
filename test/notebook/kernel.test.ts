import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import type { ClaimReport } from "../../src/claims/claim-report.ts";
import { cellOutput, inKernel, type MimeBundle } from "../../src/notebook/kernel.ts";
import { progress } from "../../src/notebook/progress.ts";
import { showReport } from "../../src/notebook/report.ts";
import { show } from "../../src/notebook/show.ts";
import { table } from "../../src/notebook/table.ts";
import { markdown, tex } from "../../src/notebook/text.ts";

const require = createRequire(import.meta.url);
const folders: string[] = [];

/** What a kernel was told to display. */
interface Sent {
  readonly data: MimeBundle;
  readonly transient: { readonly display_id?: string };
  readonly update: boolean;
}

/** Loads modules with tslab's names into this process, as in a kernel. */
function startKernel(jupyter: string, publicApi = ""): { sent: Sent[]; raw: [string, string][] } {
  const folder = mkdtempSync(join(tmpdir(), "scorebook-kernel-"));
  folders.push(folder);
  const dist = join(folder, "tslab", "dist");
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(dist, "executor.js"), "");
  writeFileSync(join(dist, "jupyter.js"), `exports.sent = []; ${jupyter}`);
  writeFileSync(join(dist, "public.js"), `exports.calls = []; ${publicApi}`);
  for (const name of ["executor.js", "jupyter.js", "public.js"]) require(join(dist, name));
  return { sent: require(join(dist, "jupyter.js")).sent, raw: require(join(dist, "public.js")).calls };
}

const working =
  "exports.lastWriteDisplayData = ({ data, transient }, update) => exports.sent.push({ data, transient, update });";
const display =
  "exports.display = { raw: (...call) => exports.calls.push(call) }; exports.newDisplay = () => exports.display;";

afterEach(() => {
  for (const path of Object.keys(require.cache)) {
    if (folders.some((folder) => path.includes(folder.split(/[\\/]/).at(-1) as string))) delete require.cache[path];
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test("a bundle goes out as one output", () => {
  const { sent } = startKernel(working);
  expect(inKernel()).toBe(true);
  table([{ a: 1 }]);
  expect(sent).toHaveLength(1);
  expect(Object.keys(sent[0].data)).toEqual(["text/html", "text/plain"]);
  expect(sent[0].update).toBe(false);
});

test("of two tslabs in the process, the one that runs the cells is used", () => {
  startKernel("exports.lastWriteDisplayData = null;");
  const { sent } = startKernel(working);
  cellOutput().send({ "text/plain": "here" });
  expect(sent.map(({ data }) => data)).toEqual([{ "text/plain": "here" }]);
});

test("an output keeps belonging to the cell it was made in", () => {
  const { sent } = startKernel(`${working} exports.next = () => { exports.lastWriteDisplayData = () => {}; };`);
  const output = cellOutput();
  require(join(folders[0], "tslab", "dist", "jupyter.js")).next();
  output.send({ "text/plain": "late" });
  expect(sent).toHaveLength(1);
});

test("without the bundle function, the richest single type goes through the public API", () => {
  const { raw } = startKernel("", display);
  cellOutput().send({ "text/html": "<b>x</b>", "text/plain": "x" });
  cellOutput({ inPlace: true }).send({ "text/plain": "y" });
  expect(raw).toEqual([
    ["text/html", "<b>x</b>"],
    ["text/plain", "y"],
  ]);
});

test("outside a kernel the text is printed", async () => {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  expect(inKernel()).toBe(false);
  markdown("*hello*");
  await show({ data: [{ name: "curve", y: [1, 2] }], layout: {} });
  expect(write.mock.calls.map(([text]) => text)).toEqual(["*hello*\n", "Figure: curve (2 points)\n"]);
});

test("Markdown and formulas have their own types, and text", () => {
  const { sent } = startKernel(working);
  markdown("**a**");
  tex("\\sigma^2");
  expect(sent.map(({ data }) => data)).toEqual([
    { "text/markdown": "**a**", "text/plain": "**a**" },
    { "text/latex": "$$\\sigma^2$$", "text/plain": "\\sigma^2" },
  ]);
});

test("a figure without a browser is a Plotly object and text; the size asked for is the layout's", async () => {
  const { sent } = startKernel(working);
  vi.stubEnv("CHROME_PATH", join(tmpdir(), "no-browser-here"));
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  await show({ data: [{ name: "curve", y: Float64Array.of(1 / 3) }], layout: {} }, { width: 300 });
  expect(sent).toHaveLength(1);
  expect(sent[0].data).toEqual({
    "application/vnd.plotly.v1+json": {
      data: [{ name: "curve", y: [0.333333] }],
      layout: { width: 300, height: 400 },
      config: { displaylogo: false },
    },
    "text/plain": "Figure: curve (1 points)",
  });
  expect(write.mock.calls.flat().join("")).toContain("without its picture: CHROME_PATH");
});

test("a report shows predicted, measured, error, allowance, fitted order and verdict of a claim that holds or fails", () => {
  const { sent } = startKernel(working);
  const check = {
    name: "loss",
    predicted: 1,
    measured: 1.25,
    tolerance: 0.1,
    toleranceReason: "",
    verdict: "fails",
  } as const;
  const points = [0.1, 0.05].map((at) => ({ at, error: at ** 4 }));
  const report: ClaimReport = {
    id: "t1",
    title: "A claim",
    statement: "a < b",
    hypotheses: "a and b are numbers",
    source: "Theorem 1",
    stem: "t1-a-claim",
    chapter: "01-a-chapter",
    checks: [check],
    orders: [{ expected: 4, measured: 3.99, of: "r − x", parameter: "δ", points }],
    verdict: "fails",
  };
  showReport(report);
  showReport({ ...report, verdict: "holds", checks: [{ ...check, measured: 1, verdict: "holds" }], orders: [] });
  const [failing, holding] = sent.map(({ data }) => data["text/plain"]);
  expect(failing).toMatch(/loss +1 +1\.25 +0\.25 +0\.1 +✗/);
  expect(failing).toMatch(/order in δ of/);
  expect(failing).toMatch(/r − x +4 +3\.99 +0\.1 +0\.05/);
  expect(failing).toMatch(/^✗ T1 fails: .*, 0 of 1 checks hold; the first that fails: loss\./);
  expect(holding).toMatch(/loss +1 +1 +0 +0\.1 +✓/);
  expect(holding).not.toContain("order in σ");
  expect(holding).toMatch(/^✓ T1 holds: .*, 1 of 1 checks hold\.\n/);
  expect(sent[0].data["text/html"]).toMatch(/^<details><summary><b>✗ T1 fails/);
  expect(sent[0].data["text/html"]).toContain("a &lt; b");
});

test("progress updates one line in place and ends without a time", async () => {
  const { sent } = startKernel(working);
  const line = progress("training", 4);
  await line.update(1);
  await line.update(4);
  expect(sent.map(({ update }) => update)).toEqual([false, true]);
  expect(new Set(sent.map(({ transient }) => transient.display_id)).size).toBe(1);
  expect(sent[0].data["text/plain"]).toMatch(/^training: █{5}░{15} 1 of 4, \d+ s left$/);
  expect(sent[1].data["text/plain"]).toBe("training: 4 of 4");
});

test("progress says what else there is to say of the work", async () => {
  const { sent } = startKernel(working);
  const line = progress("training", 4);
  await line.update(1, "loss 2");
  await line.update(4, "loss 1");
  expect(sent[0].data["text/plain"]).toMatch(/^training: █{5}░{15} 1 of 4, \d+ s left, loss 2$/);
  expect(sent[1].data["text/plain"]).toBe("training: 4 of 4, loss 1");
});

test("an interrupt of the kernel ends the work that reports progress", async () => {
  startKernel(working);
  const before = process.listeners("SIGINT");
  const line = progress("training", 4);
  await line.update(1);
  const [interrupt] = process.listeners("SIGINT").filter((listener) => !before.includes(listener));
  interrupt("SIGINT");
  await expect(line.update(2)).rejects.toThrow("training: interrupted at 2 of 4");
});
