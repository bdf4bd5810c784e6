import { posix } from "node:path";
import ts from "@tslab/typescript-for-tslab";

export interface SourceFile {
  /** Relative to src/, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

interface Layer {
  /** The layers it may import from, beside itself. */
  readonly from: readonly string[];
  /** The layers it may import types from, beside those. */
  readonly typesFrom?: readonly string[];
}

const mathematics = ["numerics", "density", "reconstruction", "autoencoder", "sampling"];

/** Arrows go one way. `project` is the files in src/ itself that know where the package is; the entries have their file names. */
const layers: Readonly<Record<string, Layer>> = {
  project: { from: [] },
  // What the build has compiled.
  numerics: { from: ["assembly"] },
  files: { from: ["numerics"] },
  density: { from: ["numerics"] },
  reconstruction: { from: ["numerics", "density"] },
  autoencoder: { from: ["numerics", "files", "density", "reconstruction", "project"] },
  sampling: { from: ["numerics", "density", "reconstruction", "autoencoder"] },
  claims: { from: mathematics },
  bench: { from: mathematics },
  figures: { from: [...mathematics, "project"] },
  notebook: { from: [...mathematics, "figures", "project"], typesFrom: ["claims"] },
  "index.ts": { from: [...mathematics, "claims", "figures"] },
  "node.ts": { from: ["index.ts", "autoencoder", "files", "figures"] },
  "notebook.ts": { from: ["node.ts", "notebook"] },
  cli: { from: [...mathematics, "files", "claims", "bench", "figures", "notebook", "project"] },
};

/** One sentence for each import that does not go down, and for each file that is in no layer. */
export function wrongImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const own = layerOf(path);
    const layer = layers[own];
    if (!layer) return [`${path} is in no known layer`];
    return importsOf(path, text).flatMap(({ specifier, typeOnly }) => {
      if (specifier === "scorebook") return [`${path} imports the package by its own name`];
      if (!specifier.startsWith(".")) return [];
      const target = layerOf(posix.join(posix.dirname(path), specifier));
      const allowed = [own, ...layer.from, ...(typeOnly ? (layer.typesFrom ?? []) : [])];
      return allowed.includes(target) ? [] : [`${path} imports ${specifier}: ${own} must not import ${target}`];
    });
  });
}

/** Within src/reconstruction, from the ground up: what is not named stands on the ground. */
const FLOORS: readonly (readonly string[])[] = [
  ["line", "field"],
  ["plane"],
  ["losses.ts"],
  ["any-dimension"],
  ["optimal.ts", "contraction-gap.ts"],
];

/** One sentence for each import within src/reconstruction that goes up, or across to another folder of the same floor. */
export function wrongFloors(files: readonly SourceFile[]): string[] {
  const placeOf = (path: string): string => path.split("/")[1];
  const floorOf = (path: string): number => FLOORS.findIndex((floor) => floor.includes(placeOf(path)));
  return files.flatMap(({ path, text }) => {
    if (layerOf(path) !== "reconstruction") return [];
    return importsOf(path, text).flatMap(({ specifier }) => {
      const target = posix.join(posix.dirname(path), specifier);
      if (!specifier.startsWith(".") || layerOf(target) !== "reconstruction" || placeOf(target) === placeOf(path))
        return [];
      const down = floorOf(target) < floorOf(path) || (floorOf(target) === -1 && floorOf(path) === -1);
      return down ? [] : [`${path} imports ${specifier}, which is not below it`];
    });
  });
}

/** The circles of imports, of types too: each as the files that reach one another, in the order of the alphabet. */
export function circles(files: readonly SourceFile[]): string[] {
  const targets = new Map(
    files.map(({ path, text }) => [
      path,
      importsOf(path, text)
        .filter(({ specifier }) => specifier.startsWith("."))
        .map(({ specifier }) => posix.join(posix.dirname(path), specifier)),
    ]),
  );
  const reached = (from: string): Set<string> => {
    const seen = new Set<string>();
    const open = [...(targets.get(from) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(targets.get(next) ?? []));
    }
    return seen;
  };
  const reach = new Map([...targets.keys()].map((path) => [path, reached(path)]));
  const found = [...reach].flatMap(([path, all]) =>
    all.has(path)
      ? [
          [...all]
            .filter((other) => reach.get(other)?.has(path))
            .sort()
            .join(" "),
        ]
      : [],
  );
  return [...new Set(found)];
}

function layerOf(path: string): string {
  const [first] = path.replace(/^\.\.\//, "").split("/");
  return first === "project.ts" || first === "optional-packages.ts" ? "project" : first;
}

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** Every module that a file names: import, export … from, import(), require() and the type import("…"). */
function importsOf(path: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node | undefined, typeOnly: boolean): void => {
    if (node && ts.isStringLiteralLike(node)) found.push({ specifier: node.text, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly ?? false);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    else if (ts.isExternalModuleReference(node)) add(node.expression, false);
    else if (ts.isCallExpression(node)) {
      const { expression } = node;
      const loads = expression.kind === ts.SyntaxKind.ImportKeyword;
      if (loads || (ts.isIdentifier(expression) && expression.text === "require")) add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS));
  return found;
}
