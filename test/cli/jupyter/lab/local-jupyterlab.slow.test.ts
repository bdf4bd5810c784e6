import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureJupyter } from "../../../../src/cli/jupyter/environment/environment.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-lab-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Starts JupyterLab as `scorebook lab` does, for half a second if it starts. */
async function start(options: readonly string[], config: string) {
  const { python, root, variables: own } = await ensureJupyter();
  writeFileSync(join(folder, "jupyter_server_config.py"), config);
  const closed = ["--ServerApp.ip=127.0.0.1", "--no-browser", "--ServerApp.port=0", "--allow-root"];
  if (!options.some((option) => option.includes("unauthenticated"))) {
    closed.push("--ServerApp.allow_unauthenticated_access=False");
  }
  return spawnSync(python, [join(root, "jupyter", "local_jupyterlab.py"), ...closed, ...options], {
    encoding: "utf8",
    cwd: folder,
    timeout: 60_000,
    env: { ...own, JUPYTER_CONFIG_DIR: folder, JUPYTER_RUNTIME_DIR: folder, JUPYTER_DATA_DIR: folder },
  });
}

test.each([
  ["a setting in a configuration file", [], "c.ServerApp.allow_origin = '*'", "allow_origin"],
  ["a configuration file's setting of LabApp", [], "c.LabApp.disable_check_xsrf = True", "disable_check_xsrf"],
  ["settings of the web server", [], "c.ServerApp.tornado_settings = {'disable_check_xsrf': True}", "disable_check"],
  [
    "a header for other origins",
    ["--ServerApp.tornado_settings={'headers': {'Access-Control-Allow-Origin': '*'}}"],
    "",
    "tornado_settings",
  ],
  ["an option of another class", ["--JupyterApp.allow_origin=*"], "", "allow_origin"],
  ["an empty token", [], "c.IdentityProvider.token = ''", "IdentityProvider.token"],
  ["access without the token", ["--ServerApp.allow_unauthenticated_access=True"], "", "allow_unauthenticated"],
])("%s, which opens JupyterLab, is refused with status 2, by its name", async (_what, options, config, name) => {
  const { status, stderr } = await start(options, config);
  expect(stderr.trim().split("\n").at(-1)).toMatch(new RegExp(`^(ServerApp\\.)?${name}.*: is .*; leave it out`));
  expect(status).toBe(2);
});
