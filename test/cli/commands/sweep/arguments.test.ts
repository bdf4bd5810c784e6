import { expect, test } from "vitest";
import { argumentsOf } from "../../../../src/cli/commands/sweep/arguments.ts";
import { createProgram } from "../../../../src/cli/program.ts";

const argumentsFor = (command: string, options: Record<string, boolean>): string[] =>
  argumentsOf(createProgram(), { command, options, files: {} }, 0, (path) => path);

test("false is said where an option has a word for it, and left out where it is off by itself", () => {
  expect(argumentsFor("fit", { standardise: false, header: true })).toEqual(
    expect.arrayContaining(["--no-standardise", "--header"]),
  );
  expect(argumentsFor("train", { tied: false, header: false }).filter((word) => /tied|header/.test(word))).toEqual([
    "--no-header",
  ]);
});
