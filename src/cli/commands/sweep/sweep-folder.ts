import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeWhole } from "../../../files/whole-file.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { quote } from "../../../numerics/quote.ts";
import { sha256 } from "../../../numerics/sha256.ts";
import { hashOf, type Job } from "./job.ts";

/** How a job went: written last, so that a job is done if and only if this file is there and says so. */
export interface RunRecord {
  readonly hash: string;
  readonly status: "done" | "failed";
  /** Why a job failed, in one sentence. */
  readonly message?: string;
  readonly seconds: number;
  readonly machine: { readonly node: string; readonly platform: string; readonly cpu: string; readonly host: string };
  /** SHA-256 of each file that the job left, by name. */
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * The folder of a sweep: `jobs.jsonl`, a job a line, and `jobs/HASH/` for each job with `job.json` (what is to be done),
 * the files that the commands write, `result.json` (what they print) and `run.json` (how it went).
 */
export class SweepFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** Adds jobs that are not in the list yet; those that are there stay. */
  plan(jobs: readonly Job[]): void {
    mkdirSync(join(this.path, "jobs"), { recursive: true });
    writeWhole(this.#listPath(), jobs.map((job) => `${JSON.stringify(job)}\n`).join(""));
    for (const job of jobs) {
      const folder = this.jobFolder(job.hash);
      mkdirSync(folder, { recursive: true });
      const file = join(folder, "job.json");
      // Snakemake compares times: a file that says what it said before keeps its own.
      if (!existsSync(file)) writeWhole(file, `${JSON.stringify(job)}\n`);
    }
  }

  /** The jobs of the sweep, in the order of the plan. @throws InputError where there is no list or a line is not a job */
  jobs(): Job[] {
    const path = this.#listPath();
    if (!existsSync(path)) {
      throw new InputError({
        argument: "--out",
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

  /** How the job went, or undefined where it has not been run to its end. */
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

  /** What the commands of a job printed. */
  result(hash: string): unknown {
    return JSON.parse(readFileSync(join(this.jobFolder(hash), "result.json"), "utf8"));
  }

  /** SHA-256 of the files of a job that a record vouches for. */
  outputs(hash: string): Record<string, string> {
    const folder = this.jobFolder(hash);
    const bookkeeping = ["job.json", "run.json", "log.txt", "checkpoint.json"];
    const names = readdirSync(folder).filter((name) => !bookkeeping.includes(name) && !name.startsWith("."));
    return Object.fromEntries(names.sort().map((name) => [name, sha256(readFileSync(join(folder, name)))]));
  }

  /** What is wrong with a job that claims to be done, in one sentence each. */
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
      // Said below.
    }
    throw new InputError({
      argument: where,
      problem: "is not a job; make the list anew with scorebook sweep PLAN.yaml",
    });
  }
}
