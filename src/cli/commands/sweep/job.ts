import { existsSync, readFileSync, statSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { sha256 } from "../../../numerics/sha256.ts";
import type { Options, OptionValue, Step } from "./plan.ts";

/** A step of a job, with the files that its options name. */
export interface JobStep extends Step {
  /** SHA-256 of each file that an option names, by option. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * One job of a sweep. Its hash is computed from everything on which its result depends: commands, options, the contents of the
 * files that the options name, and the version of the package. The hash therefore names the result on every machine.
 */
export interface Job {
  readonly hash: string;
  readonly version: string;
  readonly steps: readonly JobStep[];
}

/** The data and densities that the commands know by name. These words do not name files, even if a file has such a name. */
const NAMES: ReadonlySet<OptionValue> = new Set(["spiral", "curve10d", "paper1d"]);

/** Whether a value is the name of data or of a density that the commands know. */
export function isKnownName(value: OptionValue): boolean {
  return NAMES.has(value);
}

/**
 * The job of these steps. Values that name a file, relative to `folder`, are kept as paths relative to `out`, so that a
 * sweep can be moved together with its data.
 */
export function createJob(steps: readonly Step[], folder: string, out: string, version: string): Job {
  const located = steps.map(({ command, options }): JobStep => {
    const files: Record<string, string> = {};
    const relocated: Record<string, OptionValue> = {};
    for (const [name, value] of Object.entries(options)) {
      const path = fileNamed(value, folder);
      relocated[name] = path === undefined ? value : relative(out, path).split(sep).join("/");
      if (path !== undefined) files[name] = sha256(readFileSync(path));
    }
    return { command, options: relocated, files };
  });
  return { hash: hashOf(located, version), version, steps: located };
}

/** The hash of the parts of a job. Files count by their contents, not by their paths. */
export function hashOf(steps: readonly JobStep[], version: string): string {
  const content = steps.map(({ command, options, files }) => ({ command, options: { ...options, ...files } }));
  return sha256(canonical({ steps: content, version })).slice(0, 16);
}

/** Whether a job is the one that its hash names; a list of jobs that was edited by hand may hold others. */
export function isOfItsHash({ hash, steps, version }: Job): boolean {
  return hashOf(steps, version) === hash;
}

/** The files whose contents have changed since the plan was read; with other contents they belong to another job. */
export function changedFiles({ steps }: Job, out: string): string[] {
  return steps.flatMap(({ options, files }) =>
    Object.entries(files).flatMap(([name, hash]) => {
      const path = resolve(out, String(options[name]));
      return existsSync(path) && sha256(readFileSync(path)) === hash ? [] : [path];
    }),
  );
}

function fileNamed(value: OptionValue, folder: string): string | undefined {
  if (typeof value !== "string" || value === "" || isKnownName(value)) return undefined;
  const path = resolve(folder, value);
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? path : undefined;
}

/** JSON with sorted keys, so that the same content gives the same text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** What distinguishes a job from the others of its sweep, in a few words: `seed 3, sigma 0.01`. */
export function describeJob({ steps }: Job, varying: readonly string[]): string {
  const { options } = steps[0];
  const words = varying.filter((name) => name in options).map((name) => `${name} ${show(options[name])}`);
  return words.length > 0 ? words.join(", ") : steps[0].command;
}

/** The options of the first step in which jobs differ. */
export function varyingOptions(jobs: readonly Job[]): string[] {
  const values = new Map<string, Set<string>>();
  const options = jobs.map(({ steps }): Options => steps[0].options);
  for (const name of new Set(options.flatMap((one) => Object.keys(one)))) {
    values.set(name, new Set(options.map((one) => JSON.stringify(one[name] ?? null))));
  }
  return [...values].filter(([, different]) => different.size > 1).map(([name]) => name);
}

function show(value: OptionValue): string {
  return Array.isArray(value) ? value.join(",") : String(value);
}
