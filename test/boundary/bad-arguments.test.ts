import { describe, expect, test } from "vitest";
import * as scorebook from "../../src/notebook.ts";
import { InputError } from "../../src/numerics/input-error.ts";
import { badCalls } from "./signature.ts";
import { signatures, withoutArguments } from "./signatures.ts";

type Callable = { (...values: readonly unknown[]): unknown; new (...values: readonly unknown[]): unknown };
const everything = scorebook as unknown as Readonly<Record<string, Callable & Readonly<Record<string, Callable>>>>;

/** Calls a function by its name; "Training.start" is a static method, and a capital letter alone a constructor. */
function callByName(name: string, values: readonly unknown[]): unknown {
  const [first, method] = name.split(".");
  if (method !== undefined) return everything[first][method](...values);
  return /^[A-Z]/.test(first) ? new everything[first](...values) : everything[first](...values);
}

/** Whatever a call throws, or its promise is rejected with; undefined where it ends well. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}

test("every public function and constructor is in the table of bad arguments", () => {
  const names = Object.entries(scorebook).flatMap(([name, value]) => (typeof value === "function" ? [name] : []));
  const listed = new Set([...Object.keys(signatures).map((name) => name.split(".")[0]), ...withoutArguments]);
  expect(names.filter((name) => !listed.has(name))).toEqual([]);
});

describe("an argument that cannot be used is refused with an InputError that names it:", () => {
  test.each(Object.keys(signatures))("%s", async (name) => {
    for (const { argument, bad, values } of badCalls(signatures[name])) {
      const error = await thrownBy(() => callByName(name, values));
      const what = `${name} with ${argument} = ${describeValue(bad)}: ${error}`;
      expect(error, what).toBeInstanceOf(InputError);
      const { argument: named, problem, message } = error as InputError;
      expect(`${named} `, what).toMatch(new RegExp(`\\b${argument}\\b`));
      expect(problem, what).not.toBe("");
      expect(message.split("\n"), what).toHaveLength(1);
    }
  });
});

function describeValue(value: unknown): string {
  if (value instanceof Float64Array) return `Float64Array(${value.length})`;
  return typeof value === "object" ? (JSON.stringify(value)?.slice(0, 80) ?? "") : String(value);
}
