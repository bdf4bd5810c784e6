// Declarations for the language service, as one object: paths in it are those of a file system that exists in the worker only.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

/**
 * The language's own declarations: JavaScript of 2022, what workers of browsers have, and what cells import from the kernel.
 * @returns {Record<string, string>}
 */
export function languageLibrary() {
  const folder = dirname(require.resolve("typescript-in-javascript"));
  /** @type {Record<string, string>} */
  const files = {};
  /** @param {string} name */
  const add = (name) => {
    const path = `/lib/lib.${name}.d.ts`;
    if (files[path] !== undefined) return;
    const text = readFileSync(join(folder, `lib.${name}.d.ts`), "utf8");
    files[path] = text;
    for (const [, reference] of text.matchAll(/^\/\/\/ <reference lib="([^"]+)" \/>/gm)) add(reference);
  };
  for (const name of ["es2022", "webworker"]) add(name);
  return { ...files, ...kernelDeclarations() };
}

/** What cells import from the kernel: the interfaces of src/execution/public.ts, and its members as constants. */
function kernelDeclarations() {
  const name = "jupyterlite-typescript-kernel";
  const source = join(dirname(fileURLToPath(import.meta.url)), "src", "execution", "public.ts");
  const interfaces = readFileSync(source, "utf8").replace(/\/\*\*[^/]*\*\/\nexport const [^\n]*\n/, "");
  const members = ["display", "print", "clearOutput", "onInterrupt", "files"];
  const constants = members.map((member) => `export declare const ${member}: CellKernel["${member}"];\n`);
  return {
    [`/node_modules/${name}/package.json`]: JSON.stringify({ name, types: "index.d.ts" }),
    [`/node_modules/${name}/index.d.ts`]: interfaces + constants.join(""),
  };
}

/**
 * The declarations of an npm package, with its package.json.
 * @param {string} name the name under which cells import it
 * @param {string} folder the folder of the package
 * @param {(path: string) => boolean} [choose] by the path in the package; default: all
 * @returns {Record<string, string>}
 */
export function packageDeclarations(name, folder, choose = () => true) {
  /** @type {Record<string, string>} */
  const files = {};
  /** @param {string} current */
  const visit = (current) => {
    for (const entry of readdirSync(current)) {
      const path = join(current, entry);
      const inside = relative(folder, path).split(sep).join("/");
      if (statSync(path).isDirectory()) {
        if (entry !== "node_modules") visit(path);
      } else if (/\.d\.[cm]?ts$/.test(entry) && choose(inside)) {
        files[`/node_modules/${name}/${inside}`] = readFileSync(path, "utf8");
      }
    }
  };
  visit(folder);
  const manifest = join(folder, "package.json");
  if (existsSync(manifest)) files[`/node_modules/${name}/package.json`] = readFileSync(manifest, "utf8");
  return files;
}
