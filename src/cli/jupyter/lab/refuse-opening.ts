import { InputError } from "../../../numerics/input-error.ts";

const ownPages = "JupyterLab answers only its own pages";

/** Settings of Jupyter that would give others access, whatever their value, and what `scorebook lab` does instead. */
const opening: Readonly<Record<string, string>> = {
  ip: "JupyterLab can be reached from this machine only (127.0.0.1)",
  allow_remote_access: "JupyterLab can be reached from this machine only (127.0.0.1)",
  local_hostnames: "JupyterLab can be reached only under the names of this machine",
  allow_origin: ownPages,
  allow_origin_pat: ownPages,
  allow_credentials: ownPages,
  disable_check_xsrf: ownPages,
  tornado_settings: ownPages,
  allow_unauthenticated_access: "JupyterLab answers only requests that have its token",
};

/**
 * Refuses options for JupyterLab that would give others access. The options are read as Jupyter reads them: with one or two dashes,
 * with any class before the setting (`--ServerApp.ip`, `--LabApp.ip`, `-NotebookApp.ip`, `--ip`), and with the value after `=` or
 * as the next argument. jupyter/local_jupyterlab.py refuses such settings if they come from elsewhere, such as configuration files.
 *
 * @throws InputError for the first such option
 */
export function refuseOpening(options: readonly string[]): void {
  for (const [i, argument] of options.entries()) {
    const [option, value = options[i + 1] ?? ""] = argument.split(/=(.*)/s);
    const [, setting] = /^--?(?:\w+\.)*(\w+)$/.exec(option) ?? [];
    if (setting === undefined) continue;
    if (Object.hasOwn(opening, setting))
      throw new InputError({ argument: option, problem: `${opening[setting]}; leave the option out.` });
    if (setting === "token" && /^(['"]{2})?$/.test(value.trim())) {
      throw new InputError({
        argument: option,
        problem: `the token must not be empty; leave the option out, and JupyterLab makes a token.`,
      });
    }
  }
}
