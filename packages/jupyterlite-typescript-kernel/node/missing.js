// What only Node can do: child processes, sockets, threads of Node. Whoever calls it is told so.
function needsNode() {
  throw new Error("This needs Node, and this notebook runs in a browser: run it in JupyterLab.");
}

export const spawn = needsNode;
export const spawnSync = needsNode;
export const exec = needsNode;
export const execFile = needsNode;
export const execFileSync = needsNode;
export const fork = needsNode;
export const connect = needsNode;
export const createServer = needsNode;
export const subscribe = () => {};
export const unsubscribe = () => {};
export class Socket {}
export class Worker {
  constructor() {
    needsNode();
  }
}
export const isMainThread = true;
export const parentPort = null;
export const workerData = undefined;
export default {
  spawn,
  spawnSync,
  exec,
  execFile,
  execFileSync,
  fork,
  connect,
  createServer,
  subscribe,
  unsubscribe,
  Socket,
  Worker,
};
