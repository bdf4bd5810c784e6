import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { projectRoot } from "../../src/project.ts";
import { type scorebook as processScorebook, program } from "./scorebook.ts";

/** A thread on which commands run one after the other. */
interface CommandThread {
  readonly port: MessagePort;
  /** Holds 1 as soon as there is an answer. */
  readonly answered: Int32Array;
}

/** Milliseconds after which a command is given up. */
const LONGEST = 300_000;

/**
 * Runs the built command in `cwd`, as `scorebook` of scorebook.ts does, on a thread of this process that has loaded the program
 * already: for tests of what is read, computed and printed. Whatever depends on a process of its own (signals, native
 * libraries, standard input) belongs to the other one.
 */
export const scorebook: typeof processScorebook = onThread(program);

/** The same for the command of another copy of the project, whose program this is. */
export function onThread(program: string): typeof processScorebook {
  let thread: CommandThread | null = null;
  return (args, cwd = projectRoot()) => {
    thread ??= startThread(program);
    const { port, answered } = thread;
    const here = process.cwd();
    // A thread has the directory of its process, where nothing else happens meanwhile.
    process.chdir(cwd);
    port.postMessage({ args, variables: { ...process.env, DEBUG: "", NO_COLOR: "1" } });
    Atomics.wait(answered, 0, 0, LONGEST);
    Atomics.store(answered, 0, 0);
    process.chdir(here);
    const answer = receiveMessageOnPort(port);
    if (!answer || answer.message.ended) thread = null;
    if (!answer) throw new Error(`scorebook ${args.join(" ")} did not end within ${LONGEST / 1000} s`);
    const { status, stdout, stderr } = answer.message;
    return { status, stdout, stderr };
  };
}

function startThread(program: string): CommandThread {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL("command-thread.mjs", import.meta.url), {
    workerData: { port: port2, answered, program },
    transferList: [port2],
    execArgv: [],
  });
  // Neither keeps the process of the tests from ending.
  worker.unref();
  port1.unref();
  return { port: port1, answered };
}
