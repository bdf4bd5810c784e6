"""The contractive optimum of the paper's 1-D density with SciPy, and as the paper's authors computed it.

The density is p = exp(-E) / Z on [-1.5, 1.5], E(x) = (1/1000) (10 (x+1)^2 + 1) (20 x^2 + 1) (30 (x-1)^2 + 1).
Tasks: {"task": "solve_bvp", "sigma", "tol", "at"}, {"task": "chebyshev", "sigma", "degree", "at"} and {"task": "dense",
"sigma", "n", "at"}; the result is r(at).
"""

import numpy as np
from numpy.polynomial import Polynomial
from scipy.integrate import solve_bvp

from peer import serve

LOWER, UPPER = -1.5, 1.5
X = Polynomial([0, 1])
ENERGY = (10 * (X + 1) ** 2 + 1) * (20 * X**2 + 1) * (30 * (X - 1) ** 2 + 1) / 1000
SLOPE = ENERGY.deriv()


def boundary_value_problem(request):
    """r'' = (r - x) / sigma^2 + E' r' with r' = 0 at both ends; the Jacobians are given, all is vectorised."""
    sigma, tol, at = request["sigma"], request["tol"], np.array(request["at"])

    def right_side(x, y):
        return np.vstack([y[1], (y[0] - x) / sigma**2 + SLOPE(x) * y[1]])

    def right_side_jacobian(x, y):
        jacobian = np.zeros((2, 2, x.size))
        jacobian[0, 1] = 1
        jacobian[1, 0] = 1 / sigma**2
        jacobian[1, 1] = SLOPE(x)
        return jacobian

    def ends(a, b):
        return np.array([a[1], b[1]])

    def ends_jacobian(a, b):
        return np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 1.0]])

    def work():
        mesh = np.linspace(LOWER, UPPER, 201)
        guess = np.vstack([mesh, np.ones_like(mesh)])
        solution = solve_bvp(
            right_side, ends, mesh, guess, fun_jac=right_side_jacobian, bc_jac=ends_jacobian, tol=tol, max_nodes=200_000
        )
        if not solution.success:
            return np.full(at.shape, np.nan)
        return solution.sol(at)[0]

    return work


def chebyshev(request):
    """g = (r - x) / sigma^2 as a polynomial: sigma^2 g'' - sigma^2 E' g' - g = E' at Chebyshev points, 1 + sigma^2 g' = 0 at the ends."""
    sigma, degree, at = request["sigma"], request["degree"], np.array(request["at"])
    half = (UPPER - LOWER) / 2

    def work():
        angles = np.pi * np.arange(degree + 1) / degree
        t = np.cos(angles)
        # Differences of cosines as products of sines keep their digits; negative row sums keep those of the diagonal.
        differences = -2 * np.sin((angles[:, None] + angles) / 2) * np.sin((angles[:, None] - angles) / 2)
        ends = np.ones(degree + 1)
        ends[[0, -1]] = 2
        signs = ends * (-1.0) ** np.arange(degree + 1)
        first = signs[:, None] / signs / (differences + np.eye(degree + 1))
        np.fill_diagonal(first, 0)
        np.fill_diagonal(first, -first.sum(axis=1))
        first /= half
        x = (LOWER + UPPER) / 2 + half * t
        slope = SLOPE(x)
        matrix = sigma**2 * (first @ first - slope[:, None] * first) - np.eye(degree + 1)
        right_side = slope.copy()
        matrix[[0, -1]] = sigma**2 * first[[0, -1]]
        right_side[[0, -1]] = -1
        g = np.linalg.solve(matrix, right_side)
        # The barycentric formula.
        weights = (-1.0) ** np.arange(degree + 1) / ends
        distances = at[:, None] - x
        exact = distances == 0
        shares = weights / np.where(exact, 1, distances)
        values = (shares @ g) / shares.sum(axis=1)
        hit = exact.any(axis=1)
        values[hit] = g[exact[hit].argmax(axis=1)]
        return at + sigma**2 * values

    return work


def dense(request):
    """The loss on n points, sum p_i (r_i - x_i)^2 + sigma^2 sum p_(i+1/2) ((r_(i+1) - r_i) / h)^2, minimised: n x n."""
    sigma, n, at = request["sigma"], request["n"], np.array(request["at"])

    def work():
        x, h = np.linspace(LOWER, UPPER, n, retstep=True)
        lowest = ENERGY(x).min()
        p = np.exp(lowest - ENERGY(x))
        between = np.exp(lowest - ENERGY(x[:-1] + h / 2)) * (sigma / h) ** 2
        # The trapezoidal rule: the end points count half.
        p[[0, -1]] /= 2
        matrix = np.diag(p)
        i = np.arange(n - 1)
        matrix[i, i] += between
        matrix[i + 1, i + 1] += between
        matrix[i, i + 1] -= between
        matrix[i + 1, i] -= between
        return np.interp(at, x, np.linalg.solve(matrix, p * x))

    return work


if __name__ == "__main__":
    serve({"solve_bvp": boundary_value_problem, "chebyshev": chebyshev, "dense": dense})
