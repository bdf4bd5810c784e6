import { existsSync, readFileSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { ENGINE_VARIABLE } from "../autoencoder/engine/choose-engine.ts";
import { findBrowser, launchBrowser } from "../figures/rendering/browser.ts";
import { installCommand, packageFolder } from "../optional-packages.ts";
import { isInstalled, projectRoot } from "../project.ts";
import { describeEnvironment, type JupyterEnvironment } from "./jupyter/environment/environment.ts";
import { findPython } from "./jupyter/environment/python.ts";
import { findOnnxEngine } from "./onnx-engine.ts";
import { run } from "./processes/run.ts";
import { findTfjsBackend } from "./tfjs-backend.ts";

/** One thing that the project uses. */
export interface Finding {
  readonly name: string;
  /** The version and the place of what was found; null if it is missing or cannot be used. */
  readonly found: string | null;
  /** Whether the project needs it. */
  readonly needed: boolean;
  /** What is missing and how to install it, or a remark. */
  readonly advice?: string;
}

const oldestNode = [20, 19];
const setUp = "run `npx scorebook setup`";

/**
 * Everything that the project uses, as found on this machine. An installed package needs only Node, and each of the
 * others only for some commands. Nothing is changed, except that the browser from npm is unpacked.
 */
export async function inspectMachine(): Promise<Finding[]> {
  const root = projectRoot();
  const environment = describeEnvironment(root);
  const [npm, python, jupyter, kernel, browser, engines, tfjs] = await Promise.all([
    findNpm(),
    findProjectPython(environment),
    findJupyter(environment),
    findKernel(environment),
    findFigureBrowser(),
    findEngines(),
    findTfjs(root),
  ]);
  return [
    findScorebook(root),
    findNode(),
    npm,
    ...[
      ...["tslab", "plotly.js-dist", "playwright-core"].map((name) => findPackage(root, name)),
      python,
      ...jupyter,
      kernel,
      browser,
    ].map((finding) => (isInstalled(root) ? { ...finding, needed: false } : finding)),
    engines,
    tfjs,
  ];
}

function findScorebook(root: string): Finding {
  const name = "scorebook";
  const needed = true;
  if (isInstalled(root)) return { name, found: `${versionIn(root)} in ${root}`, needed };
  const link = join(root, "node_modules", "scorebook");
  // npm may have removed the link, or the link may lead to another copy of the project.
  if (!existsSync(link) || realpathSync(link) !== realpathSync(root)) {
    const advice = 'notebooks cannot import "scorebook"; run `npm run build`';
    return { name, found: null, needed, advice };
  }
  return { name, found: `${versionIn(root)} in ${root}`, needed };
}

function findNode(): Finding {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const old = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]);
  const advice = `${process.versions.node} is too old; install Node ${oldestNode.join(".")} or newer`;
  return old ? missing("Node", advice) : { name: "Node", found: process.versions.node, needed: true };
}

async function findNpm(): Promise<Finding> {
  // On Windows npm is a script, which only a shell can run; there the version stays unknown.
  const result = await run("npm", ["--version"]).catch(() => null);
  const found = result?.status === 0 ? result.stdout.trim() : null;
  return { name: "npm", found, needed: false, ...(found ? {} : { advice: "needed only to install and to build" }) };
}

function findPackage(root: string, name: string): Finding {
  const folder = packageFolder(name, root);
  if (!folder) return missing(name, `not installed; run \`${installCommand([name], root)}\``);
  return { name, found: versionIn(folder), needed: true };
}

async function findProjectPython({ python }: JupyterEnvironment): Promise<Finding> {
  try {
    const command = existsSync(python) ? python : await findPython();
    const { stdout, stderr } = await run(command, ["--version"]);
    return { name: "Python", found: `${(stdout || stderr).trim().replace("Python ", "")} (${command})`, needed: true };
  } catch (error) {
    return missing("Python", messageOf(error));
  }
}

async function findJupyter({ python, variables, venv }: JupyterEnvironment): Promise<Finding[]> {
  const packages = ["jupyterlab", "nbclient", "nbconvert", "jupytext", "plotly"];
  const script = `import json, sys
from importlib.metadata import version, PackageNotFoundError
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        found[name] = None
print(json.dumps(found))`;
  const result = await run(python, ["-c", script, ...packages], { env: variables }).catch(() => null);
  const found: Record<string, string | null> = result?.status === 0 ? JSON.parse(result.stdout) : {};
  return packages.map((name) => {
    const version = found[name] ?? null;
    const label = `${name} (Python)`;
    return version ? { name: label, found: version, needed: true } : missing(label, `not in ${nameOf(venv)}; ${setUp}`);
  });
}

async function findKernel({ python, variables, venv }: JupyterEnvironment): Promise<Finding> {
  const name = "Jupyter kernel tslab";
  const listing = ["-m", "jupyter_client.kernelspecapp", "list", "--json"];
  const listed = await run(python, listing, { env: variables }).catch(() => null);
  const kernel = listed?.status === 0 ? JSON.parse(listed.stdout).kernelspecs?.tslab : undefined;
  if (!kernel?.resource_dir.startsWith(venv)) return missing(name, `not registered in ${nameOf(venv)}; ${setUp}`);
  const gone = kernel.spec.argv.find((word: string) => word.startsWith("/") && !existsSync(word));
  if (gone) return missing(name, `it starts ${gone}, which does not exist; ${setUp}`);
  return { name, found: kernel.resource_dir, needed: true };
}

async function findFigureBrowser(): Promise<Finding> {
  const name = "browser for figures";
  try {
    const { executablePath, source } = await findBrowser();
    // The browser may fail to start although its file exists, because libraries may be missing.
    const browser = await launchBrowser();
    try {
      await (await browser.newPage()).evaluate("1 + 1");
    } finally {
      await browser.close();
    }
    return { name, found: `${source} (${executablePath})`, needed: true };
  } catch (error) {
    return missing(name, messageOf(error));
  }
}

/** The engines that train and evaluate networks; SCOREBOOK_ENGINE may force one of them. */
async function findEngines(): Promise<Finding> {
  const finding = { name: "engines for networks", needed: false };
  const forced = process.env[ENGINE_VARIABLE];
  const note = forced ? { advice: `${ENGINE_VARIABLE} forces ${forced}` } : {};
  const { name, problem } = await findOnnxEngine();
  if (name) return { ...finding, found: `${name}, the fused kernel`, ...note };
  const advice = `no ONNX Runtime (${problem}); without it wide and deep networks take many times as long; run \`${installCommand(["onnxruntime-node"])}\``;
  return { ...finding, found: "the fused kernel, plain TypeScript", advice };
}

async function findTfjs(root: string): Promise<Finding> {
  const name = "tfjs backend";
  const { description, nativeProblem, problem } = await findTfjsBackend(root);
  if (!description) return { name, found: null, needed: false, advice: `${problem}` };
  if (!nativeProblem) return { name, found: description, needed: false };
  const advice = `not native (${nativeProblem}); \`npm run tfjs-native\` builds the native backend on Linux`;
  return { name, found: description, needed: false, advice };
}

/**
 * The environment of a checkout is named relative to the project. That of an installed package is named by its whole
 * path, because nobody would guess it.
 */
function nameOf(venv: string): string {
  return isInstalled() ? venv : basename(venv);
}

function missing(name: string, advice: string): Finding {
  return { name, found: null, needed: true, advice };
}

function versionIn(folder: string): string {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}
