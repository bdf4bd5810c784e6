import { expect, test } from "vitest";
import { namingOption, namingOptionOf } from "../../../src/cli/inputs/naming-option.ts";
import { InputError, type InputProblem } from "../../../src/numerics/input-error.ts";

/** What comes of an argument that cannot be used, where radius and sigma have options of their own. */
function named(problem: InputProblem): unknown {
  try {
    namingOptionOf({ radius: "--radius", sigma: "--noise" }, "--at", () => {
      throw new InputError(problem);
    });
    return undefined;
  } catch (error) {
    return error;
  }
}

test("an argument that has an option of its own takes the option's name", () => {
  const error = named({ argument: "sigma", allowed: "a positive number", problem: 0 });
  expect(error).toMatchObject({
    message: "--noise: must be a positive number, not 0",
    argument: "--noise",
    problem: "0",
    allowed: "a positive number",
  });
});

test("an entry of such an argument stays named, within the option", () => {
  const error = named({ argument: "sigma[2]", allowed: "a positive number", problem: 0 });
  expect(error).toMatchObject({ message: "--noise: sigma[2] must be a positive number, not 0", within: "--noise" });
});

test("all others are within the other option, whatever words their sentences begin with", () => {
  const error = named({ argument: "point", problem: "has radius 0" });
  expect(error).toMatchObject({ message: "--at: point has radius 0", argument: "point", within: "--at" });
});

test("errors of another kind pass as they are", () => {
  const error = new RangeError("radius");
  expect(() =>
    namingOption("--at", () => {
      throw error;
    }),
  ).toThrow(error);
});

test("an error that names an option already stays as it is", () => {
  for (const problem of [
    { argument: "--columns", problem: "is for files of points" },
    { argument: "line 2", problem: "is missing", within: "--data" },
  ]) {
    const error = new InputError(problem);
    expect(() =>
      namingOption("--at", () => {
        throw error;
      }),
    ).toThrow(error);
  }
});
