"""Metropolis-Hastings with many chains at once: in NumPy, in PyTorch, and by blackjax.

Every task is {"task", "seed", "steps", "proposal", "starts" (chains, d), "from", "to" (n, d)} and what the energy is of. A step
proposes x' = x + proposal z for every chain and takes it with probability min(1, exp(E(x) - E(x'))). What is timed is the
walk of all chains; the result is the share of proposals that were taken, and then E(to) - E(from) of n pairs of points.

{"task": "network_numpy" | "network_torch", "dim", "hidden", "sigma", "encoder", "hidden_bias", "decoder", "output_bias"}: the
difference is -(r(m) - m) . (x' - x) / sigma^2 in the middle m between x and x', r(x) = c + V tanh(b + W x).

{"task": "mixture_numpy" | "mixture_blackjax", "components": [{weight, mean, covariance}]}: E = -log p of a mixture of Gaussians in the
plane, computed once for each proposal.

{"task": "available"}: the result is whether there is PyTorch, and whether there is blackjax, 1 or 0.
"""

import json

import numpy as np

from peer import serve

try:
    import torch
except ImportError:
    torch = None

try:
    import blackjax
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
except ImportError:
    blackjax = None

# Hidden values computed at a time: a matrix of so many numbers stays in a processor's cache.
BLOCK = 100_000


def points(request, name):
    return np.array(request[name]).reshape(len(request[name]) // request["dim"], request["dim"])


def answer(taken, proposals, differences):
    return np.concatenate([[taken / proposals], np.asarray(differences)])


def network_numpy(request):
    w, b, v, c = weights(request)
    wt, vt = np.ascontiguousarray(w.T), np.ascontiguousarray(v.T)
    scale = -1 / request["sigma"] ** 2
    chunk = max(BLOCK // len(b), 1)
    buffer = np.empty((chunk, len(b)))

    def displacement(x):
        values = np.empty_like(x)
        for start in range(0, len(x), chunk):
            part = x[start : start + chunk]
            units = buffer[: len(part)]
            np.matmul(part, wt, out=units)
            units += b
            np.tanh(units, out=units)
            np.matmul(units, vt, out=values[start : start + chunk])
        values += c
        values -= x
        return values

    def difference(x, y):
        move = y - x
        return scale * (displacement(x + move / 2) * move).sum(axis=1)

    rng = np.random.default_rng(request["seed"])
    x = points(request, "starts")
    differences = difference(points(request, "from"), points(request, "to"))
    proposal, steps = request["proposal"], request["steps"]

    def work():
        at, taken = x, 0
        for _ in range(steps):
            y = at + proposal * rng.standard_normal(at.shape)
            accepted = np.log(rng.random(len(at))) < -difference(at, y)
            at = np.where(accepted[:, None], y, at)
            taken += np.count_nonzero(accepted)
        return answer(taken, steps * len(x), differences)

    return work


def network_torch(request):
    w, b, v, c = (torch.from_numpy(one) for one in weights(request))
    scale = -1 / request["sigma"] ** 2
    linear = torch.nn.functional.linear

    def difference(x, y):
        move = y - x
        middle = x + move / 2
        return scale * ((linear(torch.tanh(linear(middle, w, b)), v, c) - middle) * move).sum(dim=1)

    generator = torch.Generator().manual_seed(request["seed"])
    x = torch.from_numpy(points(request, "starts"))
    proposal, steps = request["proposal"], request["steps"]
    with torch.no_grad():
        differences = difference(*(torch.from_numpy(points(request, name)) for name in ("from", "to"))).numpy()

    def work():
        at, taken = x, 0
        with torch.no_grad():
            for _ in range(steps):
                y = at + proposal * torch.randn(at.shape, generator=generator, dtype=at.dtype)
                uniforms = torch.rand(len(at), generator=generator, dtype=at.dtype)
                accepted = torch.log(uniforms) < -difference(at, y)
                at = torch.where(accepted[:, None], y, at)
                taken += int(torch.count_nonzero(accepted))
        return answer(taken, steps * len(x), differences)

    return work


def weights(request):
    d, h = request["dim"], request["hidden"]
    shapes = {"encoder": (h, d), "hidden_bias": (h,), "decoder": (d, h), "output_bias": (d,)}
    return [np.array(request[name]).reshape(shape) for name, shape in shapes.items()]


def mixture(request):
    """Of each component: mean, entries of the inverse covariance, log of the weight over the Gaussian's integral."""
    covariances = np.array([one["covariance"] for one in request["components"]])
    inverse = np.linalg.inv(covariances)
    means = np.array([one["mean"] for one in request["components"]])
    shares = np.array([one["weight"] for one in request["components"]])
    peaks = np.log(shares / (2 * np.pi * np.sqrt(np.linalg.det(covariances))))
    return means[:, 0], means[:, 1], inverse[:, 0, 0], inverse[:, 0, 1], inverse[:, 1, 1], peaks


def mixture_numpy(request):
    mx, my, a, b, c, peaks = mixture(request)

    def energy(x):
        dx, dy = x[:, :1] - mx, x[:, 1:] - my
        logs = peaks - (a * dx * dx + 2 * b * dx * dy + c * dy * dy) / 2
        largest = logs.max(axis=1)
        return -largest - np.log(np.exp(logs - largest[:, None]).sum(axis=1))

    rng = np.random.default_rng(request["seed"])
    x = points(request, "starts")
    differences = energy(points(request, "to")) - energy(points(request, "from"))
    proposal, steps = request["proposal"], request["steps"]

    def work():
        at, energies, taken = x, energy(x), 0
        for _ in range(steps):
            y = at + proposal * rng.standard_normal(at.shape)
            arrived = energy(y)
            accepted = np.log(rng.random(len(at))) < energies - arrived
            at = np.where(accepted[:, None], y, at)
            energies = np.where(accepted, arrived, energies)
            taken += np.count_nonzero(accepted)
        return answer(taken, steps * len(x), differences)

    return work


# By number of chains and all the rest that the compiler is told: it takes a second.
compiled = {}


def mixture_blackjax(request):
    mx, my, a, b, c, peaks = (jnp.asarray(one) for one in mixture(request))

    def log_density(x):
        dx, dy = x[0] - mx, x[1] - my
        return jax.scipy.special.logsumexp(peaks - (a * dx * dx + 2 * b * dx * dy + c * dy * dy) / 2)

    algorithm = blackjax.additive_step_random_walk(
        log_density, blackjax.mcmc.random_walk.normal(jnp.full(2, request["proposal"]))
    )
    steps = request["steps"]

    def walk(key, position):
        def step(state, key):
            state, info = algorithm.step(key, state)
            return state, info.is_accepted

        state, accepted = jax.lax.scan(step, algorithm.init(position), jax.random.split(key, steps))
        return state.position, accepted.sum()

    x = jnp.asarray(points(request, "starts"))
    start, end = (jnp.asarray(points(request, name)) for name in ("from", "to"))
    differences = jax.vmap(log_density)(start) - jax.vmap(log_density)(end)
    keys = jax.random.split(jax.random.key(request["seed"]), len(x))
    name = json.dumps([len(x), steps, request["proposal"], request["components"]])
    if name not in compiled:
        compiled[name] = jax.jit(jax.vmap(walk)).lower(keys, x).compile()

    def work():
        _, taken = jax.block_until_ready(compiled[name](keys, x))
        return answer(int(taken.sum()), steps * len(x), differences)

    return work


def available(_request):
    return lambda: np.array([float(torch is not None), float(blackjax is not None)])


if __name__ == "__main__":
    serve(
        {
            "network_numpy": network_numpy,
            "network_torch": network_torch,
            "mixture_numpy": mixture_numpy,
            "mixture_blackjax": mixture_blackjax,
            "available": available,
        }
    )
