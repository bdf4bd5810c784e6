import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { densityFields } from "../../../book/explore/density/density-state.ts";
import { type Fields, initialState, readAddress, writeAddress } from "../../../book/explore/shared/address.ts";
import {
  choiceField,
  numberField,
  type Place,
  placesField,
  textField,
  wholeField,
} from "../../../book/explore/shared/fields.ts";
import { rounded } from "../../../book/explore/shared/rounded.ts";
import { shellWord } from "../../../book/explore/shared/shell.ts";

interface Example {
  readonly sigma: number;
  readonly steps: number;
  readonly method: "dae" | "rcae";
  readonly energy: string;
  readonly places: readonly Place[];
}

const fields: Fields<Example> = {
  sigma: numberField(0.3, [0.01, 2]),
  steps: wholeField(10, [1, 100]),
  method: choiceField("dae", ["dae", "rcae"]),
  energy: textField("x^2", 50),
  places: placesField([[0, 0]], { side: 2, fewest: 1, most: 5 }),
};

const examples: fc.Arbitrary<Example> = fc.record({
  sigma: fc.double({ min: 0.01, max: 2, noNaN: true }),
  steps: fc.integer({ min: 1, max: 100 }),
  method: fc.constantFrom("dae" as const, "rcae" as const),
  energy: fc
    .string({ minLength: 1, maxLength: 50 })
    .map((text) => text.trim())
    .filter((text) => text !== ""),
  places: fc.array(fc.tuple(coordinate(), coordinate()), { minLength: 1, maxLength: 5 }),
});

describe("the address of a page", () => {
  test("gives back every state that was written into it, to the last bit", () => {
    fc.assert(
      fc.property(examples, (state) => {
        const read = readAddress(fields, writeAddress(fields, state));
        expect(read).toEqual({ state, problems: [] });
      }),
    );
  });

  test("of the initial state is empty, and holds what differs from it", () => {
    const state = initialState(fields);
    expect(writeAddress(fields, state)).toBe("");
    expect(writeAddress(fields, { ...state, sigma: 0.5 })).toBe("?sigma=0.5");
    expect(
      writeAddress(fields, {
        ...state,
        places: [
          [1, -0.5],
          [0, 2],
        ],
      }),
    ).toBe("?places=1%2C-0.5%3B0%2C2");
  });

  test.each([
    ["sigma=0", 'sigma in the address must be a number from 0.01 to 2, not "0".'],
    ["sigma=", 'sigma in the address must be a number from 0.01 to 2, not "".'],
    ["sigma=0x1", 'sigma in the address must be a number from 0.01 to 2, not "0x1".'],
    ["steps=2.5", 'steps in the address must be a whole number from 1 to 100, not "2.5".'],
    ["method=cae", 'method in the address must be one of dae, rcae, not "cae".'],
    ["energy=+", 'energy in the address must be a text of 1 to 50 characters, not " ".'],
    [
      "places=1,2;3",
      'places in the address must be 1 to 5 pairs of numbers from -2 to 2, such as 0,0.5;1,-1, not "1,2;3".',
    ],
    [
      "places=1,3",
      'places in the address must be 1 to 5 pairs of numbers from -2 to 2, such as 0,0.5;1,-1, not "1,3".',
    ],
  ])("that says %s has the initial value, and a sentence about it", (search, sentence) => {
    expect(readAddress(fields, `?${search}`)).toEqual({ state: initialState(fields), problems: [sentence] });
  });

  test("keeps to what the page knows: other parts, such as embed=1, are left alone", () => {
    expect(readAddress(densityFields, "?embed=1&sigma=0.5").state).toEqual({
      ...initialState(densityFields),
      sigma: 0.5,
    });
  });
});

describe("what is written for people", () => {
  test.each([
    [0.123456, "0.123"],
    [-1.5, "−1.5"],
    [0, "0"],
    [123456, "1.23 × 10⁵"],
    [-2.5e-7, "−2.5 × 10⁻⁷"],
    [Number.NaN, "not defined"],
    [-Infinity, "−infinite"],
  ])("%d is written %s", (value, text) => {
    expect(rounded(value)).toBe(text);
  });

  test("a word of a command is quoted where a shell would change it", () => {
    expect(shellWord("0.31")).toBe("0.31");
    expect(shellWord('{"a":[1]}')).toBe(`'{"a":[1]}'`);
    expect(shellWord("it's")).toBe(`'it'\\''s'`);
  });
});

function coordinate(): fc.Arbitrary<number> {
  // An address has no -0: it is 0.
  return fc.double({ min: -2, max: 2, noNaN: true }).map((value) => value + 0);
}
