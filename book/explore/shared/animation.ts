/** Something that moves by itself, and can be stopped. */
export interface Animation {
  play(): void;
  pause(): void;
}

/**
 * Has a button start and stop something that moves on at every frame. It begins to move by itself, unless the reader has asked the machine
 * for less motion.
 * @param advance moves on; false where the end is reached
 */
export function startAnimation(button: HTMLButtonElement, advance: () => boolean): Animation {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let playing = false;
  const show = (): void => {
    button.textContent = playing ? "Pause" : "Go on";
  };
  const frame = (): void => {
    if (!playing) return;
    if (advance()) {
      requestAnimationFrame(frame);
      return;
    }
    pause();
    button.disabled = true;
  };
  const play = (): void => {
    button.disabled = false;
    if (playing) return;
    playing = true;
    show();
    requestAnimationFrame(frame);
  };
  const pause = (): void => {
    playing = false;
    show();
  };
  button.addEventListener("click", () => (playing ? pause() : play()));
  show();
  const begin = (): void => {
    button.disabled = false;
    if (!still) play();
  };
  return { play: begin, pause };
}
