import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeWhole } from "../../../files/whole-file.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { quote } from "../../../numerics/quote.ts";
import { sha256 } from "../../../numerics/sha256.ts";
import { hashOf, type Job } from "./job.ts";

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

  /** Writes the list of the jobs, and makes the folders of jobs that are new. */
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

  /** The jobs of the sweep, in the order of the plan. @throws InputError if there is no list, or a line is not a job */
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
    return lines.flatMap((line, index) => (line === "" ? [] : [this.#jobOf(line, `${path}, line ${index + 1}`)]));
  }

  jobFolder(hash: string): string {
    return join(this.path, "jobs", hash);
  }

  /** The record of the job, or undefined if the job has not been run to its end. */
  record(hash: string): RunRecord | undefined {
    const path = join(this.jobFolder(hash), "run.json");
    return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as RunRecord) : undefined;
  }

  isDone(hash: string): boolean {
    return this.record(hash)?.status === "done";
  }

  writeRecord(record: RunRecord): void {
    writeWhole(join(this.jobFolder(record.hash), "run.json"), `${JSON.stringify(record)}\n`);
  }

  /** The JSON that the commands of a job printed. */
  result(hash: string): unknown {
    return JSON.parse(readFileSync(join(this.jobFolder(hash), "result.json"), "utf8"));
  }

  /** SHA-256 of the files of a job that belong into its record. */
  outputs(hash: string): Record<string, string> {
    const folder = this.jobFolder(hash);
    const bookkeeping = ["job.json", "run.json", "log.txt", "checkpoint.json"];
    const names = readdirSync(folder).filter((name) => !bookkeeping.includes(name) && !name.startsWith("."));
    return Object.fromEntries(names.sort().map((name) => [name, sha256(readFileSync(join(folder, name)))]));
  }

  /** Sentences on what is wrong with the files of a job that has a record. */
  faults(job: Job): string[] {
    const { hash } = job;
    const record = this.record(hash);
    if (!record) return [];
    const actual = this.outputs(hash);
    const names = [...new Set([...Object.keys(record.outputs), ...Object.keys(actual)])];
    const changed = names.filter((name) => record.outputs[name] !== actual[name]);
    return [
      ...(hashOf(job.steps, job.version) === hash ? [] : [`job ${hash}: its content does not have this hash`]),
      ...changed.map((name) => `job ${hash}: ${name} is not the file that the job wrote`),
    ];
  }

  #listPath(): string {
    return join(this.path, "jobs.jsonl");
  }

  #jobOf(line: string, where: string): Job {
    try {
      const job = JSON.parse(line) as Job;
      if (typeof job.hash === "string" && Array.isArray(job.steps)) return job;
    } catch {
      // The error is thrown below.
    }
    throw new InputError({
      argument: where,
      problem: "is not a job; write the list again with scorebook sweep PLAN.yaml",
    });
  }
}
