// The API reference, docs/api/index.html, from the docstrings of what the three entries export: npm run docs.
// TypeDoc needs a TypeScript of its own, so it lies in tools/typedoc and is installed there the first time.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "tools", "typedoc");

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: folder, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(join(folder, "node_modules", "typedoc"))) run("npm", ["ci", "--no-audit", "--no-fund"]);
run(process.execPath, [join(folder, "node_modules", "typedoc", "bin", "typedoc"), "--options", "typedoc.json"]);
