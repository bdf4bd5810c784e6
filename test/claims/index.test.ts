import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { claims } from "../../src/claims/index.ts";

it("no two claims have the same id", () => {
  expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length);
});

it.each(claims.map(({ id }) => id))("claim %s has a file, and a test that breaks its mathematics", (id) => {
  const own = (path: string) => readdirSync(new URL(path, import.meta.url)).filter((name) => name.startsWith(`${id}-`));
  const tests = own(".");
  // What a claim says in higher dimensions may be in a file of its own.
  expect(own("../../src/claims/").filter((name) => tests.includes(name.replace(".ts", ".test.ts")))).toHaveLength(1);
});
