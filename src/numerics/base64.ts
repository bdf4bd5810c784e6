/** The number of bytes that are converted at a time, since the number of arguments of a function is limited. */
const CHUNK = 0x8000;

/** The base64 text of bytes (RFC 4648, with padding). */
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
