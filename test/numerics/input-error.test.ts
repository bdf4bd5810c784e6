import { inspect } from "node:util";
import { afterEach, expect, test, vi } from "vitest";
import { InputError } from "../../src/numerics/input-error.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** The class as it is loaded anew. */
async function load(): Promise<typeof import("../../src/numerics/input-error.ts").InputError> {
  vi.resetModules();
  return (await import("../../src/numerics/input-error.ts")).InputError;
}

test.each([
  [{ argument: "sigma", allowed: "a positive number", problem: 0 }, "sigma must be a positive number, not 0"],
  [{ argument: "points", verb: "hold", allowed: "2 numbers", problem: "3" }, "points must hold 2 numbers, not 3"],
  [
    { argument: "method", allowed: "dae or rcae", problem: "dea", advice: "did you mean dae?" },
    "method must be dae or rcae, not dea; did you mean dae?",
  ],
  [{ argument: "formula", problem: "cannot be read: no end" }, "formula cannot be read: no end"],
  [{ argument: "--sigma", allowed: "from 1 to 2", problem: 3 }, "--sigma: must be from 1 to 2, not 3"],
  [
    { within: "--density", argument: "mean[0]", allowed: "a finite number", problem: Number.NaN },
    "--density: mean[0] must be a finite number, not NaN",
  ],
])("%j becomes one sentence", (problem, expected) => {
  expect(new InputError(problem).message).toBe(expected);
});

test("the parts of the sentence are fields, and the cause is kept", () => {
  const cause = new Error("underneath");
  const error = new InputError({ argument: "sigma", allowed: "a positive number", problem: -1 }, { cause });
  expect(error).toMatchObject({ name: "InputError", argument: "sigma", problem: "-1", allowed: "a positive number" });
  expect(error.cause).toBe(cause);
  expect(error).toBeInstanceOf(Error);
});

test("in a notebook's kernel an InputError prints as its sentence, and another error with its stack", async () => {
  vi.stubGlobal("__tslab__", {});
  const Loaded = await load();
  expect(inspect(new Loaded({ argument: "sigma", allowed: "positive", problem: -1 }))).toBe(
    "sigma must be positive, not -1",
  );
  expect(inspect(new RangeError("too far"))).toMatch(/^RangeError: too far\n\s+at /);
});

test("elsewhere it has its stack", async () => {
  const Loaded = await load();
  expect(inspect(new Loaded({ argument: "sigma", problem: "is not allowed" }))).toMatch(/sigma is not allowed\n\s+at /);
});
