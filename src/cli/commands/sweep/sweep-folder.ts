import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as v from "valibot";
import { writeWhole } from "../../../files/whole-file.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { quote } from "../../../numerics/quote.ts";
import { sha256 } from "../../../numerics/sha256.ts";
import { canonical, isOfItsHash, type Job } from "./job.ts";

/** The record of a job, `run.json`. It is written last, so that a job is done if and only if this file exists and has the status "done". */
export interface RunRecord {
  readonly hash: string;
  readonly status: "done" | "failed";
  /** Why a job failed, in one sentence. */
  readonly message?: string;
  readonly seconds: number;
  readonly machine: { readonly node: string; readonly platform: string; readonly cpu: string; readonly host: string };
  /** SHA-256 of each file that the job wrote, by name. */
  readonly outputs: Readonly<Record<string, string>>;
}

const text = v.string();
const hashes = v.record(text, text);
const optionValue = v.union([text, v.number(), v.boolean(), v.array(v.union([text, v.number()]))]);
const jobSchema = v.object({
  hash: text,
  version: text,
  steps: v.pipe(
    v.array(v.object({ command: text, options: v.record(text, optionValue), files: hashes })),
    v.minLength(1),
  ),
});
const sealedRecord = v.object({
  hash: text,
  status: v.picklist(["done", "failed"]),
  message: v.exactOptional(text),
  seconds: v.number(),
  machine: v.object({ node: text, platform: text, cpu: text, host: text }),
  outputs: hashes,
  seal: text,
});

/**
 * The folder of a sweep. It holds `jobs.jsonl`, with a job on each line, and a folder `jobs/HASH/` for each job. That folder holds
 * `job.json` (the job), the files that the commands write, `result.json` (what the commands print) and `run.json` (the record).
 */
export class SweepFolder {
  readonly path: string;
  readonly #argument: string;

  /** @param argument the argument of the command that names the folder */
  constructor(path: string, argument = "--out") {
    this.path = resolve(path);
    this.#argument = argument;
  }

  /**
   * Writes the list of the jobs, and makes the folders of jobs that are new. Jobs that are no longer in the list keep their folders,
   * so that they do not have to be run again when they come back.
   */
  plan(jobs: readonly Job[]): void {
    mkdirSync(join(this.path, "jobs"), { recursive: true });
    writeWhole(this.#listPath(), jobs.map((job) => `${JSON.stringify(job)}\n`).join(""));
    for (const job of jobs) {
      const folder = this.jobFolder(job.hash);
      mkdirSync(folder, { recursive: true });
      const file = join(folder, "job.json");
      // Snakemake compares times of files, so that a file that exists already is not written again.
      if (!existsSync(file)) writeWhole(file, `${JSON.stringify(job)}\n`);
    }
  }

  /**
   * The jobs of the sweep, in the order of the plan.
   * @throws InputError if there is no list or no job in it, or if a line is not a job
   */
  jobs(): Job[] {
    const path = this.#listPath();
    if (!existsSync(path)) {
      throw new InputError({
        argument: this.#argument,
        allowed: "the folder of a sweep, which holds jobs.jsonl",
        problem: quote(this.path),
      });
    }
    const lines = readFileSync(path, "utf8").split("\n");
    const jobs = lines.flatMap((line, index) => (line === "" ? [] : [jobOf(line, `${path}, line ${index + 1}`)]));
    if (jobs.length === 0) throw new InputError({ argument: path, problem: `holds no job; ${WRITE_AGAIN}` });
    return jobs;
  }

  jobFolder(hash: string): string {
    return join(this.path, "jobs", hash);
  }

  /** The record of the job, or undefined if the job has not been run to its end or if its record was changed. */
  record(hash: string): RunRecord | undefined {
    const path = this.#recordPath(hash);
    if (!existsSync(path)) return undefined;
    const sealed = parsed(readFileSync(path, "utf8"));
    if (!v.is(sealedRecord, sealed)) return undefined;
    const { seal, ...record } = sealed;
    return seal === sealOf(record) && record.hash === hash ? record : undefined;
  }

  isDone(hash: string): boolean {
    return this.record(hash)?.status === "done";
  }

  writeRecord(record: RunRecord): void {
    writeWhole(this.#recordPath(record.hash), `${JSON.stringify({ ...record, seal: sealOf(record) })}\n`);
  }

  /** The JSON that the commands of a job printed. */
  result(hash: string): unknown {
    return JSON.parse(readFileSync(join(this.jobFolder(hash), "result.json"), "utf8"));
  }

  /** SHA-256 of the files of a job that belong into its record. */
  outputs(hash: string): Record<string, string> {
    const folder = this.jobFolder(hash);
    const bookkeeping = ["job.json", "run.json", "log.txt", "checkpoint.json"];
    const names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !bookkeeping.includes(entry.name) && !entry.name.startsWith("."))
      .map(({ name }) => name);
    return Object.fromEntries(names.sort().map((name) => [name, sha256(readFileSync(join(folder, name)))]));
  }

  /** Sentences on what is wrong with a job, and with its files if it has been run to its end. */
  faults(job: Job): string[] {
    const { hash } = job;
    if (!isOfItsHash(job)) return [`jobs.jsonl has been changed: job ${hash} does not have this hash`];
    const record = this.record(hash);
    const file = (name: string): string => `jobs/${hash}/${name}`;
    if (!record) return existsSync(this.#recordPath(hash)) ? [`${file("run.json")} is not as the job wrote it`] : [];
    const actual = this.outputs(hash);
    return [...new Set([...Object.keys(record.outputs), ...Object.keys(actual)])].flatMap((name) => {
      if (record.outputs[name] === actual[name]) return [];
      if (!(name in actual)) return [`${file(name)} is missing`];
      return [`${file(name)} is not ${name in record.outputs ? "as the job wrote it" : "a file that the job wrote"}`];
    });
  }

  #listPath(): string {
    return join(this.path, "jobs.jsonl");
  }

  #recordPath(hash: string): string {
    return join(this.jobFolder(hash), "run.json");
  }
}

const WRITE_AGAIN = "write the list again with scorebook sweep PLAN.yaml";

/** The job of a line of the list. @throws InputError if the line is not a job */
function jobOf(line: string, where: string): Job {
  const job = parsed(line);
  if (!v.is(jobSchema, job)) throw new InputError({ argument: where, problem: `is not a job; ${WRITE_AGAIN}` });
  return job;
}

/** The hash of a record, which shows whether the record was changed. */
function sealOf(record: RunRecord): string {
  return sha256(canonical(record));
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
