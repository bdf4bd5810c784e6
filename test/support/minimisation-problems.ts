import type { Objective } from "../../src/numerics/optimise/objective.ts";

/** A function to minimise, with its published start and minimiser. */
export interface MinimisationProblem {
  readonly name: string;
  readonly objective: Objective;
  readonly start: readonly number[];
  readonly minimiser: readonly number[];
}

/** A sum of squared residuals. `residuals(x)` returns each residual with its derivatives, as [value, [[variable, derivative], …]]. */
function sumOfSquares(
  size: number,
  residuals: (x: Float64Array) => readonly (readonly [number, readonly (readonly [number, number])[]])[],
): Objective {
  return {
    size,
    evaluate(x, gradient) {
      gradient.fill(0);
      let value = 0;
      for (const [residual, derivatives] of residuals(x)) {
        value += residual * residual;
        for (const [j, derivative] of derivatives) gradient[j] += 2 * residual * derivative;
      }
      return value;
    },
  };
}

/**
 * The chained Rosenbrock function, the sum of 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2. At its minimiser, x_i = 1, the Hessian has no
 * eigenvalue below `rosenbrockCurvature`, for any number of variables.
 */
export function rosenbrock(size: number): MinimisationProblem {
  return {
    name: `Rosenbrock in ${size} variables`,
    objective: {
      size,
      evaluate(x, gradient) {
        gradient.fill(0);
        let value = 0;
        for (let i = 0; i + 1 < size; i++) {
          const bend = x[i + 1] - x[i] * x[i];
          const rest = 1 - x[i];
          value += 100 * bend * bend + rest * rest;
          gradient[i] -= 400 * x[i] * bend + 2 * rest;
          gradient[i + 1] += 200 * bend;
        }
        return value;
      },
    },
    start: Array.from({ length: size }, (_, i) => (i % 2 === 0 ? -1.2 : 1)),
    minimiser: Array.from({ length: size }, () => 1),
  };
}

/**
 * With v = x - 1, the quadratic form of half the Hessian is the sum of v_i^2 over all variables but the last, plus 100 (v_{i+1} -
 * 2 v_i)^2. It is at least that of the last two variables alone, whose matrix [[401, -200], [-200, 100]] has the eigenvalue 0.19968.
 */
export const rosenbrockCurvature = 0.399;

/** f = sum of lambda_i (x_i - 1)^2 / 2, where lambda_i is logarithmically spaced from 1 to `condition`. */
export function quadratic(size: number, condition: number): MinimisationProblem {
  const curvatures = Array.from({ length: size }, (_, i) => condition ** (i / (size - 1)));
  return {
    name: `a quadratic of condition ${condition}`,
    objective: {
      size,
      evaluate(x, gradient) {
        let value = 0;
        for (let i = 0; i < size; i++) {
          gradient[i] = curvatures[i] * (x[i] - 1);
          value += (gradient[i] * (x[i] - 1)) / 2;
        }
        return value;
      },
    },
    start: new Array(size).fill(0),
    minimiser: new Array(size).fill(1),
  };
}

/**
 * Problems of Moré, Garbow and Hillstrom, Testing Unconstrained Optimization Software (1981), with their numbers. Each function is 0 at
 * its minimiser.
 */
export const mghProblems: readonly MinimisationProblem[] = [
  {
    name: "Freudenstein and Roth (2)",
    objective: sumOfSquares(2, ([x, y]) => [
      [
        -13 + x + ((5 - y) * y - 2) * y,
        [
          [0, 1],
          [1, (10 - 3 * y) * y - 2],
        ],
      ],
      [
        -29 + x + ((y + 1) * y - 14) * y,
        [
          [0, 1],
          [1, (3 * y + 2) * y - 14],
        ],
      ],
    ]),
    // The published start, (0.5, -2), leads to the local minimum. This start leads to the global one.
    start: [4.5, 3.5],
    minimiser: [5, 4],
  },
  {
    name: "Brown badly scaled (4)",
    objective: sumOfSquares(2, ([x, y]) => [
      [x - 1e6, [[0, 1]]],
      [y - 2e-6, [[1, 1]]],
      [
        x * y - 2,
        [
          [0, y],
          [1, x],
        ],
      ],
    ]),
    start: [1, 1],
    minimiser: [1e6, 2e-6],
  },
  {
    name: "Beale (5)",
    objective: sumOfSquares(2, ([x, y]) =>
      [1.5, 2.25, 2.625].map((target, k) => [
        target - x * (1 - y ** (k + 1)),
        [
          [0, y ** (k + 1) - 1],
          [1, x * (k + 1) * y ** k],
        ],
      ]),
    ),
    start: [1, 1],
    minimiser: [3, 0.5],
  },
  {
    name: "Helical valley (7)",
    objective: sumOfSquares(3, ([x, y, z]) => {
      const turns = Math.atan(y / x) / (2 * Math.PI) + (x < 0 ? 0.5 : 0);
      const radius = Math.sqrt(x * x + y * y);
      const perTurn = 100 / (2 * Math.PI * radius * radius);
      return [
        [
          10 * (z - 10 * turns),
          [
            [0, perTurn * y],
            [1, -perTurn * x],
            [2, 10],
          ],
        ],
        [
          10 * (radius - 1),
          [
            [0, (10 * x) / radius],
            [1, (10 * y) / radius],
          ],
        ],
        [z, [[2, 1]]],
      ];
    }),
    start: [-1, 0, 0],
    minimiser: [1, 0, 0],
  },
  {
    name: "Powell singular (13)",
    objective: sumOfSquares(4, ([a, b, c, d]) => [
      [
        a + 10 * b,
        [
          [0, 1],
          [1, 10],
        ],
      ],
      [
        Math.sqrt(5) * (c - d),
        [
          [2, Math.sqrt(5)],
          [3, -Math.sqrt(5)],
        ],
      ],
      [
        (b - 2 * c) ** 2,
        [
          [1, 2 * (b - 2 * c)],
          [2, -4 * (b - 2 * c)],
        ],
      ],
      [
        Math.sqrt(10) * (a - d) ** 2,
        [
          [0, 2 * Math.sqrt(10) * (a - d)],
          [3, -2 * Math.sqrt(10) * (a - d)],
        ],
      ],
    ]),
    start: [3, -1, 0, 1],
    minimiser: [0, 0, 0, 0],
  },
  {
    name: "Wood (14)",
    objective: sumOfSquares(4, ([a, b, c, d]) => [
      [
        10 * (b - a * a),
        [
          [0, -20 * a],
          [1, 10],
        ],
      ],
      [1 - a, [[0, -1]]],
      [
        Math.sqrt(90) * (d - c * c),
        [
          [2, -2 * Math.sqrt(90) * c],
          [3, Math.sqrt(90)],
        ],
      ],
      [1 - c, [[2, -1]]],
      [
        Math.sqrt(10) * (b + d - 2),
        [
          [1, Math.sqrt(10)],
          [3, Math.sqrt(10)],
        ],
      ],
      [
        (b - d) / Math.sqrt(10),
        [
          [1, 1 / Math.sqrt(10)],
          [3, -1 / Math.sqrt(10)],
        ],
      ],
    ]),
    start: [-3, -1, -3, -1],
    minimiser: [1, 1, 1, 1],
  },
];
