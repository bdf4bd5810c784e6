import { expect, test } from "vitest";
import { describeEnvironment } from "../../../src/cli/jupyter/environment.ts";
import { startLab } from "../../../src/cli/jupyter/lab-server.ts";

test.each([
  ["--ip=0.0.0.0"],
  ["--ServerApp.ip", "0.0.0.0"],
  ["--ServerApp.allow_remote_access=True"],
  ["--IdentityProvider.token="],
  ["--ServerApp.token", ""],
])("JupyterLab is not opened to others: %s %s", (...options) => {
  expect(() => startLab(describeEnvironment("/nowhere"), { arguments: options, stdio: "ignore" })).toThrow(
    new RegExp(`^${options[0].split("=")[0]}: `),
  );
});
