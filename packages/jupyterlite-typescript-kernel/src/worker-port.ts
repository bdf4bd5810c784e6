/** A request to a worker, and what comes back. */
export interface Request {
  readonly id: number;
  readonly method: string;
  readonly parameters: readonly unknown[];
}
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string }
  /** Something else than an answer, in the order in which it was sent. */
  | { readonly event: unknown };

/** The functions of a service as seen from another thread: each returns a promise. */
export type Remote<Service> = {
  readonly [Name in keyof Service]: Service[Name] extends (...parameters: infer Parameters) => infer Value
    ? (...parameters: Parameters) => Promise<Awaited<Value>>
    : never;
};

/** Ends a request whose worker was ended. */
export class WorkerEnded extends Error {}

/** A worker that offers a service, seen from the page: the worker itself, or a port to one that has several clients. */
export class WorkerClient<Service> {
  readonly #worker: Worker | MessagePort;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #count = 0;

  /** @param onEvent receives what the worker sends beside its answers */
  constructor(worker: Worker | MessagePort, onEvent: (event: unknown) => void = () => {}) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if ("event" in data) {
        onEvent(data.event);
        return;
      }
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("error" in data) waiting?.reject(new Error(data.error));
      else waiting?.resolve(data.value);
    };
    if (worker instanceof Worker) worker.onerror = (event) => this.fail(event.message);
  }

  /** Ends all requests with an error, as where the worker could not be loaded. */
  fail(message: string): void {
    this.#rejectAll(new Error(message || "The worker could not be loaded."));
  }

  /** The service: `client.service.compile(code)`. */
  get service(): Remote<Service> {
    return new Proxy({} as Remote<Service>, {
      get: (_, method) =>
        method === "then" ? undefined : (...parameters: unknown[]) => this.#request(String(method), parameters),
    });
  }

  /** Ends the worker at once, or closes the port to it, and with it all requests. */
  terminate(): void {
    if (this.#worker instanceof Worker) this.#worker.terminate();
    else this.#worker.close();
    this.#rejectAll(new WorkerEnded("The worker was ended."));
  }

  #request(method: string, parameters: readonly unknown[]): Promise<unknown> {
    const id = this.#count++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, parameters } satisfies Request);
    });
  }

  #rejectAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** Offers a service, in a worker, to the page or through a port. @returns sends an event to who asks */
export function offer(
  service: object,
  to: Pick<MessagePort, "postMessage" | "onmessage"> = self as unknown as MessagePort,
): (event: unknown) => void {
  const post = (reply: Reply): void => to.postMessage(reply);
  to.onmessage = async ({ data: { id, method, parameters } }: MessageEvent<Request>) => {
    try {
      const call = (service as Record<string, (...parameters: readonly unknown[]) => unknown>)[method];
      post({ id, value: await call.apply(service, [...parameters]) });
    } catch (error) {
      post({ id, error: error instanceof Error ? error.message : String(error) });
    }
  };
  return (event) => post({ event });
}
