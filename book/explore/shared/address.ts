/** One part of what a page shows: how it is written in the address, and which values are allowed. */
export interface Field<Value> {
  /** What is shown where the address says nothing. */
  readonly initial: Value;
  /** What is allowed, for a message: "a number from 0.03 to 2". */
  readonly allowed: string;
  /** The value that a text stands for; undefined where the text is not allowed. */
  parse(text: string): Value | undefined;
  /** The text that stands for a value: parsing it gives the same value. */
  format(value: Value): string;
}

/** A field for each member of a state. */
export type Fields<State> = { readonly [Name in keyof State]: Field<State[Name]> };

/** A state that was read, and a sentence for each part of the address that could not be used. */
export interface ReadState<State> {
  readonly state: State;
  readonly problems: readonly string[];
}

/**
 * The state that an address describes. A part that is missing or not allowed has its initial value.
 * @param search the part of the address from the question mark on
 */
export function readAddress<State extends object>(fields: Fields<State>, search: string): ReadState<State> {
  const given = new URLSearchParams(search);
  const problems: string[] = [];
  const values = namesOf(fields).map((name) => {
    const { initial, allowed, parse } = fields[name];
    const text = given.get(name);
    if (text === null) return [name, initial];
    const value = parse(text);
    if (value === undefined) problems.push(`${name} in the address must be ${allowed}, not "${text}".`);
    return [name, value ?? initial];
  });
  return { state: Object.fromEntries(values) as State, problems };
}

/** The address of a state, from the question mark on: what differs from the initial state; "" where nothing does. */
export function writeAddress<State extends object>(fields: Fields<State>, state: State): string {
  const parts = new URLSearchParams();
  for (const name of namesOf(fields)) {
    const text = fields[name].format(state[name]);
    if (text !== fields[name].format(fields[name].initial)) parts.set(name, text);
  }
  const written = parts.toString();
  return written === "" ? "" : `?${written}`;
}

/** The initial value of every field. */
export function initialState<State extends object>(fields: Fields<State>): State {
  return readAddress(fields, "").state;
}

/** The names of the fields, in order. */
export function namesOf<State extends object>(fields: Fields<State>): (keyof State & string)[] {
  return Object.keys(fields) as (keyof State & string)[];
}
