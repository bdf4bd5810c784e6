import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../../src/project.ts";
import { scorebook } from "./scorebook-on-thread.ts";

const commands = [
  "verify",
  "figures",
  "reproduce",
  "certify",
  "notebooks",
  "lab",
  "reconstruct",
  "loss",
  "local-mean",
  "monomial",
  "fit",
  "train",
  "score",
  "denoise",
  "describe",
  "modes",
  "sample",
  "sweep",
  "check",
  "export",
  "setup",
  "doctor",
  "bench",
];

test("--help lists every command, on standard output, with exit status 0", () => {
  const { status, stdout, stderr } = scorebook(["--help"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const listed = [...stdout.matchAll(/^ {2}([a-z-]+)(?: [[<].*?[\]>])* {2,}/gm)].map(([, name]) => name);
  expect(listed).toEqual([...commands, "help"]);
});

test("alone it prints a line for each group of commands, on standard output, with exit status 0", () => {
  const { status, stdout, stderr } = scorebook([]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const listed = [...stdout.matchAll(/^ {2}(?:The|A|Data|This) .*? {2,}(.*)$/gm)].flatMap(([, names]) =>
    names.split(", "),
  );
  expect(listed).toEqual(commands);
});

test.each(commands)("%s --help shows an example of it, and fits into 120 columns", (command) => {
  const { status, stdout, stderr } = scorebook([command, "--help"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(new RegExp(`(?:^|\\n)Examples?:\\n {2}\\$ scorebook ${command}\\b`));
  // Commands to copy stay on one line.
  const prose = stdout.split("\n").filter((line) => !line.startsWith("  $ "));
  expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(120);
});

test("--version is the package's", () => {
  const { version } = JSON.parse(readFileSync(join(projectRoot(), "package.json"), "utf8"));
  expect(scorebook(["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
});
