"""The optimal denoiser of finitely many points, the mean of the points with softmax weights, and log p_sigma: all pairs with NumPy
and pykeops, and scikit-learn.

Every task is {"task", "sigma", "dim", "points", "queries"}, points row by row; the result is r(queries).

{"task": "products" | "differences", "chunk"}: NumPy, so many queries at a time, squared distances by a matrix product or as they
stand.

{"task": "log_products", "chunk"}: NumPy by a matrix product; the result is log p_sigma(queries).

{"task": "keops"}: pykeops.

{"task": "kernel_density", "rtol"}: scikit-learn's KernelDensity; the result is log p_sigma(queries).

{"task": "available"}: the result is whether there is pykeops, and whether there is scikit-learn, 1 or 0.
"""

import sys
from contextlib import redirect_stdout

import numpy as np

from peer import serve

try:
    # It compiles when it is imported, tells so where answers are expected, and complains in many ways.
    with redirect_stdout(sys.stderr):
        from pykeops.numpy import LazyTensor
except Exception:
    LazyTensor = None

try:
    from sklearn.neighbors import KernelDensity
except ImportError:
    KernelDensity = None


def arrays(request):
    return [np.array(request[name]).reshape(-1, request["dim"]) for name in ("points", "queries")]


def means(weights, points):
    """In place, since the matrix is large: exponents become weights."""
    weights -= weights.max(axis=1, keepdims=True)
    np.exp(weights, out=weights)
    return (weights @ points) / weights.sum(axis=1, keepdims=True)


def products(request):
    points, queries = arrays(request)
    sigma, chunk = request["sigma"], request["chunk"]

    def work():
        result = np.empty_like(queries)
        halves = (points**2).sum(axis=1) / 2
        for start in range(0, len(queries), chunk):
            # Of -|q - x|^2 / 2 sigma^2 the part that depends on x.
            weights = queries[start : start + chunk] @ points.T
            weights -= halves
            weights /= sigma**2
            result[start : start + chunk] = means(weights, points)
        return result

    return work


def differences(request):
    points, queries = arrays(request)
    sigma, chunk = request["sigma"], request["chunk"]

    def work():
        result = np.empty_like(queries)
        for start in range(0, len(queries), chunk):
            block = queries[start : start + chunk]
            weights = sum((block[:, a : a + 1] - points[:, a]) ** 2 for a in range(points.shape[1]))
            weights *= -0.5 / sigma**2
            result[start : start + chunk] = means(weights, points)
        return result

    return work


def log_products(request):
    points, queries = arrays(request)
    sigma, chunk = request["sigma"], request["chunk"]
    constant = np.log(len(points)) + points.shape[1] / 2 * np.log(2 * np.pi * sigma**2)

    def work():
        result = np.empty(len(queries))
        halves = (points**2).sum(axis=1) / 2
        for start in range(0, len(queries), chunk):
            block = queries[start : start + chunk]
            weights = block @ points.T
            weights -= halves
            weights -= (block**2).sum(axis=1, keepdims=True) / 2
            weights /= sigma**2
            largest = weights.max(axis=1, keepdims=True)
            weights -= largest
            np.exp(weights, out=weights)
            result[start : start + chunk] = largest[:, 0] + np.log(weights.sum(axis=1)) - constant
        return result

    return work


def keops(request):
    points, queries = arrays(request)

    def work():
        x, y = LazyTensor(queries[:, None, :]), LazyTensor(points[None, :, :])
        exponents = ((x - y) ** 2).sum(-1) * (-0.5 / request["sigma"] ** 2)
        with redirect_stdout(sys.stderr):
            return exponents.sumsoftmaxweight(y, axis=1)

    return work


def kernel_density(request):
    points, queries = arrays(request)

    def work():
        density = KernelDensity(bandwidth=request["sigma"], rtol=request["rtol"]).fit(points)
        return density.score_samples(queries)

    return work


def available(_request):
    return lambda: np.array([float(LazyTensor is not None), float(KernelDensity is not None)])


if __name__ == "__main__":
    serve(
        {
            "products": products,
            "differences": differences,
            "log_products": log_products,
            "keops": keops,
            "kernel_density": kernel_density,
            "available": available,
        }
    )
