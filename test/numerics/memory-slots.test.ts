import { expect, it } from "vitest";
import { MemorySlots, NO_SLOT } from "../../src/numerics/memory-slots.ts";

it("copies an object's numbers when it has no slot, or has lost it to another object", () => {
  const copied: string[] = [];
  const slots = new MemorySlots<{ slot: number; name: string }>(2, ({ name }, slot) => copied.push(`${name}${slot}`));
  const [a, b, c] = ["a", "b", "c"].map((name) => ({ slot: NO_SLOT, name }));
  expect([a, b, a, b].map((owner) => slots.slotOf(owner))).toEqual([0, 1, 0, 1]);
  expect(copied).toEqual(["a0", "b1"]);
  expect([c, b, a, a, c].map((owner) => slots.slotOf(owner))).toEqual([0, 1, 1, 1, 0]);
  expect(copied).toEqual(["a0", "b1", "c0", "a1"]);
});
