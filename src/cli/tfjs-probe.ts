import { BACKEND_VARIABLE, chooseBackend } from "../autoencoder/tensorflow/tensorflow.ts";

// A separate program that loads TensorFlow.js and prints in a line of JSON which backend is in use. It is a separate program because
// a native library that does not suit the machine ends the process that loads it.
// Argument: a file of the project whose @tensorflow/tfjs-node is tried.
const answer = await chooseBackend(process.env[BACKEND_VARIABLE], process.argv[2]).then(
  ({ backend, description, nativeProblem }) => ({ backend, description, nativeProblem }),
  (error: Error) => ({ problem: error.message.split("\n")[0] }),
);
process.stdout.write(`${JSON.stringify(answer)}\n`);
