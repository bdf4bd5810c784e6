import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { writeWhole } from "../../../files/whole-file.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { packageVersion, projectRoot } from "../../../project.ts";
import { formatPath } from "../../output/output.ts";
import type { SweepFolder } from "./sweep-folder.ts";

export type Emitter = "snakemake" | "slurm" | "kubernetes";

/** Slurm takes array indices up to 1000 unless its administrator allows more (MaxArraySize = 1001). */
const MOST_SHARDS = 1000;

/** Writes what another runner needs into the folder of the sweep, and says how to start it. */
export function emit(runner: Emitter, folder: SweepFolder, jobs: number, image: string | undefined): void {
  if (image !== undefined && runner !== "kubernetes") {
    throw new InputError({ argument: "--image", problem: `is for --emit kubernetes, not ${runner}` });
  }
  const shards = Math.min(jobs, MOST_SHARDS);
  const files = {
    snakemake: () => ({ Snakefile: snakefile(), "profile/config.yaml": PROFILE }),
    slurm: () => ({ "slurm.sh": slurmScript(folder.path, shards) }),
    kubernetes: () => ({ "kubernetes.yaml": kubernetesJob(shards, image) }),
  }[runner]();
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder.path, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeWhole(path, text);
  }
  const at = formatPath(relative(process.cwd(), folder.path) || ".");
  const next = {
    snakemake: `snakemake --directory ${at} --snakefile ${at}/Snakefile --profile ${at}/profile --cores 2`,
    slurm: `sbatch ${at}/slurm.sh`,
    kubernetes: `kubectl apply -f ${at}/kubernetes.yaml`,
  }[runner];
  process.stdout.write(`Written for ${jobs} jobs: ${Object.keys(files).join(", ")}, in ${at}.\nTo run them: ${next}\n`);
}

/** The words of a shell by which this very installation is called. */
function program(): string {
  return `${quoted(process.execPath)} ${quoted(join(projectRoot(), "dist", "cli", "main.js"))}`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * One rule: a job is done when its run.json is there. The checkpoint is no output, since Snakemake deletes the outputs of a
 * job that is killed, and the job is to go on from its checkpoint.
 */
function snakefile(): string {
  return `# Written by scorebook ${packageVersion()}. One job is one run.json; its checkpoint is deliberately no output.
import json

with open("jobs.jsonl") as lines:
    HASHES = [json.loads(line)["hash"] for line in lines if line.strip()]

rule all:
    input:
        expand("jobs/{hash}/run.json", hash=HASHES)

rule job:
    input:
        "jobs/{hash}/job.json"
    output:
        "jobs/{hash}/run.json"
    threads: 1
    params:
        program=${JSON.stringify(program())}
    shell:
        "{params.program} sweep --out . --job {wildcards.hash} --json > /dev/null"
`;
}

/** The trigger "code" would run everything again after a change of the Snakefile's text. */
const PROFILE = `rerun-triggers: [mtime, input]
keep-going: true
rerun-incomplete: true
printshellcmds: false
`;

function slurmScript(path: string, shards: number): string {
  return `#!/usr/bin/env bash
# Written by scorebook ${packageVersion()}. Each task of the array runs every ${shards}-th job of the list, one after the other.
# A task that is killed and queued again goes on from the checkpoints of its jobs.
#SBATCH --job-name=scorebook
#SBATCH --array=0-${shards - 1}
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --output=${join(path, "slurm-%a.log")}
set -euo pipefail
exec ${program()} sweep --out ${quoted(path)} --jobs 1 --shard "\${SLURM_ARRAY_TASK_ID}/${shards}" --json
`;
}

function kubernetesJob(shards: number, image = "scorebook:latest"): string {
  return `# Written by scorebook ${packageVersion()}. An indexed Job: each pod runs every ${shards}-th job of the list.
# The image holds scorebook (npm install --global scorebook); the claim "scorebook-sweep" holds the folder of the sweep.
apiVersion: batch/v1
kind: Job
metadata:
  name: scorebook-sweep
spec:
  completionMode: Indexed
  completions: ${shards}
  parallelism: ${Math.min(shards, 100)}
  backoffLimitPerIndex: 3
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: scorebook
          image: ${JSON.stringify(image)}
          command: ["sh", "-c", "exec scorebook sweep --out /sweep --jobs 1 --shard $JOB_COMPLETION_INDEX/${shards} --json"]
          resources:
            requests: {cpu: "1", memory: 1Gi}
          volumeMounts:
            - {name: sweep, mountPath: /sweep}
      volumes:
        - name: sweep
          persistentVolumeClaim: {claimName: scorebook-sweep}
`;
}
