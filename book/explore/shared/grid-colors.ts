/** Colours of places on a square grid, the second coordinate fastest; red, green, blue and opacity from 0 to 255. */
export interface GridColors {
  readonly perSide: number;
  colorAt(place: number): readonly [number, number, number, number];
}
