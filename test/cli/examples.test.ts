import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { createRng } from "../../src/numerics/random/random.ts";
import { projectRoot } from "../../src/project.ts";
import { scorebook } from "./scorebook-on-thread.ts";

/** The help of a command as it is printed. */
function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}

/** All commands with their words, such as "sweep merge". */
function commandsOf(program: Command): { readonly name: string; readonly command: Command }[] {
  return program.commands.flatMap((command) => [
    { name: command.name(), command },
    ...command.commands.map((inner) => ({ name: `${command.name()} ${inner.name()}`, command: inner })),
  ]);
}

const helps = commandsOf(createProgram()).map(({ name, command }) => ({ name, help: helpOf(command) }));

/** The examples at the end of a help text. */
function examplesIn(help: string): string[] {
  const [, end = ""] = /\n\nExamples?:\n((?: {2}\$ .*\n)+)$/.exec(help) ?? [];
  return end
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/^ {2}\$ /, ""));
}

/** The words of a command line without the name of the program; another command after && is left out. */
function wordsOf(line: string): string[] {
  const [own] = line.split(" && ");
  return [...own.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word).slice(1);
}

test.each(helps)("the help of $name ends with one or two examples", ({ name, help }) => {
  const examples = examplesIn(help);
  expect(examples.length).toBeGreaterThanOrEqual(1);
  expect(examples.length).toBeLessThanOrEqual(2);
  for (const example of examples) expect(`${example} `.startsWith(`scorebook ${name} `)).toBe(true);
  expect(help.match(/^ {2}\$ /gm)).toHaveLength(examples.length);
});

const all = helps.flatMap(({ name, help }) => examplesIn(help).map((example) => ({ name, example })));

test.each(all)("$example: its options exist, and their values are allowed", async ({ name, example }) => {
  const program = createProgram();
  let ran = false;
  commandsOf(program)
    .find((one) => one.name === name)
    ?.command.action(() => {
      ran = true;
    });
  await program.parseAsync(wordsOf(example), { from: "user" });
  expect(ran).toBe(true);
});

/** Commands for which an example would need minutes, Jupyter, a browser, or the user's own Python. */
const NOT_RUN = ["verify", "figures", "reproduce", "certify", "notebooks", "lab", "setup", "doctor", "bench"];
/** Examples that train the paper's network, which takes minutes, or deep networks, which takes a quarter of a minute. */
const TAKES_LONG = /--hidden 1000\b|^scorebook fit --data points\.csv --sigma 0\.3 /;

describe("an example does what it shows, in a folder with the files that it names", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "scorebook-examples-"));
    const rng = createRng(1);
    const rows = (n: number): string =>
      Array.from({ length: n }, (_, i) => `${(i % 2) + 0.2 * rng.normal()},${0.2 * rng.normal()}\n`).join("");
    for (const name of ["points.csv", "noisy.csv", "held-out.csv"])
      writeFileSync(join(folder, name), `x,y\n${rows(120)}`);
    const plan = "command: loss\noptions: {density: paper1d, method: dae}\ngrid: {sigma: [0.1, 0.2]}\n";
    writeFileSync(join(folder, "plan.yaml"), plan);
    copyFileSync(join(projectRoot(), "models", "spiral-seed-1.json"), join(folder, "spiral-seed-1.json"));
    expect(scorebook(["export", "spiral-seed-1.json", "--onnx", "model.onnx"], folder).status).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  // In the order of the help, in which a command comes after those whose files it reads.
  const run = all.filter(({ name, example }) => !NOT_RUN.includes(name) && !TAKES_LONG.test(example));
  test.each(run)("$example", ({ example }) => {
    const { status, stderr } = scorebook(wordsOf(example), folder);
    // Status 1 is a verdict on the model: a check may fail.
    expect(status, stderr).toBeLessThanOrEqual(example.startsWith("scorebook check ") ? 1 : 0);
  });
});
