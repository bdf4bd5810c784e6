import { InputError } from "../../../numerics/input-error.ts";
import { list } from "../../../numerics/quote.ts";
import { describeJob, type Job, varyingOptions } from "./job.ts";
import type { SweepFolder } from "./sweep-folder.ts";

export type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

/** A table with a row for each job, and the jobs that are missing from it. */
export interface MergedTable {
  readonly version: string;
  readonly columns: readonly string[];
  /** The options in which the jobs differ. */
  readonly varying: readonly string[];
  /** The numbers that the commands printed. */
  readonly measured: readonly string[];
  readonly rows: readonly Row[];
  /** If the jobs were computed by different engines: each engine with the hashes of its jobs, the rarest first. */
  readonly engines: readonly { readonly engine: string; readonly jobs: readonly string[] }[];
  readonly missing: readonly string[];
  readonly failed: readonly { readonly hash: string; readonly job: string; readonly message: string }[];
}

/**
 * Collects the results of a sweep, after checking every hash.
 * @throws InputError for jobs of different versions, and for files that were changed after the jobs wrote them
 */
export function mergeTable(folder: SweepFolder): MergedTable {
  const jobs = folder.jobs();
  const versions = [...new Set(jobs.map(({ version }) => version))];
  if (versions.length > 1) {
    throw new InputError({
      argument: "DIR",
      allowed: "jobs of one version of scorebook",
      problem: list(versions, "and"),
      verb: "hold",
    });
  }
  const faults = jobs.flatMap((job) => folder.faults(job).map((fault) => ({ hash: job.hash, fault })));
  if (faults.length > 0) {
    const [{ hash, fault }] = faults;
    const more = faults.length > 1 ? `, and ${faults.length - 1} more like it` : "";
    throw new InputError({
      argument: "DIR",
      problem: `holds results that were changed: ${fault}${more}`,
      advice: `remove the folder jobs/${hash} and run the sweep with its plan again`,
    });
  }
  const varying = varyingOptions(jobs);
  const records = jobs.map((job) => ({ job, record: folder.record(job.hash) }));
  const done = records.filter(({ record }) => record?.status === "done").map(({ job }) => rowOf(folder, job, varying));
  const measured = columnsOf(done.map(({ results }) => results)).filter((name) =>
    done.some(({ results }) => typeof results[name] === "number"),
  );
  const rows = done.map(({ row }) => row);
  return {
    version: versions[0] ?? "",
    columns: columnsOf(rows),
    varying,
    measured,
    rows,
    engines: varying.includes("engine") ? [] : enginesOf(rows),
    missing: records.filter(({ record }) => !record).map(({ job }) => job.hash),
    failed: records.flatMap(({ job, record }) =>
      record?.status === "failed"
        ? [{ hash: job.hash, job: describeJob(job, varying), message: record.message ?? "" }]
        : [],
    ),
  };
}

function rowOf(
  folder: SweepFolder,
  job: Job,
  varying: readonly string[],
): { readonly row: Row; readonly results: Row } {
  const { options } = job.steps[0];
  const record = folder.record(job.hash);
  const results = flatten(folder.result(job.hash));
  const chosen = Object.fromEntries(Object.entries(options).map(([name, value]) => [name, cell(value)]));
  const ordered = [...varying, ...Object.keys(chosen).filter((name) => !varying.includes(name))];
  // If a result has the name of an option or of a column below, its name gets the prefix "result.", so that both are kept.
  const taken = [...Object.keys(chosen), "hash", "seconds", "host", "node"];
  const renamed = Object.fromEntries(
    Object.entries(results).map(([name, value]) => [taken.includes(name) ? `result.${name}` : name, value]),
  );
  const row: Row = {
    hash: job.hash,
    ...Object.fromEntries(ordered.map((name) => [name, chosen[name] ?? null])),
    ...renamed,
    seconds: record?.seconds ?? null,
    host: record?.machine.host ?? null,
    node: record?.machine.node ?? null,
  };
  return { row, results: renamed };
}

/** The length of the longest list that becomes columns; a longer list stays in its file. */
const LONGEST_LIST = 20;

/**
 * The numbers, texts and flags of a result, those of inner objects as `outer.inner`. Each number of a short list becomes a column,
 * such as `rHat.1`. Of a short list of things with names, each number, flag and verdict becomes a column, such as
 * `estimators.gaussian.loss`.
 */
function flatten(value: unknown, prefix = ""): Record<string, Cell> {
  if (value === null || typeof value !== "object") return { [prefix || "result"]: value as Cell };
  if (Array.isArray(value)) return flattenList(value, prefix);
  const parts = Object.entries(value).map(([name, part]) => flatten(part, prefix ? `${prefix}.${name}` : name));
  return Object.assign({}, ...parts);
}

function flattenList(items: readonly unknown[], prefix: string): Record<string, Cell> {
  if (items.length > LONGEST_LIST) return {};
  if (items.every((item) => item === null || typeof item === "number" || typeof item === "boolean")) {
    return Object.fromEntries(items.map((item, index) => [`${prefix}.${index + 1}`, item as Cell]));
  }
  const names = namesOf(items);
  if (!names) return {};
  const things = items as readonly Readonly<Record<string, unknown>>[];
  // The same number of all things side by side: all losses, then all standard errors.
  const parts = [...new Set(things.flatMap((thing) => Object.keys(thing)))];
  return Object.fromEntries(
    parts.flatMap((part) =>
      things.flatMap(({ [part]: found }, index) => {
        const kept = typeof found === "number" || typeof found === "boolean" || part === "verdict";
        return kept ? [[`${prefix}.${names[index]}.${part}`, found as Cell] as const] : [];
      }),
    ),
  );
}

/** A name for each thing of a list: its id or name, with its sigma where things differ in that; undefined where two agree. */
function namesOf(items: readonly unknown[]): readonly string[] | undefined {
  const things = items.filter((item) => item !== null && typeof item === "object") as Readonly<
    Record<string, unknown>
  >[];
  if (things.length < items.length) return undefined;
  const short = things.map(({ id, name }) => id ?? name);
  const long = things.map(({ id, name, sigma }) => `${id ?? name} (sigma ${sigma})`);
  const different = (names: readonly unknown[]): boolean => new Set(names).size === items.length;
  if (!short.every((name) => typeof name === "string")) return undefined;
  return different(short) ? short : different(long) ? long : undefined;
}

function cell(value: unknown): Cell {
  return Array.isArray(value) ? value.join(",") : (value as Cell);
}

/** The engines that the same step of the jobs names; empty if all jobs name the same engine. */
function enginesOf(rows: readonly Row[]): MergedTable["engines"] {
  const isEngine = (name: string): boolean => /(^|\.)engine$/.test(name);
  return columnsOf(rows)
    .filter(isEngine)
    .flatMap((name) => {
      const jobs = new Map<string, string[]>();
      for (const { hash, [name]: engine } of rows) {
        if (typeof engine === "string") jobs.set(engine, [...(jobs.get(engine) ?? []), String(hash)]);
      }
      return jobs.size > 1 ? [...jobs].map(([engine, hashes]) => ({ engine, jobs: hashes })) : [];
    })
    .sort((a, b) => a.jobs.length - b.jobs.length);
}

function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** The measured numbers of the jobs that differ only in their seed. */
export interface Spread {
  readonly group: Row;
  readonly jobs: number;
  /** The mean and the standard deviation of each measured number; the standard deviation is null for one job. */
  readonly values: Readonly<Record<string, { readonly mean: number; readonly standardDeviation: number | null }>>;
}

/** The mean and the standard deviation over seeds, for each combination of the other options that vary. */
export function overSeeds({ rows, varying, measured }: MergedTable): Spread[] {
  const others = varying.filter((name) => name !== "seed");
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(others.map((name) => row[name]));
    const members = groups.get(key);
    if (members) members.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].map((members) => ({
    group: Object.fromEntries(others.map((name) => [name, members[0][name]])),
    jobs: members.length,
    values: Object.fromEntries(measured.map((name) => [name, moments(members.map((row) => row[name]))])),
  }));
}

function moments(cells: readonly (Cell | undefined)[]): { mean: number; standardDeviation: number | null } {
  const values = cells.filter((value): value is number => typeof value === "number");
  // Of the differences from the first value, so that the deviation of equal values is 0 and not the rounding of their mean.
  const [origin] = values;
  const mean = origin + values.reduce((sum, value) => sum + (value - origin), 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardDeviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null };
}

/** The table as CSV, quoted where a cell needs it (RFC 4180). */
export function tableCsv({ columns, rows }: MergedTable): string {
  const quote = (value: Cell | undefined): string => {
    const text = value === null || value === undefined ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows.map((row) => columns.map((name) => row[name]))]
    .map((cells) => `${cells.map(quote).join(",")}\n`)
    .join("");
}
