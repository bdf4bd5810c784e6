import { type Fields, writeAddress } from "./address.ts";
import { element } from "./element.ts";

/** Has a link lead to another page, in the state that is given; an embedded page leads to an embedded one. */
export function linkTo<State extends object>(id: string, page: string, fields: Fields<State>, state: State): void {
  const search = new URLSearchParams(writeAddress(fields, state));
  if (document.documentElement.classList.contains("embedded")) search.set("embed", "1");
  const written = search.toString();
  element(id, HTMLAnchorElement).href = `${page}.html${written === "" ? "" : `?${written}`}`;
}
