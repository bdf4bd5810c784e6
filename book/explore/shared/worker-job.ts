/** What a worker says: something on the way, its result, or what went wrong. */
export type WorkerMessage<Progress, Result> =
  | { readonly kind: "progress"; readonly value: Progress }
  | { readonly kind: "result"; readonly value: Result }
  | { readonly kind: "problem"; readonly value: string };

/** One job at a time in a Web Worker: a new job ends the one before it. */
export interface WorkerJobs<Job> {
  start(job: Job): void;
}

/** @param hooks are told what the worker says of the latest job */
export function workerJobs<Job, Progress, Result>(
  url: URL,
  hooks: {
    onProgress(progress: Progress): void;
    onResult(result: Result): void;
    onProblem(problem: string): void;
  },
): WorkerJobs<Job> {
  let worker: Worker | undefined;
  let busy = false;
  const create = (): Worker => {
    const made = new Worker(url, { type: "module" });
    made.onmessage = ({ data }: MessageEvent<WorkerMessage<Progress, Result>>) => {
      busy = data.kind === "progress";
      if (data.kind === "progress") hooks.onProgress(data.value);
      else if (data.kind === "result") hooks.onResult(data.value);
      else hooks.onProblem(data.value);
    };
    made.onerror = ({ message }) => hooks.onProblem(message);
    return made;
  };
  return {
    start: (job) => {
      if (busy) {
        worker?.terminate();
        worker = undefined;
      }
      worker ??= create();
      busy = true;
      worker.postMessage(job);
    },
  };
}
