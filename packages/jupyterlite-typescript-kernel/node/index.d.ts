// What the stand-ins for modules of Node can do, as declarations for cells.

declare module "node:os" {
  export const EOL: string;
  export function tmpdir(): string;
  export function homedir(): string;
  export function platform(): string;
  export function availableParallelism(): number;
}

declare module "node:path" {
  export const sep: string;
  export const delimiter: string;
  export function join(...paths: string[]): string;
  export function resolve(...paths: string[]): string;
  export function relative(from: string, to: string): string;
  export function normalize(path: string): string;
  export function isAbsolute(path: string): boolean;
  export function dirname(path: string): string;
  export function basename(path: string, suffix?: string): string;
  export function extname(path: string): string;
}

declare module "node:fs" {
  export function readFileSync(path: string | URL): Uint8Array;
  export function readFileSync(path: string | URL, encoding: string | { encoding: string }): string;
  export function writeFileSync(path: string | URL, content: string | ArrayBufferView): void;
  export function appendFileSync(path: string | URL, content: string | ArrayBufferView): void;
  export function existsSync(path: string | URL): boolean;
  export function statSync(path: string | URL): { size: number; isFile(): boolean; isDirectory(): boolean };
  export function copyFileSync(from: string | URL, to: string | URL): void;
  export function renameSync(from: string | URL, to: string | URL): void;
  export function rmSync(path: string | URL, options?: { force?: boolean; recursive?: boolean }): void;
  export function mkdirSync(path: string | URL, options?: { recursive?: boolean }): void;
  export function mkdtempSync(prefix: string): string;
}

declare module "node:fs/promises" {
  export function readFile(path: string | URL): Promise<Uint8Array>;
  export function readFile(path: string | URL, encoding: string | { encoding: string }): Promise<string>;
  export function writeFile(path: string | URL, content: string | ArrayBufferView): Promise<void>;
}

declare const process: {
  readonly env: Record<string, string | undefined>;
  readonly platform: string;
  readonly stdout: { write(text: string): boolean };
  readonly stderr: { write(text: string): boolean };
  cwd(): string;
  on(event: string, listener: (...values: unknown[]) => void): unknown;
  once(event: string, listener: (...values: unknown[]) => void): unknown;
  removeListener(event: string, listener: (...values: unknown[]) => void): unknown;
  hrtime: { bigint(): bigint };
};

declare function setImmediate<Values extends unknown[]>(call: (...values: Values) => void, ...values: Values): unknown;

interface Buffer extends Uint8Array {
  toString(encoding?: string): string;
}
declare const Buffer: {
  from(content: string | ArrayBuffer | ArrayLike<number>, encoding?: string): Buffer;
  alloc(size: number): Buffer;
  concat(parts: readonly Uint8Array[]): Buffer;
  isBuffer(value: unknown): value is Buffer;
};
