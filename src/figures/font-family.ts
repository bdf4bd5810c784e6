/**
 * What text in figures is set in. Arial is on nearly every machine, or a font with the same widths (Liberation Sans,
 * Arimo); the mathematical signs Arial lacks, ∇ among them, come from the next font that has them.
 */
export const fontFamily = 'Arial, "Liberation Sans", Arimo, "Noto Sans Math", sans-serif';
