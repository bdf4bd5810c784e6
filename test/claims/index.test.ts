import { existsSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { claims } from "../../src/claims/index.ts";

const folder = new URL(".", import.meta.url);

it("no two claims have the same id", () => {
  expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length);
});

it.each(claims.map(({ id }) => id))("claim %s has a file, and a test that breaks its mathematics", (id) => {
  const own = (names: readonly string[]) => names.filter((name) => name.startsWith(`${id}-`));
  const [source] = own(readdirSync(new URL("../../src/claims/", folder)));
  expect(source).toBeDefined();
  expect(existsSync(new URL(source.replace(".ts", ".test.ts"), folder))).toBe(true);
});
