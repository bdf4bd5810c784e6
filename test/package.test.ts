import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../src/project.ts";
import { needFreshDist } from "./support/fresh-dist.ts";

needFreshDist();

const read = (name: string) => JSON.parse(readFileSync(join(projectRoot(), name), "utf8"));
const manifest = read("package.json");
const lock = read("package-lock.json").packages;

test("whoever installs the package gets no other: the build takes along what it needs, the rest is an optional peer", () => {
  expect(manifest.dependencies).toBeUndefined();
  expect(manifest.optionalDependencies).toBeUndefined();
  const peers = Object.keys(manifest.peerDependencies);
  expect(Object.keys(manifest.peerDependenciesMeta)).toEqual(peers);
  for (const name of peers) {
    expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true });
    expect(Object.keys(manifest.devDependencies)).toContain(name);
  }
});

// npm 10 runs the install script of every locked package that is marked so; npm 11 asks `allowScripts` too.
test.each(["onnxruntime-node", "@tensorflow/tfjs-node"])(
  "`npm ci` installs %s without its script, which would download from servers that not every network reaches",
  (name) => {
    expect(lock[`node_modules/${name}`].version).toBe(manifest.devDependencies[name]);
    expect(lock[`node_modules/${name}`].hasInstallScript).toBeUndefined();
    expect(manifest.allowScripts[name]).toBe(false);
  },
);

/** The packages that a declaration file of dist/ and all that it leads to import types from. */
function importedPackages(entry: string): string[] {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const code = readFileSync(file, "utf8").replaceAll(/\/\*.*?\*\//gs, "");
    for (const [, name] of code.matchAll(/(?:from|import\()\s*"([^"]+)"/g)) {
      if (!name.startsWith(".")) packages.add(name);
      else visit(resolve(dirname(file), name.replace(/(?<!\.d)\.[jt]s$/, ".d.ts")));
    }
  };
  visit(join(projectRoot(), entry));
  return [...packages];
}

test.each(["dist/index.d.ts", "dist/node.d.ts", "dist/notebook.d.ts"])(
  "the declarations of %s need no package's types",
  (entry) => {
    expect(existsSync(join(projectRoot(), entry))).toBe(true);
    expect(importedPackages(entry)).toEqual([]);
  },
);
