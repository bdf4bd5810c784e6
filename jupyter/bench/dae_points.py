"""The optimal denoiser of finitely many points with NumPy: the mean of the points with softmax weights.

Task: {"task": "chunked", "sigma", "dim", "points", "queries", "chunk"}, points row by row; the result is r(queries).
"""

import numpy as np

from peer import serve


def chunked(request):
    """Distances by a matrix product, for a chunk of queries at a time: the matrix of all would not fit."""
    sigma, dim, chunk = request["sigma"], request["dim"], request["chunk"]
    points = np.array(request["points"]).reshape(-1, dim)
    queries = np.array(request["queries"]).reshape(-1, dim)

    def work():
        result = np.empty_like(queries)
        halves = (points**2).sum(axis=1) / 2
        for start in range(0, len(queries), chunk):
            block = queries[start : start + chunk]
            # Of -|q - x|^2 / 2 sigma^2 the part that depends on x.
            weights = block @ points.T
            weights -= halves
            weights /= sigma**2
            weights -= weights.max(axis=1, keepdims=True)
            np.exp(weights, out=weights)
            result[start : start + chunk] = (weights @ points) / weights.sum(axis=1, keepdims=True)
        return result

    return work


if __name__ == "__main__":
    serve({"chunked": chunked})
