import { afterEach, expect, test, vi } from "vitest";
import { drawnData } from "../../src/autoencoder/data/training-data.ts";
import { modelToText } from "../../src/autoencoder/model/model-file.ts";
import { spiral } from "../../src/density/examples/spiral.ts";
import { train } from "../../src/notebook/train.ts";
import { interrupted } from "../support/interrupted.ts";
import { printed } from "../support/printed.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const data = drawnData(spiral(), 20, 1);

test("trains, and says at the end how many iterations that were, the loss and the gradient's norm", async () => {
  const lines = printed();
  const options = { sigma: 0.1, hidden: 3, iterations: 5, seed: 1, initialScale: 5 };
  const { provenance } = await train({ data, source: "spiral", options });
  const loss = provenance.losses.training.toExponential(3);
  expect(lines.at(-1)).toMatch(/^spiral: 5 of 5, loss \S+, gradient \de[+-]\d+$/);
  expect(lines.at(-1)).toContain(`loss ${loss},`);
});

test("where it ends early, the line is at its end all the same, and the reason is said; no listener for interrupts is left", async () => {
  const before = process.listenerCount("SIGINT");
  const lines = printed();
  const points = Float64Array.of(0, 1);
  const options = { sigma: 0.5, hidden: 1, iterations: 5000, seed: 1, initialScale: 1 };
  const { provenance } = await train({
    data: { dim: 1, training: points, validation: points },
    source: "two",
    options,
  });
  expect(provenance.stopped).not.toBeNull();
  expect(lines.at(-2)).toMatch(/^two: 5000 of 5000, loss /);
  expect(lines.at(-1)).toBe(`The training ended early: ${provenance.stopped}.`);
  expect(process.listenerCount("SIGINT")).toBe(before);
});

test("an interrupt ends it, and the same plan goes on from there, to the bytes of a training without one", async () => {
  const lines = printed();
  const options = { sigma: 0.1, hidden: 3, iterations: 400, seed: 1, initialScale: 5 };
  const plan = { data, source: "spiral", options };
  const whole = await train(plan);
  const error = await interrupted(train(plan));
  expect(error).toMatch(/^spiral: interrupted at \d+ of 400; run the cell again to continue from there$/);
  // Another plan is begun anew.
  const shorter = { ...options, iterations: 5 };
  expect((await train({ ...plan, options: shorter })).provenance.curve.at(-1)?.iteration).toBe(5);
  lines.length = 0;
  expect(modelToText(await train(plan))).toBe(modelToText(whole));
  const [, at] = /interrupted at (\d+)/.exec(String(error)) ?? [];
  const first = Number(/(\d+) of 400/.exec(lines[0])?.[1]);
  expect(first).toBe(Number(at) + 1);
});

test("while it looks for the initial scale, the line says so", async () => {
  const lines = printed();
  await train({ data, source: "spiral", options: { sigma: 0.1, hidden: 3, iterations: 5, seed: 1 } });
  expect(lines[0]).toMatch(/^spiral: ░{20} 0 of 5, choosing the initial scale, \d+ %$/);
});
