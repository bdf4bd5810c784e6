import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../src/project.ts";
import { circles, type SourceFile, wrongFloors, wrongImports } from "./support/import-direction.ts";

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

test("within src/reconstruction imports go down: line and field, plane, losses, any dimension, optimal", () => {
  expect(wrongFloors(sourceFiles())).toEqual([]);
  const upwards: SourceFile = { path: "reconstruction/line/a.ts", text: 'import { b } from "../plane/b.ts";' };
  const across: SourceFile = { path: "reconstruction/field/a.ts", text: 'import type { B } from "../line/b.ts";' };
  const fromGround: SourceFile = { path: "reconstruction/a.ts", text: 'import { optimal } from "./optimal.ts";' };
  for (const wrong of [upwards, across, fromGround]) expect(wrongFloors([wrong])).toHaveLength(1);
  expect(wrongFloors([{ path: "reconstruction/plane/a.ts", text: 'import { b } from "../line/b.ts";' }])).toEqual([]);
});

test.each(["reconstruction", "sampling", "bench", "claims", "figures", "notebook"])(
  "no imports in src/%s go in a circle, those of types neither",
  (layer) => {
    expect(circles(sourceFiles().filter(({ path }) => path.startsWith(`${layer}/`)))).toEqual([]);
  },
);

test("finds a circle of three files, of which one imports a type", () => {
  const files: SourceFile[] = [
    { path: "bench/a.ts", text: 'import type { B } from "./b.ts";' },
    { path: "bench/b.ts", text: 'import { c } from "./c.ts";' },
    { path: "bench/c.ts", text: 'export { a } from "./a.ts";' },
    { path: "bench/d.ts", text: 'import { a } from "./a.ts";' },
  ];
  expect(circles(files)).toEqual(["bench/a.ts bench/b.ts bench/c.ts"]);
});

function sourceFiles(): SourceFile[] {
  const src = join(projectRoot(), "src");
  return readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => ({ path: path.replaceAll("\\", "/"), text: readFileSync(join(src, path), "utf8") }));
}
