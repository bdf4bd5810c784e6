import { describe, expect, it } from "vitest";
import { runsOf, size } from "../../../../src/autoencoder/onnx/graph/broadcast.ts";

/** The place in an operand of the i-th number of the shape to which it is repeated: NumPy's rule, axis by axis. */
function placeOf(i: number, own: readonly number[], shape: readonly number[]): number {
  let [place, stride, rest] = [0, 1, i];
  for (let k = 1; k <= shape.length; k++) {
    const [axis, length] = [own[own.length - k] ?? 1, shape[shape.length - k]];
    if (axis !== 1) place += (rest % length) * stride;
    stride *= axis;
    rest = Math.floor(rest / length);
  }
  return place;
}

describe("runs visit the numbers of operands by NumPy's rule", () => {
  it.each([
    {
      what: "one shape",
      shape: [3, 4],
      operands: [
        [3, 4],
        [3, 4],
      ],
      count: 1,
    },
    { what: "a single number", shape: [3, 4], operands: [[3, 4], []], count: 1 },
    { what: "a row", shape: [3, 4], operands: [[3, 4], [4]], count: 3 },
    {
      what: "a column",
      shape: [3, 4],
      operands: [
        [3, 1],
        [3, 4],
      ],
      count: 3,
    },
    { what: "a row and a column", shape: [3, 4], operands: [[3, 1], [4]], count: 3 },
    {
      what: "a matrix repeated as a whole",
      shape: [2, 3, 4],
      operands: [
        [2, 3, 4],
        [3, 4],
      ],
      count: 2,
    },
    {
      what: "the axis in the middle",
      shape: [2, 3, 4],
      operands: [
        [2, 1, 4],
        [2, 3, 4],
      ],
      count: 6,
    },
    {
      what: "three axes, each another",
      shape: [2, 3, 4],
      operands: [
        [2, 1, 1],
        [3, 1],
        [1, 1, 4],
      ],
      count: 6,
    },
    {
      what: "four axes",
      shape: [2, 3, 4, 5],
      operands: [
        [2, 1, 4, 1],
        [3, 4, 5],
      ],
      count: 24,
    },
    {
      what: "axes of length 1",
      shape: [1, 3, 1],
      operands: [
        [3, 1],
        [1, 1, 1],
      ],
      count: 1,
    },
    { what: "a number alone", shape: [], operands: [[], []], count: 1 },
    { what: "no numbers", shape: [0, 4], operands: [[0, 4], [4]], count: 0 },
  ])("$what: in $count runs", ({ shape, operands, count }) => {
    const runs = runsOf(shape, operands);
    expect([runs.count, runs.length * count]).toEqual([count, size(shape)]);
    for (const [k, { starts, step }] of runs.operands.entries()) {
      for (let i = 0; i < size(shape); i++) {
        const place = starts[Math.floor(i / runs.length)] + (i % runs.length) * step;
        expect(place).toBe(placeOf(i, operands[k], shape));
      }
    }
  });
});
