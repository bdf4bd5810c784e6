/** The element of this id. @throws Error where the page has none, or one of another kind */
export function element<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} with the id ${id}`);
  return found;
}

export function canvasOf(id: string): HTMLCanvasElement {
  return element(id, HTMLCanvasElement);
}
