// npm run tfjs-native: the native backend of TensorFlow.js, for machines on which @tensorflow/tfjs-node's own installer
// cannot download TensorFlow's library or does not get to run. The library and its headers come from PyPI, from the wheel
// that jupyter/tfjs-native-requirements.txt pins; the package's binding is compiled here against them. What was unpacked
// stays in .tfjs-native/, so that running this again (`npm ci` clears node_modules) takes seconds.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(join(root, "package.json"));
const requirements = join(root, "jupyter", "tfjs-native-requirements.txt");
const libraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
/** The version of Node-API that the binding is compiled for: the newest that tfjs-node knows, and every Node since 16 has. */
const NODE_API = 8;

class Failure extends Error {}

try {
  main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(`tfjs-native: ${error.message}`);
  process.exitCode = 1;
}

function main() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Failure(
      "it is for Linux on 64-bit Intel and AMD; elsewhere `npm rebuild @tensorflow/tfjs-node` fetches the native backend.",
    );
  }
  const works = tryBackend();
  if (works.description) return console.log(`${works.description}: works already, nothing to do.`);
  const compiler = findCompiler();
  const python = findPython();
  const tfjsNode = findTfjsNode();
  const tensorflow = unpackTensorflow(python);
  const binding = join(tfjsNode, "lib", `napi-v${NODE_API}`, "tfjs_binding.node");
  linkLibraries(tensorflow, join(tfjsNode, "deps", "lib"));
  compile(compiler, tfjsNode, tensorflow, binding);
  const { description, complaint } = tryBackend();
  if (!description) {
    // One that does not load, or ends Node, must not be tried again by whatever uses TensorFlow.js.
    rmSync(binding);
    throw new Failure(`what was built does not work and was removed: ${complaint}`);
  }
  console.log(`${description}: works.`);
}

function findCompiler() {
  const compiler = process.env.CXX || "c++";
  if (spawnSync(compiler, ["--version"]).status === 0) return compiler;
  throw new Failure(`there is no C++ compiler "${compiler}"; on Debian and Ubuntu: apt install g++.`);
}

/** A Python that has pip: PYTHON, else the project's own, else the system's. */
function findPython() {
  const own = join(root, ".venv", "bin", "python");
  const candidates = process.env.PYTHON ? [process.env.PYTHON] : [own, "python3"];
  const python = candidates.find((command) => spawnSync(command, ["-m", "pip", "--version"]).status === 0);
  if (python) return python;
  throw new Failure(`there is no Python with pip (${candidates.join(", ")}); \`npx scorebook setup\` makes one.`);
}

/** The folder of @tensorflow/tfjs-node; npm leaves the optional package out where its install script failed. */
function findTfjsNode() {
  const folder = join(root, "node_modules", "@tensorflow", "tfjs-node");
  if (!existsSync(join(folder, "package.json"))) {
    const { version } = require("@tensorflow/tfjs/package.json");
    console.log(`Fetching @tensorflow/tfjs-node ${version} from npm …`);
    const add = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
    const { status } = spawnSync("npm", [...add, `@tensorflow/tfjs-node@${version}`], { cwd: root, stdio: "inherit" });
    if (status !== 0) throw new Failure("npm could not fetch @tensorflow/tfjs-node; it says why above.");
    // npm has tidied it away.
    spawnSync(process.execPath, [join(root, "scripts", "link-package.mjs")]);
  }
  return folder;
}

/** What the native backend calls itself where it works, in a process of its own; else what it complains of. */
function tryBackend() {
  const script = `
    const util = require("node:util");
    // Node 23 removed two functions that tfjs-node still calls.
    util.isNullOrUndefined ??= (value) => value === null || value === undefined;
    util.isArray ??= Array.isArray;
    const tf = require("@tensorflow/tfjs-node");
    const [product] = tf.matMul([[1, 2]], [[3], [4]]).dataSync();
    if (product !== 11) throw new Error("1 * 3 + 2 * 4 is not " + product);
    console.log("RESULT tfjs-node " + tf.version["tfjs-node"] + " with TensorFlow " + tf.backend().binding.TF_Version);`;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ["--eval", script], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3", NODE_NO_WARNINGS: "1" },
  });
  const description = /^RESULT (.*)$/m.exec(stdout)?.[1];
  if (status === 0 && description) return { description };
  return { complaint: /^\w*Error: (.*)$/m.exec(stderr)?.[1] ?? `Node ended with ${signal ?? `status ${status}`}.` };
}

/** @returns the folder with the libraries and include/, unpacked from the wheel unless they are there */
function unpackTensorflow(python) {
  const [, version] = /^tensorflow-cpu == (\S+)/m.exec(readFileSync(requirements, "utf8"));
  const store = join(root, ".tfjs-native");
  const folder = join(store, `tensorflow-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(store, { recursive: true });
  const partial = mkdtempSync(join(store, "partial-"));
  process.on("exit", () => rmSync(partial, { recursive: true, force: true }));
  console.log(`Downloading TensorFlow ${version} from PyPI, 232 MB …`);
  // The wheel's Python does not matter: no Python runs in it.
  const wheel = ["--python-version=3.10", "--implementation=cp", "--platform=manylinux2014_x86_64"];
  const options = ["--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes", "--dest", partial];
  const download = ["-m", "pip", "download", ...wheel, ...options, "--requirement", requirements];
  if (spawnSync(python, download, { stdio: "inherit" }).status !== 0) {
    throw new Failure(`pip could not download TensorFlow ${version}; it says why above.`);
  }
  const file = readdirSync(partial).find((name) => name.endsWith(".whl"));
  const unpack = `import sys, zipfile
wanted = ("tensorflow/libtensorflow_", "tensorflow/include/tensorflow/c/", "tensorflow/include/tensorflow/tsl/",
          "tensorflow/include/tensorflow/core/platform/")
with zipfile.ZipFile(sys.argv[1]) as wheel:
    wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])`;
  console.log("Unpacking its libraries …");
  const { status, stderr } = spawnSync(python, ["-c", unpack, join(partial, file), partial], { encoding: "utf8" });
  if (status !== 0) throw new Failure(`the wheel could not be unpacked: ${stderr.trim().split("\n").at(-1)}`);
  renameSync(join(partial, "tensorflow"), folder);
  return folder;
}

/** Puts the libraries where the binding looks for them. */
function linkLibraries(tensorflow, folder) {
  mkdirSync(folder, { recursive: true });
  for (const library of libraries) {
    const link = join(folder, library);
    rmSync(link, { force: true });
    symlinkSync(relative(folder, join(tensorflow, library)), link);
  }
}

function compile(compiler, tfjsNode, tensorflow, binding) {
  console.log("Compiling the binding …");
  mkdirSync(dirname(binding), { recursive: true });
  const fresh = `${binding}.${process.pid}`;
  const { status, stderr } = spawnSync(
    compiler,
    [
      ...["-std=c++17", "-O2", "-fPIC", "-shared", `-DNAPI_VERSION=${NODE_API}`],
      ...[require("node-api-headers").include_dir, join(tensorflow, "include"), tfjsNode].map((path) => `-I${path}`),
      ...["tfjs_backend.cc", "tfjs_binding.cc"].map((source) => join(tfjsNode, "binding", source)),
      ...libraries.map((library) => join(tensorflow, library)),
      ...["-Wl,-rpath,$ORIGIN/../../deps/lib", "-o", fresh],
    ],
    { encoding: "utf8" },
  );
  if (status !== 0) {
    rmSync(fresh, { force: true });
    console.error(stderr);
    throw new Failure(`${compiler} could not compile the binding; it says why above.`);
  }
  renameSync(fresh, binding);
}
