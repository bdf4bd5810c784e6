import { expect, test } from "vitest";
import { plain, plainSpecification, specificationJson } from "../../../src/figures/specification/specification-json.ts";

test("numbers keep 6 significant digits; -0 is 0, what is not finite is null", () => {
  expect(plain([2.345678901, 1234567.8, 1.23456789e-20, -0, Number.NaN, Number.POSITIVE_INFINITY])).toEqual([
    2.34568,
    1234570,
    1.23457e-20,
    0,
    null,
    null,
  ]);
});

test("typed arrays become arrays, keys are sorted, undefined members left out, text kept", () => {
  const value = { b: Float64Array.of(1, 2), a: { d: "x", c: true }, e: undefined };
  expect(JSON.stringify(plain(value))).toBe('{"a":{"c":true,"d":"x"},"b":[1,2]}');
});

test("specifications that differ by the order of keys and by 1e-12 relative have the same bytes", () => {
  const one = { data: [{ x: [1, 0.1 + 0.2], name: "a" }], layout: { width: 3, height: 1 / 3 } };
  const other = { layout: { height: (1 / 3) * (1 + 1e-12), width: 3 }, data: [{ name: "a", x: [1, 0.3] }] };
  expect(specificationJson(one)).toBe(specificationJson(other));
});

test("the file parses back to the plain specification, has one line for each array of numbers, and ends with one", () => {
  const specification = {
    data: [{ x: [1, 2, 3], y: [0.5, null, 2] }],
    layout: { shapes: [{ x0: 0 }], annotations: [] },
  };
  const json = specificationJson(specification);
  expect(JSON.parse(json)).toEqual(plainSpecification(specification));
  expect(json).toContain('"x": [1,2,3]');
  expect(json).toMatch(/[^\n]\n$/);
});
