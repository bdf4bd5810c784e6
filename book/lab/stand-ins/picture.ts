// src/notebook/picture.ts for a browser: the page draws the figure, so nobody needs a picture of it.

export async function picture(): Promise<undefined> {
  return undefined;
}

export async function closePicture(): Promise<void> {}
