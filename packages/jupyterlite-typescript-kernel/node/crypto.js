// node:crypto, as far as a browser answers at once.
export const randomUUID = () => globalThis.crypto.randomUUID?.() ?? fromBytes(randomBytes(16));
export const getRandomValues = (array) => globalThis.crypto.getRandomValues(array);
export const { subtle } = globalThis.crypto;
export const webcrypto = globalThis.crypto;

export function randomBytes(size) {
  return globalThis.crypto.getRandomValues(new Uint8Array(size));
}

/** On pages without encryption browsers leave randomUUID out. */
function fromBytes(bytes) {
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export default { randomUUID, getRandomValues, subtle, webcrypto, randomBytes };
