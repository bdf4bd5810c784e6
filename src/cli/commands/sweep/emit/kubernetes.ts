import { dirname, join, relative, resolve, sep } from "node:path";
import { packageVersion } from "../../../../project.ts";
import type { Job } from "../job.ts";
import type { Chunks } from "./chunks.ts";
import { quoteForShell } from "./program-words.ts";

/** The default number of pods that run at the same time. */
const DEFAULT_PODS = 100;
/** The folder in which the volume is mounted in a pod. */
const MOUNT = "/scorebook";

/**
 * An indexed Job with a pod for each chunk.
 * @param folder the folder of the sweep, as an absolute path
 * @param jobs all jobs of the sweep; the volume holds the files that their options name, too
 * @param atOnce how many pods may run at the same time; undefined for 100
 * @param image the container image that holds scorebook; undefined for scorebook:latest
 */
export function kubernetesJob(
  folder: string,
  jobs: readonly Job[],
  { count, size }: Chunks,
  atOnce: number | undefined,
  image: string | undefined,
): string {
  const root = commonFolder([folder, ...filesOf(jobs, folder).map((file) => dirname(file))]);
  const inPod = [MOUNT, ...relative(root, folder).split(sep)].filter((part) => part !== "").join("/");
  const command = `exec scorebook sweep --out ${quoteForShell(inPod)} --jobs 1 --shard "$JOB_COMPLETION_INDEX/${count}" --json`;
  return `# Written by scorebook ${packageVersion()}. An indexed Job: each pod runs a chunk of at most ${size} jobs, pod k the jobs
# k, k + ${count}, k + ${2 * count}, ... of the list.
# The image holds scorebook (npm install --global scorebook). The claim "scorebook-sweep" is a volume with what is in this
# folder, which holds the sweep and the files that its jobs read:
#   ${root.replaceAll("\n", " ")}
apiVersion: batch/v1
kind: Job
metadata:
  name: scorebook-sweep
spec:
  completionMode: Indexed
  completions: ${count}
  parallelism: ${Math.min(count, atOnce ?? DEFAULT_PODS)}
  backoffLimitPerIndex: 3
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: scorebook
          image: ${JSON.stringify(image ?? "scorebook:latest")}
          command: ["sh", "-c", ${JSON.stringify(command)}]
          resources:
            requests: {cpu: "1", memory: 1Gi}
          volumeMounts:
            - {name: sweep, mountPath: ${MOUNT}}
      volumes:
        - name: sweep
          persistentVolumeClaim: {claimName: scorebook-sweep}
`;
}

/** The files that the options of the jobs name, as absolute paths. */
function filesOf(jobs: readonly Job[], folder: string): string[] {
  const paths = jobs.flatMap(({ steps }) =>
    steps.flatMap(({ options, files }) => Object.keys(files).map((name) => resolve(folder, String(options[name])))),
  );
  return [...new Set(paths)];
}

/** The innermost folder that holds all of these folders. */
function commonFolder(folders: readonly string[]): string {
  return folders.reduce((common, folder) => {
    let shared = common;
    while (relative(shared, folder).split(sep)[0] === "..") shared = join(shared, "..");
    return shared;
  });
}
