import type { Kind } from "./bad-values.ts";

/** An argument: a value that can be used, and what can't; or an object of options, each of which is an argument. */
export type Argument = readonly [valid: unknown, kind: Kind] | Fields | Optional;

interface Fields {
  readonly [field: string]: Argument;
}

/** Options that may be left out altogether. */
class Optional {
  readonly fields: Fields;

  constructor(fields: Fields) {
    this.fields = fields;
  }
}

/** Options that may be left out altogether. */
export function optionally(fields: Fields): Argument {
  return new Optional(fields);
}

/** The arguments of a function by name, in their order. */
export type Arguments = () => Readonly<Record<string, Argument>>;

/** Arguments of which one cannot be used. */
export interface BadCall {
  /** Of the argument, or of the option. */
  readonly argument: string;
  readonly bad: unknown;
  readonly values: readonly unknown[];
}

/** Every call with one bad value, all others being usable. */
export function badCalls(signature: Arguments): readonly BadCall[] {
  const given = Object.entries(signature());
  const valid = given.map(([, argument]) => validOf(argument));
  return given.flatMap(([name, argument], k) =>
    badValuesOf(name, argument).map(({ argument: named, bad, value }) => ({
      argument: named,
      bad,
      values: valid.map((other, i) => (i === k ? value : other)),
    })),
  );
}

function isPair(argument: Argument): argument is readonly [unknown, Kind] {
  return Array.isArray(argument);
}

function validOf(argument: Argument): unknown {
  if (isPair(argument)) return argument[0];
  if (argument instanceof Optional) return validOf(argument.fields);
  return Object.fromEntries(Object.entries(argument).map(([name, field]) => [name, validOf(field)]));
}

function badValuesOf(name: string, argument: Argument): { argument: string; bad: unknown; value: unknown }[] {
  if (isPair(argument)) return argument[1].map((bad) => ({ argument: name, bad, value: bad }));
  const { fields: inside } = argument instanceof Optional ? argument : new Optional(argument);
  const fields = Object.entries(inside).flatMap(([field, inner]) =>
    badValuesOf(field, inner).map(({ argument: named, bad, value }) => ({
      argument: named,
      bad,
      value: { ...(validOf(argument) as object), [field]: value },
    })),
  );
  if (argument instanceof Optional) return fields;
  return [...fields, { argument: name, bad: undefined, value: undefined }, { argument: name, bad: null, value: null }];
}
