import { InputError } from "../../numerics/input-error.ts";

/** The options that had another name in version 0.1, by command: the old name, which still works, and the present name. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sample: { "keep-every": "thin" },
  train: { copies: "noise-replicates", stages: "annealing" },
};

/** The arguments of the command line with the present names of options. Each old name is reported on standard error. */
export function withNewOptions(argv: readonly string[]): string[] {
  const [command, ...rest] = argv;
  const names = namesOf(command);
  const end = rest.indexOf("--");
  return argv.map((argument, i) => {
    const old = /^--([^=]+)/.exec(argument)?.[1];
    if (i === 0 || old === undefined || !(old in names) || (end !== -1 && i > end)) return argument;
    announce(old, names[old]);
    return `--${names[old]}${argument.slice(old.length + 2)}`;
  });
}

/**
 * The options of a command in the plan of a sweep, with their present names. Each old name is reported on standard error.
 * @throws InputError if an option is given by both of its names
 */
export function withNewKeys<Value>(
  command: string,
  options: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const names = namesOf(command);
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => {
      if (!(key in names)) return [key, value];
      if (names[key] in options) {
        throw new InputError({
          argument: key,
          problem: `is the old name of ${names[key]}, which is given too; give one of them`,
        });
      }
      announce(key, names[key]);
      return [names[key], value];
    }),
  );
}

function namesOf(command: string): Readonly<Record<string, string>> {
  return Object.hasOwn(RENAMED, command) ? RENAMED[command] : {};
}

const announced = new Set<string>();

function announce(old: string, name: string): void {
  if (announced.has(old)) return;
  announced.add(old);
  process.stderr.write(`--${old} is now called --${name}; the old name still works\n`);
}
