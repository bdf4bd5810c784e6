/** Something that knows the slot to which its numbers were copied last. */
export interface SlotOwner {
  slot: number;
}

/** The slot of an owner whose numbers were not copied yet. */
export const NO_SLOT = -1;

/**
 * Slots of a memory of WebAssembly, to which the numbers of many objects are copied when they are needed. A copy stays until another
 * object needs its slot. The oldest copies go first, and objects need not say that they are no longer in use.
 */
export class MemorySlots<Owner extends SlotOwner> {
  readonly #owners: (Owner | undefined)[];
  readonly #copy: (owner: Owner, slot: number) => void;
  #next = 0;

  /** @param copy copies the numbers of an object to a slot */
  constructor(count: number, copy: (owner: Owner, slot: number) => void) {
    this.#owners = Array.from({ length: count }, () => undefined);
    this.#copy = copy;
  }

  /** The slot that has the numbers of this object now. */
  slotOf(owner: Owner): number {
    if (owner.slot !== NO_SLOT && this.#owners[owner.slot] === owner) return owner.slot;
    const slot = this.#next;
    this.#next = (slot + 1) % this.#owners.length;
    this.#owners[slot] = owner;
    owner.slot = slot;
    this.#copy(owner, slot);
    return slot;
  }
}
