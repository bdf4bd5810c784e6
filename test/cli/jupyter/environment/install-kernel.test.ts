import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  installKernel,
  kernelHome,
  listedKernel,
  userData,
} from "../../../../src/cli/jupyter/environment/install-kernel.ts";
import { InputError } from "../../../../src/numerics/input-error.ts";
import { scorebook } from "../../scorebook.ts";

let prefix = "";
beforeEach(() => {
  prefix = realpathSync(mkdtempSync(join(tmpdir(), "scorebook-prefix-")));
});
afterEach(() => rmSync(prefix, { recursive: true }));

// As in jupyter_core.paths.jupyter_data_dir.
test.each<[NodeJS.Platform, NodeJS.ProcessEnv, string]>([
  ["linux", {}, join("/home/a", ".local", "share", "jupyter")],
  ["linux", { XDG_DATA_HOME: "/data" }, join("/data", "jupyter")],
  ["darwin", { XDG_DATA_HOME: "/data" }, join("/home/a", "Library", "Jupyter")],
  ["win32", { APPDATA: "/roaming" }, join("/roaming", "jupyter")],
  ["darwin", { JUPYTER_DATA_DIR: "/own" }, "/own"],
])("a user's Jupyter on %s with %j looks in %s", (platform, variables, folder) => {
  expect(userData(variables, platform, "/home/a")).toBe(folder);
});

test("a prefix that is not a folder is refused", () => {
  expect(() => kernelHome(join(prefix, "gone"))).toThrow(InputError);
  const { status, stderr } = scorebook(["setup", "--prefix", join(prefix, "gone")]);
  expect(stderr).toMatch(/^--prefix: must be the folder of a Python environment, not ".*gone"\n$/);
  expect(status).toBe(2);
});

test("--user and --prefix exclude each other", () => {
  expect(scorebook(["setup", "--user", "--prefix", prefix]).status).toBe(2);
});

test("what was registered before is replaced, whole", () => {
  const folder = join(kernelHome(prefix), "kernels", "tslab");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "old.txt"), "");
  expect(installKernel(kernelHome(prefix)).folder).toBe(folder);
  expect(existsSync(join(folder, "old.txt"))).toBe(false);
  expect(existsSync(join(folder, "kernel.json"))).toBe(true);
});

describe.skipIf(process.platform === "win32")("a Jupyter in the prefix is asked", () => {
  const jupyterSays = (resources: string): void => {
    const listing = JSON.stringify({ kernelspecs: { tslab: { resource_dir: resources } } });
    mkdirSync(join(prefix, "bin"), { recursive: true });
    writeFileSync(join(prefix, "bin", "jupyter"), `#!/bin/sh\necho '${listing}'\n`, { mode: 0o755 });
  };

  test("it finds the kernel, finds another one, or is not there", async () => {
    const { folder } = installKernel(kernelHome(prefix));
    expect((await listedKernel(prefix)).problem).toMatch(/^Whether Jupyter finds the kernel could not be checked/);
    jupyterSays(folder);
    expect(await listedKernel(prefix)).toEqual({ command: `${join(prefix, "bin", "jupyter")} kernelspec list` });
    jupyterSays(prefix);
    expect((await listedKernel(prefix)).problem).toContain(`finds another kernel of that name in ${prefix}`);
  });
});
