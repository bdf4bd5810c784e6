import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { projectRoot } from "../src/project.ts";
import { needFreshDist } from "./support/fresh-dist.ts";

needFreshDist();

// The steps that .binder/ and .devcontainer/ have a host take in a checkout, taken here. Of npm, which would install everything once more,
// it is only noted how it was called; npx runs the command as it is built.

const root = projectRoot();
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-hosting-"));
  mkdirSync(join(folder, "bin"));
  const programs = {
    npm: `echo "$@" >> "${join(folder, "npm.log")}"`,
    npx: `[ "$1" = scorebook ] || exit 9; shift; exec "${process.execPath}" "${join(root, "dist", "cli", "main.js")}" "$@"`,
  };
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, "bin", name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, "bin", name), 0o755);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a shell's words in the checkout, and says what npm was asked for. */
function run(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  rmSync(join(folder, "npm.log"), { force: true });
  const path = `${join(folder, "bin")}:${process.env.PATH}`;
  const [program, ...args] = words;
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, CONDA_PREFIX: "", ...env, PATH: path },
  });
  const npm = existsSync(join(folder, "npm.log")) ? readFileSync(join(folder, "npm.log"), "utf8") : "";
  return { status, stdout, stderr, npm };
}

// Both are for containers of Linux.
describe.skipIf(process.platform === "win32")("the steps of containers", () => {
  test(".binder: an environment with Node, Python and JupyterLab; postBuild installs, and registers the kernel in it", () => {
    const environment = parse(readFileSync(join(root, ".binder", "environment.yml"), "utf8"));
    const packages = environment.dependencies.filter((one: unknown) => typeof one === "string");
    expect(packages).toEqual(expect.arrayContaining(["nodejs=20", "python=3.11", "jupyterlab=4"]));
    const prefix = join(folder, "conda");
    mkdirSync(prefix);
    const { status, npm, stdout, stderr } = run([join(root, ".binder", "postBuild")], { CONDA_PREFIX: prefix });
    expect(status, stderr).toBe(0);
    expect(npm).toBe("ci\n");
    expect(stdout).toContain(
      `The kernel tslab is registered in ${join(prefix, "share", "jupyter", "kernels", "tslab")}.`,
    );
    const kernel = JSON.parse(
      readFileSync(join(prefix, "share", "jupyter", "kernels", "tslab", "kernel.json"), "utf8"),
    );
    expect(existsSync(kernel.argv[0])).toBe(true);
  });

  test(".devcontainer: an image with Node 20; its command installs, and sets Jupyter up", { timeout: 600_000 }, () => {
    const { image, postCreateCommand } = JSON.parse(
      readFileSync(join(root, ".devcontainer", "devcontainer.json"), "utf8"),
    );
    expect(image).toMatch(/^mcr\.microsoft\.com\/devcontainers\/javascript-node:\d+-20-/);
    const { status, npm, stdout, stderr } = run(["sh", "-c", postCreateCommand]);
    expect(status, stderr).toBe(0);
    expect(npm).toBe("ci\n");
    expect(stdout).toContain("Jupyter is ready in ");
  });
});
