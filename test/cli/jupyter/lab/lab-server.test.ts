import { expect, test } from "vitest";
import { describeEnvironment } from "../../../../src/cli/jupyter/environment/environment.ts";
import { startLab } from "../../../../src/cli/jupyter/lab/lab-server.ts";
import { refuseOpening } from "../../../../src/cli/jupyter/lab/refuse-opening.ts";

test.each([
  ["--ip=0.0.0.0"],
  ["--ServerApp.ip", "0.0.0.0"],
  ["--ServerApp.allow_remote_access=True"],
  ["--IdentityProvider.token="],
  ["--ServerApp.token", ""],
  ["--ServerApp.token", "''"],
  ["-ServerApp.ip=0.0.0.0"],
  ["-NotebookApp.ip", "*"],
  ["--ServerApp.local_hostnames=example.org"],
  ["--ServerApp.disable_check_xsrf=True"],
  ["--ServerApp.disable_check_xsrf", "True"],
  ["--LabApp.disable_check_xsrf=1"],
  ["--ServerApp.allow_origin=*"],
  ["--ServerApp.allow_origin", "*"],
  ["--JupyterApp.allow_origin=*"],
  ["--NotebookApp.allow_origin=https://example.org"],
  ["--ServerApp.allow_origin_pat=.*"],
  ["--ServerApp.allow_origin_pat", ".*"],
  ["--ServerApp.allow_credentials=True"],
  ["--ServerApp.tornado_settings={'disable_check_xsrf': True}"],
  ["--ServerApp.allow_unauthenticated_access=True"],
])("JupyterLab is not opened to others: %s %s", (...options) => {
  expect(() => startLab(describeEnvironment("/nowhere"), { arguments: options, stdio: "ignore" })).toThrow(
    new RegExp(`^${options[0].split("=")[0]}: `),
  );
});

test("options that open nothing are not refused", () => {
  refuseOpening(["--no-browser", "--port=9999", "--ServerApp.port", "9999", "--IdentityProvider.token=secret", "ip"]);
});
