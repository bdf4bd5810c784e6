import { readdirSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { buildSync } from "esbuild";
import type { Plugin } from "vitest/config";

const root = join(import.meta.dirname, "..", "..");
const sources = join(root, "src");

/**
 * A plugin of Vitest by which tests import src/ as JavaScript that Node loads itself. In modules that Vitest transforms, every use of an
 * import reads a property of an object, which costs numerical code a twentieth of its time, and every worker transforms all modules again.
 * The sources are compiled when the tests begin, and the compiled files are removed when they end.
 */
export function nativeSources(): Plugin {
  const compiled = join(root, `.compiled-${process.pid}`);
  let isCompiled = false;
  return {
    name: "native-sources",
    enforce: "pre",
    resolveId: (source, importer) => {
      if (!source.startsWith(".") || importer === undefined) return undefined;
      const path = relative(sources, join(dirname(importer.split("?")[0]), source));
      if (path.startsWith("..") || !path.endsWith(".ts")) return undefined;
      if (!isCompiled) compile(compiled);
      isCompiled = true;
      return { id: join(compiled, path.replace(/\.ts$/, ".js")), external: true };
    },
  };
}

function compile(folder: string): void {
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  buildSync({
    absWorkingDir: root,
    entryPoints: readdirSync(sources, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
      .map((name) => join("src", name)),
    outbase: "src",
    outdir: folder,
    bundle: true,
    splitting: true,
    packages: "external",
    chunkNames: "chunks/[name]-[hash]",
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "warning",
  });
}
