"""The contractive optimum of a Gaussian mixture in the plane by second-order finite differences and a sparse solve.

Task: {"task": "finite_differences", "sigma", "components": [{weight, mean, covariance}], "box": [[lower, upper]] * 2,
"h", "at"}: h is the distance of grid points; the result is r(at), row by row.

{"task": "ngsolve", ..., "degree"}: the same by triangular elements of that degree and of size h, with NGSolve.

{"task": "has_ngsolve"}: the result is 1 or 0.
"""

import numpy as np
from scipy.interpolate import RegularGridInterpolator
from scipy.sparse import coo_array, csc_array
from scipy.sparse.linalg import splu

from peer import serve

try:
    import netgen.occ as occ
    import ngsolve
except ImportError:
    ngsolve = None


def log_density(components, x, y):
    logs = []
    for component in components:
        (mx, my), covariance = component["mean"], np.array(component["covariance"])
        (a, b), (_, c) = np.linalg.inv(covariance)
        dx, dy = x - mx, y - my
        peak = np.log(component["weight"]) - np.log(np.linalg.det(covariance)) / 2
        logs.append(peak - (a * dx**2 + 2 * b * dx * dy + c * dy**2) / 2)
    return np.logaddexp.reduce(logs)


def finite_differences(request):
    """p (r - x) = sigma^2 div(p grad r): fluxes through the middles between grid points, none through the box."""
    sigma, components, box, h = request["sigma"], request["components"], request["box"], request["h"]
    at = np.array(request["at"]).reshape(-1, 2)

    def work():
        xs, ys = (np.linspace(lower, upper, round((upper - lower) / h) + 1) for lower, upper in box)
        hx, hy = xs[1] - xs[0], ys[1] - ys[0]
        x, y = np.meshgrid(xs, ys, indexing="ij")
        top = log_density(components, x, y).max()

        def density(u, v):
            # Far out p underflows to 0; a row of zeros would be singular.
            return np.exp(np.maximum(log_density(components, u, v) - top, -80.0))

        p = density(x, y)
        east = density(x[:-1] + hx / 2, y[:-1]) * (sigma / hx) ** 2
        north = density(x[:, :-1], y[:, :-1] + hy / 2) * (sigma / hy) ** 2
        number = np.arange(p.size).reshape(p.shape)
        pairs = [(number[:-1], number[1:], east), (number[:, :-1], number[:, 1:], north)]
        diagonal = p.copy()
        diagonal[:-1] += east
        diagonal[1:] += east
        diagonal[:, :-1] += north
        diagonal[:, 1:] += north
        rows = [number.ravel()] + [one.ravel() for a, b, _ in pairs for one in (a, b)]
        columns = [number.ravel()] + [one.ravel() for a, b, _ in pairs for one in (b, a)]
        # Each equation in units of p, so that pivots are of one size.
        values = [diagonal.ravel()] + [-flux.ravel() for _, _, flux in pairs for _ in range(2)]
        matrix = csc_array(
            coo_array(
                (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(p.size, p.size)
            )
        )
        # Symmetric and positive definite: no pivoting, and the ordering that suits it.
        factors = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
        r = factors.solve(np.column_stack([(p * x).ravel(), (p * y).ravel()])).reshape(*p.shape, 2)
        # Cubic interpolation, so that reading off the grid adds nothing to the error.
        return RegularGridInterpolator((xs, ys), r, method="cubic")(at)

    return work


def ngsolve_elements(request):
    """INT p (r v + sigma^2 grad r . grad v) = INT p x v for every v, p / p_max as a formula; a sparse Cholesky factorisation."""
    sigma, components, box, h = request["sigma"], request["components"], request["box"], request["h"]
    at = np.array(request["at"]).reshape(-1, 2)
    (left, right), (bottom, top) = box
    means = np.array([component["mean"] for component in components])
    highest = log_density(components, means[:, 0], means[:, 1]).max()

    def work():
        x, y = ngsolve.x, ngsolve.y
        p = 0
        for component in components:
            (mx, my), covariance = component["mean"], np.array(component["covariance"])
            (a, b), (_, c) = np.linalg.inv(covariance)
            peak = np.log(component["weight"]) - np.log(np.linalg.det(covariance)) / 2 - highest
            dx, dy = x - mx, y - my
            p += ngsolve.exp(peak - (a * dx * dx + 2 * b * dx * dy + c * dy * dy) / 2)
        face = occ.MoveTo(left, bottom).Rectangle(right - left, top - bottom).Face()
        mesh = ngsolve.Mesh(occ.OCCGeometry(face, dim=2).GenerateMesh(maxh=h))
        space = ngsolve.H1(mesh, order=request["degree"])
        u, v = space.TnT()
        dx = ngsolve.dx(bonus_intorder=4)
        matrix = ngsolve.BilinearForm(p * (u * v + sigma**2 * ngsolve.grad(u) * ngsolve.grad(v)) * dx, symmetric=True)
        matrix.Assemble()
        inverse = matrix.mat.Inverse(space.FreeDofs(), inverse="sparsecholesky")
        points = mesh(at[:, 0], at[:, 1])
        result = np.empty_like(at)
        for axis, coordinate in enumerate((x, y)):
            right_side = ngsolve.LinearForm(p * coordinate * v * dx).Assemble()
            r = ngsolve.GridFunction(space)
            r.vec.data = inverse * right_side.vec
            result[:, axis] = r(points).ravel()
        return result

    return work


def has_ngsolve(_request):
    return lambda: np.array([float(ngsolve is not None)])


if __name__ == "__main__":
    serve({"finite_differences": finite_differences, "ngsolve": ngsolve_elements, "has_ngsolve": has_ngsolve})
