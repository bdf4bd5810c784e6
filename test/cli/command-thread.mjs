// The thread of scorebook-on-thread.ts: runs the built command for one list of arguments after another. What is loaded stays loaded.
import { pathToFileURL } from "node:url";
import { workerData } from "node:worker_threads";

const { port, answered, program } = workerData;
const exit = process.exit.bind(process);
let printed = { stdout: [], stderr: [] };
let runs = 0;

for (const name of ["stdout", "stderr"]) {
  process[name].write = (chunk, encoding, callback) => {
    const [unit, done] = typeof encoding === "function" ? [undefined, encoding] : [encoding, callback];
    printed[name].push(typeof chunk === "string" ? Buffer.from(chunk, unit) : Buffer.from(chunk));
    if (done) process.nextTick(done);
    return true;
  };
}

/** Sends what a command did, and wakes the test that waits for it. */
function answer(status, ended = false) {
  const [stdout, stderr] = [printed.stdout, printed.stderr].map((chunks) => Buffer.concat(chunks).toString());
  port.postMessage({ status, stdout, stderr, ended });
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
}

// These end a process; here they end the thread, and the next command gets a new one.
process.exit = (code) => {
  answer(Number(code ?? process.exitCode ?? 0), true);
  exit();
};
process.on("uncaughtException", (error) => {
  printed.stderr.push(Buffer.from(`${error?.stack ?? error}\n`));
  answer(1, true);
  exit();
});

port.on("message", async ({ args, variables }) => {
  printed = { stdout: [], stderr: [] };
  for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
  Object.assign(process.env, variables);
  process.argv = [process.execPath, program, ...args];
  process.exitCode = undefined;
  // By another address each time, so that the program itself runs again; the chunks that it imports are loaded once.
  await import(`${pathToFileURL(program)}?${runs++}`);
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners("error");
  answer(Number(process.exitCode ?? 0));
});
