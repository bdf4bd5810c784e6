import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packageVersion } from "../../../../project.ts";
import type { Job } from "../job.ts";
import type { SweepFolder } from "../sweep-folder.ts";
import type { Chunks } from "./chunks.ts";
import { programWords } from "./program-words.ts";

/** The files that Snakemake needs, by their names in the folder of the sweep. */
export function snakemakeFiles({ count }: Chunks, cores: number): Record<string, string> {
  return { Snakefile: snakefile(count), "profile/config.yaml": profile(cores) };
}

/**
 * The Snakefile has one rule: a chunk of jobs is done when its record exists. The records of the jobs and their checkpoints are not
 * declared as outputs, because Snakemake deletes the outputs of a task that was killed, and a task that is started again should
 * continue with the interrupted job.
 */
function snakefile(count: number): string {
  return `# Written by scorebook ${packageVersion()}. A task runs a chunk of jobs, and skips those that are done. Only the record of the
# chunk is an output: what the jobs write stays when a task is killed.
import json

CHUNKS = ${count}
with open("jobs.jsonl") as lines:
    HASHES = [json.loads(line)["hash"] for line in lines if line.strip()]

rule all:
    input:
        [f"chunks/{chunk}-of-{CHUNKS}.json" for chunk in range(CHUNKS)]

rule chunk:
    input:
        lambda wildcards: expand("jobs/{hash}/job.json", hash=HASHES[int(wildcards.chunk)::CHUNKS])
    output:
        f"chunks/{{chunk}}-of-{CHUNKS}.json"
    log:
        f"chunks/{{chunk}}-of-{CHUNKS}.log"
    threads: 1
    params:
        program=${JSON.stringify(programWords())},
        chunks=CHUNKS
    shell:
        "{params.program} sweep --out . --jobs 1 --shard {wildcards.chunk}/{params.chunks} --json > {output} 2> {log}"
`;
}

/**
 * The profile of Snakemake. The trigger "code" is left out, because it would run everything again after a change of the Snakefile. The
 * scheduler is greedy, because it needs no other program to choose among tasks, which are all alike.
 */
function profile(cores: number): string {
  return `cores: ${cores}
rerun-triggers: [mtime, input]
scheduler: greedy
keep-going: true
rerun-incomplete: true
printshellcmds: false
`;
}

/** Removes the records of chunks in which a job is not done (any more), so that Snakemake runs these chunks. */
export function removeStaleRecords(folder: SweepFolder, jobs: readonly Job[], { count }: Chunks): void {
  for (let chunk = 0; chunk < count; chunk++) {
    const record = join(folder.path, "chunks", `${chunk}-of-${count}.json`);
    if (!existsSync(record)) continue;
    const own = jobs.filter((_job, index) => index % count === chunk);
    if (own.some(({ hash }) => !folder.isDone(hash))) rmSync(record);
  }
}
