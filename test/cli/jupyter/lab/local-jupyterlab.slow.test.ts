import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureJupyter } from "../../../../src/cli/jupyter/environment/environment.ts";

const cases: readonly (readonly [what: string, options: readonly string[], config: string, name: string])[] = [
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
];

/**
 * Runs the script that starts JupyterLab for each case, in a process of its own. The processes are forked from one that has imported
 * Jupyter, because the import takes two seconds. A JupyterLab that is not refused would run until the alarm.
 */
const runCases = `
import json, os, runpy, signal, subprocess, sys, tempfile
import jupyter_server.serverapp, jupyterlab.labapp

script, cases = sys.argv[1], json.load(sys.stdin)
results = []
for case in cases:
    for kind in ("CONFIG", "RUNTIME", "DATA"):
        os.environ[f"JUPYTER_{kind}_DIR"] = case["folder"]
    # On Windows there is no fork.
    if not hasattr(os, "fork"):
        words = [sys.executable, script, *case["options"]]
        done = subprocess.run(words, cwd=case["folder"], timeout=60, capture_output=True, text=True)
        results.append({"status": done.returncode, "stderr": done.stderr})
        continue
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            signal.alarm(60)
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)
            os.dup2(said.fileno(), 2)
            os.chdir(case["folder"])
            sys.argv = [script, *case["options"]]
            runpy.run_path(script, run_name="__main__")
            sys.exit()
        _, ended = os.waitpid(child, 0)
        said.seek(0)
        results.append({"status": os.waitstatus_to_exitcode(ended), "stderr": said.read().decode()})
print(json.dumps(results))
`;

const scratch = mkdtempSync(join(tmpdir(), "scorebook-lab-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let results: readonly { readonly status: number; readonly stderr: string }[] = [];
beforeAll(async () => {
  const { python, root, variables } = await ensureJupyter();
  const input = cases.map(([, options, config], k) => {
    const folder = join(scratch, `${k}`);
    mkdirSync(folder);
    writeFileSync(join(folder, "jupyter_server_config.py"), config);
    const closed = ["--ServerApp.ip=127.0.0.1", "--no-browser", "--ServerApp.port=0", "--allow-root"];
    if (!options.some((option) => option.includes("unauthenticated"))) {
      closed.push("--ServerApp.allow_unauthenticated_access=False");
    }
    return { folder, options: [...closed, ...options] };
  });
  const { stdout, stderr } = spawnSync(python, ["-c", runCases, join(root, "jupyter", "local_jupyterlab.py")], {
    input: JSON.stringify(input),
    encoding: "utf8",
    env: variables,
  });
  expect(stdout, stderr).not.toBe("");
  results = JSON.parse(stdout);
}, 600_000);

test.each(cases.map(([what, , , name], k) => ({ what, name, k })))(
  "$what, which opens JupyterLab, is refused with status 2, by its name",
  ({ name, k }) => {
    const { status, stderr } = results[k];
    expect(stderr.trim().split("\n").at(-1)).toMatch(new RegExp(`^(ServerApp\\.)?${name}.*: is .*; leave it out`));
    expect(status).toBe(2);
  },
);
