// Globals of Node that many packages take for granted.
import { Buffer } from "node:buffer";
import { process } from "./process.js";

globalThis.process ??= process;
globalThis.Buffer ??= Buffer;
globalThis.global ??= globalThis;

// A message comes without the four milliseconds that browsers add to nested timers.
globalThis.setImmediate ??= (call, ...parameters) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    call(...parameters);
  };
  port2.postMessage(null);
};
