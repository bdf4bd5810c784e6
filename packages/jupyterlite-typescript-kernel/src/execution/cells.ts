/**
 * The variables of all cells. A name belongs to the cell that declared it last. That cell's variable itself is read and
 * written through this object, so a function of that cell and a later cell see the same value.
 */
export class Cells {
  /** An object that has every name as a property. */
  readonly object: Record<string, unknown> = Object.create(null);
  #defined: string[] = [];

  /** What a compiled cell calls after each declaration. */
  readonly define = (name: string, get: () => unknown, set?: (value: unknown) => void): void => {
    Object.defineProperty(this.object, name, { get, ...(set && { set }), configurable: true, enumerable: true });
    this.#defined.push(name);
  };

  /** The names that were defined since this was called last. */
  takeDefined(): readonly string[] {
    const defined = this.#defined;
    this.#defined = [];
    return defined;
  }
}
