import { InputError } from "../../../numerics/input-error.ts";

const ownPages = "JupyterLab answers its own pages only";

/** Settings of Jupyter that open it to others, and what JupyterLab does instead; the value does not matter. */
const opening: Readonly<Record<string, string>> = {
  ip: "JupyterLab is reached from this machine only (127.0.0.1)",
  allow_remote_access: "JupyterLab is reached from this machine only (127.0.0.1)",
  local_hostnames: "JupyterLab is reached under the names of this machine only",
  allow_origin: ownPages,
  allow_origin_pat: ownPages,
  allow_credentials: ownPages,
  disable_check_xsrf: ownPages,
  tornado_settings: ownPages,
  allow_unauthenticated_access: "JupyterLab answers only who has its token",
};

/**
 * Refuses options for JupyterLab that would open it to others, as Jupyter reads them: one or two dashes, any class before
 * the setting (`--ServerApp.ip`, `--LabApp.ip`, `-NotebookApp.ip`, `--ip`), the value after `=` or as the next argument.
 * What opens it by other ways, such as configuration files, jupyter/local_jupyterlab.py refuses when it has read them.
 *
 * @throws InputError where an option opens JupyterLab
 */
export function refuseOpening(options: readonly string[]): void {
  for (const [i, argument] of options.entries()) {
    const [option, value = options[i + 1] ?? ""] = argument.split(/=(.*)/s);
    const [, setting] = /^--?(?:\w+\.)*(\w+)$/.exec(option) ?? [];
    if (setting === undefined) continue;
    if (Object.hasOwn(opening, setting))
      throw new InputError({ argument: option, problem: `${opening[setting]}; leave it out.` });
    if (setting === "token" && /^(['"]{2})?$/.test(value.trim())) {
      throw new InputError({
        argument: option,
        problem: `the token must not be empty; leave it out, and a token is made.`,
      });
    }
  }
}
