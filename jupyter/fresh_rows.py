"""Compares `scorebook fit` with single methods on rows that no method saw: the table of fresh rows in docs/benchmarks.md.

It needs NumPy, SciPy, scikit-learn 1.9.1 and the built command (npm run build), and runs in the folder of the project:

    python jupyter/fresh_rows.py                        # every data set of the table, split 1
    python jupyter/fresh_rows.py --only wine --split 2  # one data set, with another third set aside

A third of the rows, drawn at random, is set aside; of the densities, whose rows are drawn here, 2000 more rows are drawn. Columns are
standardised by the other rows, except those of the plane. Each number is the mean of |r(x + sigma noise) - x|^2 over the fresh rows and
10 draws of noise or more, divided by d sigma^2. The last column holds the differences to `fit`, row by row, in standard errors of their
mean: above 0, `fit` has the lower loss. With --cache DIR the losses of the other methods are kept in that folder and not computed again.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
from scipy.special import logsumexp, softmax
from sklearn import datasets
from sklearn.covariance import LedoitWolf
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from sklearn.neural_network import MLPRegressor

NOISY_POINTS = 16000
FEWEST_DRAWS = 10
FRESH_OF_DENSITY = 2000
COMPONENTS = (1, 2, 3, 4, 6, 8, 12, 16, 24)
COPIES, EPOCHS = 40, 15
# Rows with a value this many standard deviations away, if there are any, are reported apart.
FAR_OUT = 20


# Rows of densities, drawn by a generator.


def ring_and_blob(rng, n):
    angle = 2 * np.pi * rng.integers(0, 24, n) / 24
    centres = np.where(rng.random(n)[:, None] < 0.72, np.stack([np.cos(angle), np.sin(angle)], 1), [0.1, 0.0])
    return centres + np.sqrt(0.02) * rng.standard_normal((n, 2))


def bent(rng, n):
    x = rng.standard_normal((n, 2))
    return np.stack([x[:, 0], x[:, 0] ** 2 / 2 + 0.3 * x[:, 1]], 1)


def blocks(rng, n):
    factors = rng.standard_normal((n, 4))
    return np.repeat(factors, 3, axis=1) + 0.4 * rng.standard_normal((n, 12))


def student(rng, n):
    mixing = np.random.default_rng(0).standard_normal((6, 6)) / np.sqrt(6)
    return (rng.standard_normal((n, 6)) / np.sqrt(rng.chisquare(2.5, (n, 1)) / 2.5)) @ mixing


def counts(rng, n):
    group = rng.integers(0, 3, n)
    count = rng.poisson(np.array([2.0, 5.0, 12.0])[group])
    weight = np.exp(0.5 * rng.standard_normal(n)) * (1 + group)
    return np.stack([group, count, weight, rng.integers(0, 2, n), count * 0.5 + rng.standard_normal(n)], 1).astype(float)


def factors(rng, n):
    loadings = np.random.default_rng(0).standard_normal((5, 50))
    return rng.standard_normal((n, 5)) @ loadings + rng.standard_normal((n, 50))


def moons(rng, n):
    return datasets.make_moons(n, noise=0.08, random_state=int(rng.integers(2**31)))[0]


def s_curve(rng, n):
    return datasets.make_s_curve(n, noise=0.1, random_state=int(rng.integers(2**31)))[0]


def columns_of(load, which=slice(None)):
    return lambda: load().data[:, which]


def penguins():
    return np.loadtxt("notebooks/data/penguins.csv", delimiter=",", skiprows=1)


# Name: rows (of a file, or a density with the number of rows to learn from), whether columns are standardised, and sigmas.
SETS = {
    "wine": (columns_of(datasets.load_wine), True, (0.5,)),
    "iris": (columns_of(datasets.load_iris), True, (0.5, 0.15)),
    "cancer": (columns_of(datasets.load_breast_cancer), True, (0.5, 0.2)),
    "diabetes": (columns_of(datasets.load_diabetes), True, (0.5,)),
    "penguins": (penguins, True, (0.5,)),
    "digits": (columns_of(datasets.load_digits), True, (0.5,)),
    "ring": ((ring_and_blob, 800), False, (0.1,)),
    "bent": ((bent, 600), False, (0.3,)),
    "blocks": ((blocks, 400), True, (0.5,)),
    "student": ((student, 500), True, (0.5, 0.1)),
    "counts": ((counts, 600), True, (0.3,)),
    "factors": ((factors, 200), True, (0.5,)),
    "moons": ((moons, 1500), False, (0.15,)),
    "s-curve": ((s_curve, 500), True, (0.3,)),
    "cancer, 10 columns": (columns_of(datasets.load_breast_cancer, slice(0, 10)), True, (0.3,)),
}


def split_rows(name, split):
    """Rows to learn from, and fresh rows."""
    source, standardise, _ = SETS[name]
    rng = np.random.default_rng(split)
    if callable(source):
        rows = rng.permutation(np.asarray(source(), dtype=float))
        fresh, learn = np.split(rows, [len(rows) // 3])
    else:
        draw, n = source
        learn, fresh = draw(rng, n), draw(rng, FRESH_OF_DENSITY)
    if not standardise:
        return learn, fresh
    scale = learn.std(axis=0)
    scale[scale == 0] = 1
    return (learn - learn.mean(axis=0)) / scale, (fresh - learn.mean(axis=0)) / scale


# The other methods: from rows, noisy points and sigma to r(noisy).


def gaussian(rows, noisy, sigma, _seed):
    fit = LedoitWolf().fit(rows)
    return denoised_by_mixture(np.ones(1), fit.location_[None], fit.covariance_[None], noisy, sigma)


def mixture(rows, noisy, sigma, seed):
    order = np.random.default_rng(seed).permutation(len(rows))
    validation, training = np.split(rows[order], [max(1, len(rows) // 5)])
    draws = np.random.default_rng(seed + 1)
    clean = np.repeat(validation, max(1, 4000 // len(validation)), axis=0)
    corrupted = clean + sigma * draws.standard_normal(clean.shape)

    def fitted(components, some):
        fit = GaussianMixture(components, reg_covar=1e-3, random_state=0).fit(some)
        return fit.weights_, fit.means_, fit.covariances_

    losses = {
        k: ((denoised_by_mixture(*fitted(k, training), corrupted, sigma) - clean) ** 2).mean()
        for k in COMPONENTS
        if k < len(training)
    }
    return denoised_by_mixture(*fitted(min(losses, key=losses.get), rows), noisy, sigma)


def denoised_by_mixture(weights, means, covariances, noisy, sigma):
    logs, changes = [], []
    for weight, mean, covariance in zip(weights, means, covariances):
        blurred = covariance + sigma**2 * np.eye(len(mean))
        solved = np.linalg.solve(blurred, (noisy - mean).T).T
        logs.append(np.log(weight) - np.linalg.slogdet(blurred)[1] / 2 - ((noisy - mean) * solved).sum(axis=1) / 2)
        changes.append(-(sigma**2) * solved)
    shares = softmax(np.array(logs), axis=0)
    return noisy + np.einsum("kn,knd->nd", shares, np.array(changes))


def points(rows, noisy, sigma, _seed):
    squares = (rows**2).sum(axis=1)
    parts = []
    for some in np.array_split(noisy, max(1, len(noisy) // 1000)):
        logs = (some @ rows.T - squares / 2) / sigma**2
        parts.append(np.exp(logs - logsumexp(logs, axis=1, keepdims=True)) @ rows)
    return np.concatenate(parts)


def network(rows, noisy, sigma, seed):
    clean = np.repeat(rows, COPIES, axis=0)
    corrupted = clean + sigma * np.random.default_rng(seed).standard_normal(clean.shape)
    fit = MLPRegressor(hidden_layer_sizes=(256, 256), max_iter=EPOCHS, random_state=0).fit(corrupted, clean - corrupted)
    return noisy + fit.predict(noisy).reshape(noisy.shape)


OTHERS = {"gaussian": gaussian, "mixture": mixture, "points": points, "network": network}


def scorebook(rows, noisy, sigma, options):
    """r(noisy) by the model that `scorebook fit` keeps, and its report."""
    with tempfile.TemporaryDirectory() as folder:
        files = {name: str(Path(folder, name)) for name in ("rows.npy", "noisy.npy", "model.json", "r.csv")}
        np.save(files["rows.npy"], rows)
        np.save(files["noisy.npy"], noisy)
        command = ["node", "dist/cli/main.js"]
        began = resource.getrusage(resource.RUSAGE_CHILDREN)
        clock = time.perf_counter()
        fit = [*command, "fit", "--data", files["rows.npy"], "--no-standardise", "--sigma", str(sigma), "--json"]
        done = subprocess.run([*fit, "--out", files["model.json"], *options], check=True, capture_output=True, text=True)
        clock = time.perf_counter() - clock
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        use = ["--model", files["model.json"], "--data", files["noisy.npy"], "--out", files["r.csv"]]
        subprocess.run([*command, "denoise", *use], check=True, capture_output=True)
        report = json.loads(done.stdout)
        times = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime, clock
        return np.loadtxt(files["r.csv"], delimiter=",", ndmin=2), report, times


def losses_of(r, clean, draws, sigma):
    errors = ((r - clean) ** 2).sum(axis=1) / (clean.shape[1] * sigma**2)
    return errors.reshape(-1, draws).mean(axis=1)


def compare(name, sigma, split, cache, options):
    rows, fresh = split_rows(name, split)
    draws = max(FEWEST_DRAWS, NOISY_POINTS // len(fresh))
    clean = np.repeat(fresh, draws, axis=0)
    noisy = clean + sigma * np.random.default_rng(1000 + split).standard_normal(clean.shape)
    losses, seconds = {}, {}
    kept = cache and Path(cache, f"{name}-{sigma}-{split}.npz")
    if kept and kept.exists():
        stored = np.load(kept)
        losses = {key: stored[key] for key in OTHERS}
        seconds["network"] = float(stored["seconds"])
    else:
        for key, method in OTHERS.items():
            began = time.process_time()
            losses[key] = losses_of(method(rows, noisy, sigma, split), clean, draws, sigma)
            seconds[key] = time.process_time() - began
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            np.savez(kept, **losses, seconds=seconds["network"])
    r, report, (seconds["fit"], clock) = scorebook(rows, noisy, sigma, options)
    losses = {"fit": losses_of(r, clean, draws, sigma), **losses}
    table = {one["name"]: round(one["relativeToIdentity"], 3) for one in report["estimators"]}
    notes = {one["name"]: one["note"] for one in report["estimators"] if "note" in one}
    far = (np.abs(fresh) > FAR_OUT).any(axis=1)
    title = f"{name}, {len(rows)}, {rows.shape[1]}, {sigma}, split {split}"
    for what, some in [("", slice(None)), *([(f" without {far.sum()} of {len(fresh)} rows", ~far)] if far.any() else [])]:
        means = "  ".join(f"{key} {one[some].mean():.4f}" for key, one in losses.items())
        print(f"{title}{what}: {means}  kept {report['chosen']}; {ahead(losses, some)}")
    print(f"  fit {seconds['fit']:.1f} s ({clock:.1f} s by the clock), network {seconds['network']:.1f} s; {table} {notes}", flush=True)


def ahead(losses, some):
    """By how many standard errors the other methods are behind `fit`."""
    parts = []
    for key in OTHERS:
        difference = losses[key][some] - losses["fit"][some]
        error = difference.std(ddof=1) / np.sqrt(len(difference))
        parts.append(f"{key} {difference.mean() / error:+.1f}" if error > 0 else f"{key} 0")
    return ", ".join(parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", choices=SETS, metavar="NAME", help=f"of {', '.join(SETS)}")
    parser.add_argument("--split", type=int, nargs="*", default=[1], help="seeds of the third that is set aside (default: 1)")
    parser.add_argument("--cache", metavar="DIR", help="keep the losses of the other methods in this folder")
    parser.add_argument("options", nargs="*", help="after --, options of scorebook fit")
    given = parser.parse_args()
    warnings.simplefilter("ignore", ConvergenceWarning)
    for split in given.split:
        for name in given.only or SETS:
            for sigma in SETS[name][2]:
                compare(name, sigma, split, given.cache, given.options)


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
