import type { WorkerMessage } from "./worker-job.ts";

/** What a worker's global scope is to this module. */
interface WorkerScope {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: WorkerMessage<unknown, unknown>): void;
}

/** Has the worker that runs this do jobs as they come. */
export function answerJobs<Job, Progress>(
  work: (job: Job, say: (progress: Progress) => void) => unknown | Promise<unknown>,
): void {
  const scope = globalThis as unknown as WorkerScope;
  scope.onmessage = async ({ data }) => {
    try {
      const value = await work(data as Job, (progress) => scope.postMessage({ kind: "progress", value: progress }));
      scope.postMessage({ kind: "result", value });
    } catch (error) {
      scope.postMessage({ kind: "problem", value: error instanceof Error ? error.message : String(error) });
    }
  };
}
