/**
 * Shows a page as a part of another one: without its heading, and in a frame that is as high as what it shows, where the page around is of
 * the same site. Elsewhere the page around gives the frame its height.
 */
export function showEmbedded(): void {
  document.documentElement.classList.add("embedded");
  const frame = frameAround();
  const main = document.querySelector("main");
  if (!frame || !main) return;
  const adjust = (): void => {
    frame.style.height = `${Math.ceil(main.getBoundingClientRect().height)}px`;
  };
  new ResizeObserver(adjust).observe(main);
  adjust();
}

function frameAround(): HTMLElement | undefined {
  try {
    // An element of another window is no HTMLElement of this one; of another site it can't be seen.
    return (window.frameElement as HTMLElement | null) ?? undefined;
  } catch {
    // A page of another site, in some browsers.
    return undefined;
  }
}
