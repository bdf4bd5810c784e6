import { posix } from "node:path";
import ts from "@tslab/typescript-for-tslab";

export interface SourceFile {
  /** The path relative to src/, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

interface Layer {
  /** The layers from which it may import, besides itself. */
  readonly from: readonly string[];
  /** The other layers from which it may import types only. */
  readonly typesFrom?: readonly string[];
}

const mathematics = ["numerics", "density", "reconstruction", "autoencoder", "sampling"];

/** The layers. `project` is the files in src/ itself that know the place of the package. The entries have the names of their files. */
const layers: Readonly<Record<string, Layer>> = {
  project: { from: [] },
  // The build compiles assembly/ into a module.
  numerics: { from: ["assembly"] },
  files: { from: ["numerics"] },
  density: { from: ["numerics"] },
  reconstruction: { from: ["numerics", "density"] },
  autoencoder: { from: ["numerics", "files", "density", "reconstruction", "project"] },
  sampling: { from: ["numerics", "density", "reconstruction", "autoencoder"] },
  claims: { from: mathematics },
  check: { from: [...mathematics, "files"], typesFrom: ["claims"] },
  bench: { from: mathematics },
  // The pack of fixtures for other projects.
  fixtures: { from: [...mathematics, "files"] },
  figures: { from: [...mathematics, "project"] },
  notebook: { from: [...mathematics, "files", "figures", "project"], typesFrom: ["claims"] },
  "index.ts": { from: [...mathematics, "claims", "check", "figures"] },
  "node.ts": { from: ["index.ts", "autoencoder", "check", "files", "figures"] },
  "notebook.ts": { from: ["node.ts", "notebook"] },
  cli: { from: [...mathematics, "files", "claims", "check", "bench", "fixtures", "figures", "notebook", "project"] },
};

/** One sentence for each import that is not from an allowed layer, and for each file that is in no layer. */
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

/** The files of a layer that are in none of its sub-folders and have no floor by name. */
const OTHERS = "*";

/**
 * The sub-folders and files of each layer, by floors from the lowest to the highest. They may import from lower floors only. A new
 * sub-folder has to be added here.
 */
const floorsOf: Readonly<Record<string, readonly (readonly string[])[]>> = {
  numerics: [
    [OTHERS],
    ["interval", "linear-algebra", "quadrature", "random", "sorting", "vector-functions"],
    ["approximation", "optimise", "quadratic-form", "statistics"],
  ],
  files: [[OTHERS], ["text"], ["open-points.ts", "points-table.ts"]],
  density: [
    ["formula"],
    [OTHERS],
    ["blurred", "differences", "gaussian"],
    ["curve", "energy", "fast-gauss", "local", "own"],
    ["point-sums"],
    ["finite-points.ts", "estimate"],
    ["examples"],
  ],
  reconstruction: [
    [OTHERS],
    ["line", "field"],
    ["plane"],
    ["losses.ts"],
    ["any-dimension"],
    ["optimal.ts", "contraction-gap.ts", "implied-sigma.ts"],
  ],
  autoencoder: [
    ["data"],
    ["network"],
    ["kernel", "onnx", "tensorflow"],
    ["engine", "training"],
    ["residual"],
    ["model"],
    ["plans", "export"],
    ["fit"],
  ],
  sampling: [[OTHERS], ["chains", "distances", "energy"], ["steps"], ["diagnostics", "diffusion"]],
  claims: [["claim.ts", "claim-report.ts", "claim-statement.ts"], ["evidence"], [OTHERS]],
  check: [[OTHERS], ["measures", "models"], ["check-score.ts"]],
  bench: [["engines"], [OTHERS]],
  figures: [["specification", "theme"], ["marks", "rendering"], ["charts", "own-data", "plane"], ["paper"], [OTHERS]],
  cli: [
    ["inputs", "processes"],
    ["output"],
    ["jupyter"],
    ["machine.ts", "need-checkout.ts", "onnx-engine.ts", "tfjs-backend.ts"],
    ["commands"],
    [OTHERS],
  ],
};

/**
 * One sentence for each import within a layer from a higher floor or from another folder of the same floor, and for each sub-folder
 * without a floor. Files in the same folder may import each other.
 */
export function wrongFloors(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const floors = floorsOf[layerOf(path)] ?? [];
    const placeOf = (file: string): string => placeIn(floors, file);
    const floor = (file: string): number => floors.findIndex((places) => places.includes(placeOf(file)));
    if (path.split("/").length > 2 && floor(path) === -1) return [`${path} is in a sub-folder that has no floor`];
    return importsOf(path, text).flatMap(({ specifier }) => {
      const target = posix.join(posix.dirname(path), specifier);
      if (!specifier.startsWith(".") || layerOf(target) !== layerOf(path) || placeOf(target) === placeOf(path))
        return [];
      const beside = ![path, target].some((file) => file.split("/").length > 2);
      const down = floor(target) < floor(path) || (beside && floor(target) === floor(path));
      return down ? [] : [`${path} imports ${specifier}, which is not below it`];
    });
  });
}

/** The sub-folder of a file, or its own name if that has a floor, or `OTHERS`. */
function placeIn(floors: readonly (readonly string[])[], path: string): string {
  const [, place, ...rest] = path.split("/");
  return rest.length > 0 || floors.flat().includes(place) ? place : OTHERS;
}

/** The circles of imports between the sub-folders and files of a folder, such as "density: energy local". */
export function circlesOfFolders(files: readonly SourceFile[]): string[] {
  const folders = new Set(files.flatMap(({ path }) => ancestors(path)));
  return [...folders].sort().flatMap((folder) => {
    const childOf = (path: string): string => path.slice(folder.length + 1).split("/")[0];
    const edges = new Map<string, Set<string>>();
    for (const { path, text } of files.filter((file) => file.path.startsWith(`${folder}/`))) {
      const targets = edges.get(childOf(path)) ?? new Set();
      for (const target of relativeImports(path, text)) {
        if (target.startsWith(`${folder}/`) && childOf(target) !== childOf(path)) targets.add(childOf(target));
      }
      edges.set(childOf(path), targets);
    }
    return circlesIn(edges).map((circle) => `${folder}: ${circle}`);
  });
}

/** The folders that contain a file, from the outermost: "density", "density/energy". */
function ancestors(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
}

/** The circles of imports, including imports of types. Each is the list of its files in alphabetical order. */
export function circles(files: readonly SourceFile[]): string[] {
  return circlesIn(new Map(files.map(({ path, text }) => [path, new Set(relativeImports(path, text))])));
}

/** The circles of a graph, each one once. */
function circlesIn(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const reached = (from: string): Set<string> => {
    const seen = new Set<string>();
    const open = [...(edges.get(from) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(edges.get(next) ?? []));
    }
    return seen;
  };
  const reach = new Map([...edges.keys()].map((node) => [node, reached(node)]));
  const found = [...reach].flatMap(([node, all]) => {
    if (!all.has(node)) return [];
    const circle = [...all].filter((other) => reach.get(other)?.has(node));
    return [circle.sort().join(" ")];
  });
  return [...new Set(found)];
}

/** The files of src/ that a file imports, relative to src/. */
function relativeImports(path: string, text: string): string[] {
  const specifiers = importsOf(path, text).map(({ specifier }) => specifier);
  return specifiers.filter((name) => name.startsWith(".")).map((name) => posix.join(posix.dirname(path), name));
}

function layerOf(path: string): string {
  const [first] = path.replace(/^\.\.\//, "").split("/");
  return first === "project.ts" || first === "optional-packages.ts" ? "project" : first;
}

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** Every module that a file imports: by import, export … from, import(), require() and the type import("…"). */
function importsOf(path: string, text: string): Import[] {
  const found = known.get(text) ?? findImports(path, text);
  known.set(text, found);
  return found;
}

/** The imports of texts that have been searched already. */
const known = new Map<string, Import[]>();

function findImports(path: string, text: string): Import[] {
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

/** The explorables that each explorable may use. */
const explorablesBelow: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  chains: ["points"],
  network: ["points"],
};

/**
 * One sentence for each import of book/explore/ that is not allowed. An explorable may import the package by its name, its own files,
 * the files that explorables share, and the explorables on which it builds.
 * @param files the files, with paths relative to book/explore/
 */
export function wrongImportsOfExplorables(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const [own] = path.split("/");
    const allowed = [own, "shared", ...(explorablesBelow[own] ?? [])];
    return importsOf(path, text).flatMap(({ specifier }) => {
      if (specifier === "scorebook") return [];
      const [target] = posix.join(posix.dirname(path), specifier).split("/");
      const isAllowed = specifier.startsWith(".") && allowed.includes(target);
      return isAllowed ? [] : [`${path} imports ${specifier}: the explorable ${own} must not`];
    });
  });
}
