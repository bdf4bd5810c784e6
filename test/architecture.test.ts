import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../src/project.ts";
import {
  circles,
  circlesOfFolders,
  type SourceFile,
  wrongFloors,
  wrongImports,
  wrongImportsOfExplorables,
} from "./support/import-direction.ts";

test("no module of src/ imports from a layer that is not below its own", () => {
  expect(wrongImports(sourceFiles())).toEqual([]);
});

test.each([
  ["a value from above", "density/a.ts", 'import { figures } from "../figures/index.ts";'],
  ["a type from above", "numerics/a.ts", 'import type { Density } from "../density/density.ts";'],
  ["a re-export from above", "reconstruction/a.ts", 'export * from "../claims/index.ts";'],
  ["a module loaded when it runs", "claims/a.ts", 'const f = async () => await import("../cli/main.ts");'],
  ["a type named in place", "figures/a.ts", 'export type A = import("../notebook/table.ts").Table;'],
  ["a require", "claims/a.ts", 'const cli = require("../cli/main.ts");'],
  ["a claim's values in a notebook module", "notebook/a.ts", 'import { claims } from "../claims/index.ts";'],
  ["a figure's claims", "figures/a.ts", 'import type { Claim } from "../claims/claim.ts";'],
  ["the public entry from below", "cli/a.ts", 'import { paper1d } from "../index.ts";'],
  ["what needs Node in the core's entry", "index.ts", 'export { readPoints } from "./files/points-table.ts";'],
  ["the package by its own name", "figures/a.ts", 'import { paper1d } from "scorebook";'],
  ["a file in no known layer", "misc/a.ts", ""],
])("reports %s", (_what, path, text) => {
  expect(wrongImports([{ path, text }])).toHaveLength(1);
});

test("accepts imports from below, a claim's types in a notebook module, and words that only look like imports", () => {
  const files: SourceFile[] = [
    { path: "reconstruction/a.ts", text: 'import { Density } from "../density/density.ts";\nimport "mathjs";' },
    { path: "notebook/a.ts", text: 'import type { ClaimReport } from "../claims/claim-report.ts";' },
    { path: "numerics/a.ts", text: '// import "../cli/main.ts"\nexport const s = `import("../cli/main.ts")`;' },
    { path: "index.ts", text: 'export { claims } from "./claims/index.ts";' },
    { path: "cli/main.ts", text: 'import { claims } from "../claims/index.ts";' },
  ];
  expect(wrongImports(files)).toEqual([]);
});

test("within a layer imports go down, from sub-folder to sub-folder, and every sub-folder has its floor", () => {
  expect(wrongFloors(sourceFiles())).toEqual([]);
});

test.each([
  ["a folder above", "reconstruction/line/a.ts", "../plane/b.ts"],
  ["a folder of the same floor", "reconstruction/field/a.ts", "../line/b.ts"],
  ["a file above, from the ground", "reconstruction/a.ts", "./optimal.ts"],
  ["a file that lies above all folders", "claims/evidence/a.ts", "../t1-optimal-denoiser.ts"],
  ["a folder, from the ground", "density/density.ts", "./energy/mass-on-line.ts"],
])("reports an import within a layer of %s", (_what, path, specifier) => {
  expect(wrongFloors([{ path, text: `import type { B } from "${specifier}";` }])).toHaveLength(1);
});

test("reports a sub-folder that has no floor, and accepts an import of a folder below", () => {
  expect(wrongFloors([{ path: "sampling/misc/a.ts", text: "" }])).toHaveLength(1);
  expect(wrongFloors([{ path: "reconstruction/plane/a.ts", text: 'import { b } from "../line/b.ts";' }])).toEqual([]);
});

test("no imports in src/ go in a circle, neither from file to file nor between sub-folders of a folder, those of types neither", () => {
  expect(circles(sourceFiles())).toEqual([]);
  expect(circlesOfFolders(sourceFiles())).toEqual([]);
});

test("finds a circle of two sub-folders, and one of a sub-folder and a file beside it", () => {
  const files: SourceFile[] = [
    { path: "density/energy/a.ts", text: 'import type { B } from "../local/b.ts";' },
    { path: "density/local/b.ts", text: "" },
    { path: "density/local/c.ts", text: 'export { d } from "../energy/d.ts";' },
    { path: "numerics/check.ts", text: 'import type { Rng } from "./random/random.ts";' },
    { path: "numerics/random/seed.ts", text: 'import { check } from "../check.ts";' },
  ];
  expect(circles(files)).toEqual([]);
  expect(circlesOfFolders(files)).toEqual(["density: energy local", "numerics: check.ts random"]);
});

test("finds a circle of three files, of which one imports a type", () => {
  const files: SourceFile[] = [
    { path: "bench/a.ts", text: 'import type { B } from "./b.ts";' },
    { path: "bench/b.ts", text: 'import { c } from "./c.ts";' },
    { path: "bench/c.ts", text: 'export { a } from "./a.ts";' },
    { path: "bench/d.ts", text: 'import { a } from "./a.ts";' },
  ];
  expect(circles(files)).toEqual(["bench/a.ts bench/b.ts bench/c.ts"]);
});

test("an explorable imports the package by its name, its own files and what explorables share; no imports go in a circle", () => {
  const files = sourceFiles(join("book", "explore"));
  expect(files.length).toBeGreaterThan(0);
  expect(wrongImportsOfExplorables(files)).toEqual([]);
  expect(circles(files)).toEqual([]);
});

test.each([
  ["a file of src/", "density/a.ts", "../../../src/index.ts"],
  ["another explorable", "density/a.ts", "../points/b.ts"],
  ["an explorable from what they share", "shared/a.ts", "../density/b.ts"],
  ["a package of npm", "density/a.ts", "plotly.js-dist"],
])("reports an explorable that imports %s", (_what, path, specifier) => {
  expect(wrongImportsOfExplorables([{ path, text: `import { b } from "${specifier}";` }])).toHaveLength(1);
});

/** @param folder of the project */
function sourceFiles(folder = "src"): SourceFile[] {
  const src = join(projectRoot(), folder);
  return readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => ({ path: path.replaceAll("\\", "/"), text: readFileSync(join(src, path), "utf8") }));
}
