import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeEnvironment } from "../src/cli/jupyter/environment/places.ts";
import { projectRoot } from "../src/project.ts";
import { scorebook as inCheckout } from "./cli/scorebook.ts";

/** Bytes that npm may put into the node_modules of a project that installs scorebook. */
const MOST_BYTES = 60e6;

/** An empty project, with a space in its path, that has installed the packed package and nothing else. */
let folder = "";
let scratch = "";

beforeAll(() => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), "scorebook-package-")));
  folder = join(scratch, "a project");
  mkdirSync(folder);
  // dist/ was built before the tests.
  const packed = npm(["pack", "--ignore-scripts", "--json", "--pack-destination", scratch], projectRoot());
  const [tarball] = readdirSync(scratch).filter((name) => name.endsWith(".tgz"));
  expect(tarball, packed.stderr).toMatch(/^scorebook-/);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "mine", private: true, type: "module" }));
  const installed = npm(["install", "--ignore-scripts", join(scratch, tarball)]);
  expect(installed.status, installed.stderr).toBe(0);
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function npm(args: readonly string[], cwd = folder) {
  return spawnSync("npm", args, { cwd, encoding: "utf8", shell: process.platform === "win32" });
}

/** Runs a program of Node in the project, without a browser or a Python of this checkout on the way. */
function node(args: readonly string[], program = process.execPath, variables: NodeJS.ProcessEnv = {}) {
  return spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, DEBUG: "", NO_COLOR: "1", ...variables },
  });
}

/** `npx scorebook …`, as the project has it in node_modules/.bin. */
function scorebook(args: readonly string[], program?: string) {
  return node([join(folder, "node_modules", ".bin", "scorebook"), ...args], program);
}

function bytesIn(path: string): number {
  const { size, isDirectory } = ((entry) => ({ size: entry.size, isDirectory: entry.isDirectory() }))(statSync(path));
  return isDirectory ? readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0) : size;
}

const entries = `
  import { scoreEstimate, optimalReconstruction, paper1d } from "scorebook";
  import { readPoints } from "scorebook/node";
  import { Polynomial } from "scorebook/notebook";
  const density = paper1d();
  const [r] = [optimalReconstruction(density, "dae", 0.1)];
  console.log([typeof readPoints, Polynomial.parse("x/2").toString(), scoreEstimate(r, Float64Array.of(0.5)).length].join());
`;

test("installs itself and nothing else, in at most 60 MB", () => {
  expect(readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["scorebook"]);
  expect(bytesIn(join(folder, "node_modules"))).toBeLessThan(MOST_BYTES);
});

test("the three entries are imported", () => {
  writeFileSync(join(folder, "entries.js"), entries);
  const { stdout, stderr } = node(["entries.js"]);
  expect(stderr).toBe("");
  expect(stdout).toBe("function,(1/2)*x^1,1\n");
});

describe.each([
  ["nodenext", "nodenext"],
  ["bundler", "esnext"],
])("types under moduleResolution %s", (moduleResolution, module) => {
  const check = (source: string): string => {
    const name = `${moduleResolution}.ts`;
    writeFileSync(join(folder, name), source);
    const compilerOptions = { module, moduleResolution, target: "es2022", lib: ["es2023"], types: [], strict: true };
    const config = { compilerOptions: { ...compilerOptions, noEmit: true, skipLibCheck: false }, files: [name] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const tsc = join(projectRoot(), "node_modules", "typescript", "bin", "tsc");
    return node([tsc, "--pretty", "false", "-p", folder]).stdout;
  };

  test("the declarations have no error, also where their files are checked and no other types are installed", () => {
    expect(check(entries.replace("console.log(", "export const all = ("))).toBe("");
  });

  test("a wrong use is an error", () => {
    const wrong = 'import { paper1d } from "scorebook";\nexport const wrong: string = paper1d().dim;\n';
    expect(check(wrong)).toContain("Type 'number' is not assignable to type 'string'");
  });
});

describe("the command", () => {
  test("doctor says what is missing, and that it is needed for nothing else", () => {
    const { status, stdout } = scorebook(["doctor"]);
    expect(status).toBe(0);
    expect(stdout).toContain(`in ${join(folder, "node_modules", "scorebook")}`);
    expect(stdout).toMatch(/^- +tslab +not installed; run `npm install tslab@[\d.]+`$/m);
  });

  test("reconstruct and verify compute", () => {
    const question = [..."reconstruct --density paper1d --method dae --sigma 0.31 --at".split(" "), "[[0.5]]"];
    const optimum = scorebook(question);
    expect(optimum.status, optimum.stderr).toBe(0);
    expect(optimum.stdout).toBe(inCheckout(question).stdout);
    const claim = scorebook(["verify", "--only", "i1"]);
    expect(claim.status).toBe(0);
    expect(claim.stdout).toContain("1 of 1 claims hold, 0 fail.");
  });

  test("train, score and sample work on the project's own files", () => {
    const data = Array.from({ length: 60 }, (_, i) => `${Math.cos(i)},${Math.sin(i)}`).join("\n");
    writeFileSync(join(folder, "circle.csv"), `${data}\n`);
    const options = "--sigma 0.3 --hidden 10 --iterations 20 --validation 0.2 --initial-scale 1 --out model.json";
    const trained = scorebook(["train", "--data", "circle.csv", ...options.split(" ")]);
    expect(trained.status, trained.stderr).toBe(0);
    const scored = scorebook(["score", "--model", "model.json", "--at", "[[0.5,0.5]]"]);
    expect(scored.status, scored.stderr).toBe(0);
    const sampling = "--model model.json --start circle.csv --chains 2 --steps 50 --out draws.csv";
    const sampled = scorebook(["sample", ...sampling.split(" ")]);
    expect(sampled.status, sampled.stderr).toBe(0);
    expect(existsSync(join(folder, "draws.csv"))).toBe(true);
  });

  test.each(["reproduce", "notebooks", "figures --retrain"])("%s asks for a checkout", (command) => {
    const { status, stderr } = scorebook(command.split(" "));
    expect(stderr).toBe(
      `scorebook ${command} writes to the project's own files: run it in a checkout of the project, not from an installed package.\n`,
    );
    expect(status).toBe(1);
  });

  test("figures and setup ask for the packages that are missing by name", () => {
    const drawn = scorebook(["figures", "--only", "f3"]);
    expect(drawn.stderr).toMatch(
      /^Drawing figures needs the npm packages playwright-core, .* run `npm install .*`\.$/m,
    );
    expect(drawn.status).toBe(1);
    expect(existsSync(join(folder, "figures"))).toBe(false);
    const set = scorebook(["setup", "--prefix", folder]);
    expect(set.stderr).toMatch(
      /^The kernel needs the npm package tslab, which is not installed: run `npm install tslab@/,
    );
    expect(set.status).toBe(1);
  });
});

const cells = [
  'import { optimalReconstruction, paper1d, readPoints } from "scorebook/notebook";\n' +
    'console.log(optimalReconstruction(paper1d(), "dae", 0.1).optimalLoss().value.toFixed(6), typeof readPoints);',
  "const wrong: string = paper1d().dim;",
];

/** Executes cells as a notebook in a folder, and prints the kernel's folder and what the cells put out. */
const executeCells = `
import sys
import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
folder, *cells = sys.argv[1:]
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
print(KernelSpecManager().get_kernel_spec("tslab").resource_dir)
NotebookClient(
    notebook, kernel_name="tslab", allow_errors=True, timeout=120, resources={"metadata": {"path": folder}}
).execute()
for cell in notebook.cells:
    for output in cell.outputs:
        print(output.get("text"))
`;

describe("with the packages that the command asks for", () => {
  const added = ["playwright-core", "plotly.js-dist", "@fontsource", "@sparticuz", "tslab"];

  beforeAll(() => {
    for (const name of added) {
      symlinkSync(join(projectRoot(), "node_modules", name), join(folder, "node_modules", name), "junction");
    }
  });

  afterAll(() => {
    for (const name of added) rmSync(join(folder, "node_modules", name));
  });

  test("figures draws into the working directory, or where --out says", () => {
    const drawn = scorebook(["figures", "--only", "f3", "--formats", "svg"]);
    expect(drawn.stderr).not.toContain("needs");
    expect(drawn.stdout).toBe("f3: new, wrote figures/figure-3.svg, figures/figure-3.json\n");
    const committed = (name: string): string => readFileSync(join(projectRoot(), "figures", name), "utf8");
    expect(readFileSync(join(folder, "figures", "figure-3.json"), "utf8")).toBe(committed("figure-3.json"));
    const elsewhere = scorebook(["figures", "--only", "f3", "--formats", "svg", "--out", "my pictures"]);
    expect(elsewhere.status, elsewhere.stderr).toBe(0);
    expect(existsSync(join(folder, "my pictures", "figure-3.svg"))).toBe(true);
  });

  test("setup --prefix registers the kernel, which runs this Node and the tslab that it names", () => {
    const prefix = join(scratch, "a prefix");
    mkdirSync(prefix);
    const { status, stdout, stderr } = scorebook(["setup", "--prefix", prefix]);
    expect(status, stderr).toBe(0);
    const kernel = join(prefix, "share", "jupyter", "kernels", "tslab");
    const program = join(folder, "node_modules", "tslab", "bin", "tslab");
    expect(stdout).toContain(`The kernel tslab is registered in ${kernel}. It runs ${program}.\n`);
    const { argv } = JSON.parse(readFileSync(join(kernel, "kernel.json"), "utf8"));
    expect(argv).toEqual([process.execPath, program, "kernel", "--config-path", "{connection_file}"]);
    expect(existsSync(join(dirname(kernel), "jslab", "kernel.json"))).toBe(true);
  });

  test("a notebook in a folder below imports the package, with its types, in that kernel", () => {
    const notebooks = join(folder, "my notebooks");
    mkdirSync(notebooks);
    const { python, variables } = describeEnvironment(projectRoot());
    // This Jupyter has a kernel of that name in its environment; JUPYTER_PATH comes before that.
    const env = {
      ...variables,
      JUPYTER_PREFER_ENV_PATH: "0",
      JUPYTER_PATH: join(scratch, "a prefix", "share", "jupyter"),
    };
    const { stdout, stderr } = spawnSync(python, ["-c", executeCells, notebooks, ...cells], { encoding: "utf8", env });
    expect(stdout, stderr).toContain("0.009255 function");
    expect(stdout).toContain("Type 'number' is not assignable to type 'string'");
    expect(stdout).toContain(join(scratch, "a prefix"));
  });
});

// The package of npm that holds the program alone; the package `node` chooses it by an install script.
const platform = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
describe.each([22, 24])("under Node %i", (version) => {
  let program = "";

  beforeAll(() => {
    const home = join(scratch, `node-${version}`);
    mkdirSync(home);
    const packed = npm(["install", "--prefer-offline", "--no-save", "--prefix", home, `node-${platform}@${version}`]);
    program = join(home, "node_modules", `node-${platform}`, "bin", process.platform === "win32" ? "node.exe" : "node");
    expect(existsSync(program), packed.stderr).toBe(true);
  });

  test("the entries are imported, and the command computes", () => {
    writeFileSync(join(folder, "entries.js"), entries);
    expect(node(["--version"], program).stdout).toMatch(new RegExp(`^v${version}\\.`));
    expect(node(["entries.js"], program).stdout).toBe("function,(1/2)*x^1,1\n");
    expect(scorebook(["doctor"], program).stdout).toMatch(new RegExp(`^ok +Node +${version}\\.`, "m"));
    const loss = scorebook("loss --density paper1d --method rcae --sigma 0.06".split(" "), program);
    expect(loss.stdout).toContain("0.00347504284806");
  });
});
