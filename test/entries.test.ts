import { gzipSync } from "node:zlib";
import { type BuildOptions, build } from "esbuild";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../src/project.ts";
import { needFreshDist } from "./support/fresh-dist.ts";

needFreshDist();

/** A bundle for a browser, of code that imports from the package as a project does that has it installed. */
async function bundle(code: string, options: BuildOptions = {}) {
  return build({
    stdin: { contents: code, resolveDir: projectRoot(), loader: "js" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
    metafile: true,
    logLevel: "silent",
    ...options,
  });
}

describe("the core", () => {
  test("imports no module of Node, directly or not", async () => {
    const { metafile } = await build({
      entryPoints: ["src/index.ts"],
      absWorkingDir: projectRoot(),
      bundle: true,
      format: "esm",
      // Every import that this platform does not have is an error.
      platform: "browser",
      write: false,
      metafile: true,
      logLevel: "silent",
    });
    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
    expect(imports.filter(({ external }) => external).map(({ path }) => path)).toEqual([]);
  });

  test("with a mixture, an energy and both optima has at most 200 kB, gzipped", async () => {
    const { outputFiles = [] } = await bundle(
      'import { EnergyDensity, GaussianMixture, optimalReconstruction } from "scorebook"; globalThis.a = [EnergyDensity, GaussianMixture, optimalReconstruction];',
    );
    expect(gzipSync(outputFiles[0].contents).length).toBeLessThan(200_000);
  });

  test("takes mathjs along only where an energy is used", async () => {
    const { outputFiles = [] } = await bundle(
      'import { GaussianMixture, createRng } from "scorebook"; globalThis.a = [GaussianMixture, createRng];',
    );
    expect(outputFiles[0].text).not.toContain("math.js");
    expect(gzipSync(outputFiles[0].contents).length).toBeLessThan(100_000);
  });
});

test("each entry has all of the one before", async () => {
  const [core, node, notebook] = await Promise.all(
    ["../dist/index.js", "../dist/node.js", "../dist/notebook.js"].map((path) => import(path)),
  );
  expect(Object.keys(node)).toEqual(expect.arrayContaining(Object.keys(core)));
  expect(Object.keys(notebook)).toEqual(expect.arrayContaining(Object.keys(node)));
  expect(node.GaussianMixture).toBe(core.GaussianMixture);
  expect(Object.keys(core)).not.toContain("readPoints");
});
