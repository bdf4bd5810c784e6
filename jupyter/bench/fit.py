"""Denoisers fitted with scikit-learn and PyTorch: how large their denoising loss is on points they have not seen.

Task: {"task": name, "sigma", "dim", "points", "clean", "noisy"}, row by row: fitted to the points, the result is r(noisy). Names are
"mlp" (MLPRegressor on 5 noisy copies, fitted to x - x~), "mixture" (GaussianMixture, components by BIC), "kernel"
(KernelDensity, its score by central differences) and "torch" (a plain denoising auto-encoder, Adam with fresh noise).
{"task": "available"}: 1 or 0 for scikit-learn and for PyTorch.
"""

import importlib.util

import numpy as np

from peer import serve


# Noisy copies of the points that scikit-learn's network is fitted to. In 30 epochs it then sees half a million rows, PyTorch's network
# 400,000. With 40 copies each epoch took half a minute of the processor's time.
COPIES = 5


def available(_request):
    return lambda: np.array([float(importlib.util.find_spec(name) is not None) for name in ("sklearn", "torch")])


def arrays(request):
    rows = (np.array(request[name]).reshape(-1, request["dim"]) for name in ("points", "noisy"))
    return (*rows, request["sigma"])


def mlp(request):
    from sklearn.neural_network import MLPRegressor

    points, noisy, sigma = arrays(request)

    def work():
        clean = np.repeat(points, COPIES, axis=0)
        corrupted = clean + sigma * np.random.default_rng(1).standard_normal(clean.shape)
        network = MLPRegressor(hidden_layer_sizes=(256, 256), early_stopping=True, max_iter=30, random_state=1)
        target = clean - corrupted
        network.fit(corrupted, target if points.shape[1] > 1 else target.ravel())
        return noisy + network.predict(noisy).reshape(noisy.shape)

    return work


def mixture(request):
    from sklearn.mixture import GaussianMixture

    points, noisy, sigma = arrays(request)

    def work():
        fits = [GaussianMixture(k, reg_covar=1e-4, random_state=1).fit(points) for k in (1, 2, 4, 8, 16, 24, 32)]
        best = min(fits, key=lambda fit: fit.bic(points))
        identity = np.eye(points.shape[1])
        logs, changes = [], []
        for weight, mean, covariance in zip(best.weights_, best.means_, best.covariances_):
            blurred = covariance + sigma**2 * identity
            solved = np.linalg.solve(blurred, (noisy - mean).T).T
            logs.append(np.log(weight) - np.linalg.slogdet(blurred)[1] / 2 - ((noisy - mean) * solved).sum(axis=1) / 2)
            changes.append(-(sigma**2) * solved)
        shares = np.exp(np.array(logs) - np.max(logs, axis=0))
        return noisy + np.einsum("kn,knd->nd", shares / shares.sum(axis=0), np.array(changes))

    return work


def kernel(request):
    from sklearn.neighbors import KernelDensity

    points, noisy, sigma = arrays(request)

    def work():
        density = KernelDensity(bandwidth=sigma).fit(points)
        result = noisy.copy()
        for axis in range(points.shape[1]):
            step = np.zeros(points.shape[1])
            step[axis] = 1e-4 * sigma
            slope = density.score_samples(noisy + step) - density.score_samples(noisy - step)
            result[:, axis] += sigma**2 * slope / (2e-4 * sigma)
        return result

    return work


def plain_torch(request):
    import torch

    points, noisy, sigma = arrays(request)

    def work():
        torch.manual_seed(1)
        dim = points.shape[1]
        layers = [torch.nn.Linear(dim, 256), torch.nn.SiLU(), torch.nn.Linear(256, 256), torch.nn.SiLU()]
        network = torch.nn.Sequential(*layers, torch.nn.Linear(256, dim))
        rows = torch.tensor(points, dtype=torch.float32)
        adam = torch.optim.Adam(network.parameters(), 2e-3)
        for _ in range(3000):
            clean = rows[torch.randint(len(rows), (128,))]
            loss = ((network(clean + sigma * torch.randn_like(clean)) - clean) ** 2).sum(dim=1).mean()
            adam.zero_grad()
            loss.backward()
            adam.step()
        with torch.no_grad():
            return network(torch.tensor(noisy, dtype=torch.float32)).double().numpy()

    return work


if __name__ == "__main__":
    serve({"available": available, "mlp": mlp, "mixture": mixture, "kernel": kernel, "torch": plain_torch})
