import { expect, test } from "vitest";
import { parseJson } from "../../src/files/parse-json.ts";

test.each([
  ["[[0], [1e3]]", [[0], [1000]]],
  ['{"a": "[[[[", "b": ["\\"[", "\\\\"]}', { a: "[[[[", b: ['"[', "\\"] }],
  [`${"[".repeat(100)}${"]".repeat(100)}`, JSON.parse(`${"[".repeat(100)}${"]".repeat(100)}`)],
  [JSON.stringify("[".repeat(300)), "[".repeat(300)],
])("%s is read", (text, expected) => {
  expect(parseJson(text, "the value")).toEqual(expected);
});

test.each([
  ["arrays", `${"[".repeat(50_000)}${"]".repeat(50_000)}`, 50_000],
  ["objects", `${'{"a":'.repeat(101)}1${"}".repeat(101)}`, 101],
  ["brackets that are never closed", "[".repeat(1_000_000), 1_000_000],
])("%s nested too deep are refused in a sentence", (_what, text, depth) => {
  expect(() => parseJson(text, "the value")).toThrow(
    `the value must nest its arrays and objects at most 100 deep, not ${depth}`,
  );
});

test("text that is not JSON is refused, with the reason", () => {
  expect(() => parseJson('{"a": ', 'the file "a.json"')).toThrow(/^the file "a.json" is not valid JSON \(.*\)$/);
});
