/** Places of a square from -side to side, `perSide` along each side, the second coordinate fastest, as the command `modes` has them. (n, 2). */
export function squareGridOf(side: number, perSide: number): Float64Array {
  const along = (k: number): number => -side + (2 * side * k) / (perSide - 1);
  return Float64Array.from({ length: 2 * perSide ** 2 }, (_, j) => {
    const place = j >> 1;
    return along(j % 2 === 0 ? Math.floor(place / perSide) : place % perSide);
  });
}

/** The middles of the squares that the square from -side to side is divided into, `perSide` along each side. (n, 2). */
export function squareMiddlesOf(side: number, perSide: number): Float64Array {
  return squareGridOf(side * (1 - 1 / perSide), perSide);
}
