/** The number of bytes that become characters at a time: a function may not take more arguments. */
const CHUNK = 0x8000;

/** Bytes as base64 (RFC 4648, with padding). */
export function encodeBase64(bytes: Uint8Array): string {
  let characters = "";
  for (let i = 0; i < bytes.length; i += CHUNK) {
    characters += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  }
  return btoa(characters);
}

/** The bytes of a base64 text. @throws DOMException for an invalid text */
export function decodeBase64(text: string): Uint8Array {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
