// The link node_modules/scorebook -> this project, by which every notebook imports the package by its name.
// npm removes it when it tidies node_modules up, so the build and the commands that run notebooks both call this.
import { existsSync, lstatSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const link = join(root, "node_modules", "scorebook");
if (!existsSync(join(link, "package.json"))) {
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
  mkdirSync(dirname(link), { recursive: true });
  // "junction" is for Windows, where it needs no privileges (and wants an absolute path, which Node makes of it).
  symlinkSync("..", link, "junction");
}
