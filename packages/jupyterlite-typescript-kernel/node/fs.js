// node:fs on the files of the kernel. Folders are there as soon as a file is read from them or written to them.
import { kernel } from "./kernel.js";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** An error as Node gives it. */
function systemError(code, call, path) {
  const sentences = {
    ENOENT: "no such file or directory",
    EBADF: "bad file descriptor",
    ENOSYS: "function not implemented",
  };
  const error = new Error(`${code}: ${sentences[code]}, ${call} '${path}'`);
  return Object.assign(error, { code, syscall: call, path });
}

function bytesOf(path, call) {
  const bytes = kernel().files.read(pathOf(path));
  if (bytes === undefined) throw systemError("ENOENT", call, path);
  return bytes;
}

function pathOf(path) {
  return path instanceof URL ? decodeURIComponent(path.pathname) : String(path);
}

function toBytes(content) {
  if (typeof content === "string") return encoder.encode(content);
  return new Uint8Array(content.buffer, content.byteOffset, content.byteLength).slice();
}

export function readFileSync(path, options) {
  const bytes = bytesOf(path, "open");
  const encoding = typeof options === "string" ? options : options?.encoding;
  if (encoding) return decoder.decode(bytes);
  return globalThis.Buffer ? globalThis.Buffer.from(bytes) : bytes.slice();
}

export function writeFileSync(path, content) {
  kernel().files.write(pathOf(path), toBytes(content));
}

export function appendFileSync(path, content) {
  const before = kernel().files.read(pathOf(path)) ?? new Uint8Array(0);
  const more = toBytes(content);
  const all = new Uint8Array(before.length + more.length);
  all.set(before);
  all.set(more, before.length);
  kernel().files.write(pathOf(path), all);
}

/** What looks like a file's name and is none is taken for a folder. */
function looksLikeFolder(path) {
  return /(^|\/)[^/.]*\/?$/.test(pathOf(path)) || /^\.{1,2}\/?$/.test(pathOf(path));
}

export function existsSync(path) {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

export function statSync(path, { throwIfNoEntry = true } = {}) {
  const bytes = kernel().files.read(pathOf(path));
  if (bytes) return statusOf(bytes.length, true);
  if (looksLikeFolder(path)) return statusOf(0, false);
  if (throwIfNoEntry) throw systemError("ENOENT", "stat", path);
  return undefined;
}
export const lstatSync = statSync;

function statusOf(size, isFile) {
  return { size, mode: 0o644, isFile: () => isFile, isDirectory: () => !isFile, isSymbolicLink: () => false };
}

export function realpathSync(path) {
  return pathOf(path);
}

export function accessSync(path) {
  if (!existsSync(path)) throw systemError("ENOENT", "access", path);
}

export function renameSync(from, to) {
  kernel().files.write(pathOf(to), bytesOf(from, "rename"));
  kernel().files.remove(pathOf(from));
}

export function copyFileSync(from, to) {
  kernel().files.write(pathOf(to), bytesOf(from, "copyfile"));
}

export function rmSync(path, { force = false } = {}) {
  if (kernel().files.read(pathOf(path))) kernel().files.remove(pathOf(path));
  else if (!force && !looksLikeFolder(path)) throw systemError("ENOENT", "rm", path);
}
export const unlinkSync = rmSync;

export function mkdirSync() {}
export function chmodSync() {}
export function readdirSync(path) {
  throw systemError("ENOSYS", "scandir", path);
}

let folders = 0;
export function mkdtempSync(prefix) {
  folders++;
  return `${prefix}${folders}`;
}

/** Open files, by their descriptors. */
const open = new Map();
let descriptors = 3;

export function openSync(path, flags = "r") {
  const writes = /[wa]/.test(flags);
  const before = flags.startsWith("w") ? new Uint8Array(0) : kernel().files.read(pathOf(path));
  if (before === undefined && !writes) throw systemError("ENOENT", "open", path);
  const bytes = before ?? new Uint8Array(0);
  const descriptor = descriptors++;
  open.set(descriptor, { path: pathOf(path), bytes, writes, at: flags.startsWith("a") ? bytes.length : 0 });
  return descriptor;
}

function opened(descriptor, call) {
  const file = open.get(descriptor);
  if (!file) throw systemError("EBADF", call, descriptor);
  return file;
}

export function writeSync(descriptor, content, offset = 0) {
  const file = opened(descriptor, "write");
  const more = typeof content === "string" ? encoder.encode(content) : toBytes(content).subarray(offset);
  const all = new Uint8Array(Math.max(file.bytes.length, file.at + more.length));
  all.set(file.bytes);
  all.set(more, file.at);
  file.bytes = all;
  file.at += more.length;
  return more.length;
}

export function readSync(descriptor, buffer, offset = 0, length = buffer.byteLength - offset, position = null) {
  const file = opened(descriptor, "read");
  const from = position ?? file.at;
  const part = file.bytes.subarray(from, from + length);
  new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).set(part, offset);
  if (position === null) file.at += part.length;
  return part.length;
}

export function fstatSync(descriptor) {
  return statusOf(opened(descriptor, "fstat").bytes.length, true);
}

export function closeSync(descriptor) {
  const { path, bytes, writes } = opened(descriptor, "close");
  open.delete(descriptor);
  if (writes) kernel().files.write(path, bytes);
}

export function createReadStream(path) {
  throw systemError("ENOSYS", "open", path);
}
export const createWriteStream = createReadStream;

export const constants = { F_OK: 0, X_OK: 1, W_OK: 2, R_OK: 4 };

/** A file as `open` of node:fs/promises gives it. */
class FileHandle {
  #descriptor;
  constructor(descriptor) {
    this.#descriptor = descriptor;
  }
  async read(buffer, offset, length, position) {
    return { bytesRead: readSync(this.#descriptor, buffer, offset, length, position ?? null), buffer };
  }
  async write(content) {
    return { bytesWritten: writeSync(this.#descriptor, content) };
  }
  async stat() {
    return fstatSync(this.#descriptor);
  }
  async close() {
    closeSync(this.#descriptor);
  }
}

const promised =
  (call) =>
  async (...parameters) =>
    call(...parameters);

export const promises = {
  open: async (path, flags) => new FileHandle(openSync(path, flags)),
  readFile: promised(readFileSync),
  writeFile: promised(writeFileSync),
  appendFile: promised(appendFileSync),
  stat: promised(statSync),
  access: promised(accessSync),
  rename: promised(renameSync),
  copyFile: promised(copyFileSync),
  rm: promised(rmSync),
  unlink: promised(rmSync),
  mkdir: promised(mkdirSync),
  readdir: promised(readdirSync),
  mkdtemp: promised(mkdtempSync),
};

export default {
  readFileSync,
  writeFileSync,
  appendFileSync,
  existsSync,
  statSync,
  lstatSync,
  realpathSync,
  accessSync,
  renameSync,
  copyFileSync,
  rmSync,
  unlinkSync,
  mkdirSync,
  chmodSync,
  readdirSync,
  mkdtempSync,
  openSync,
  writeSync,
  readSync,
  fstatSync,
  closeSync,
  createReadStream,
  createWriteStream,
  constants,
  promises,
};
