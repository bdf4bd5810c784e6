"""Trains a small network of scikit-learn to predict the noise in noisy points of the plane, and writes it as an ONNX file.

The points are those of `twoClouds()`, two Gaussian clouds in the plane. Chapter 11 of the notebooks checks the file, as a model that
another library has trained. To make it again:

    python -m venv .venv-onnx
    .venv-onnx/bin/pip install -r jupyter/skl2onnx-requirements.txt
    .venv-onnx/bin/python jupyter/sklearn_noise_model.py notebooks/data/sklearn-noise.onnx
"""

import sys
from pathlib import Path

import numpy as np
from skl2onnx import to_onnx
from sklearn.neural_network import MLPRegressor

SIGMA = 0.3
PAIRS = 100_000
WEIGHTS = [0.45, 0.55]
MEANS = np.array([[-0.7, -0.1], [0.7, 0.5]])
COVARIANCES = np.array([[[0.5, 0.1], [0.1, 0.45]], [[0.5, 0.05], [0.05, 0.5]]])


def main(path: Path) -> None:
    rng = np.random.default_rng(1)
    cloud = rng.choice(2, size=PAIRS, p=WEIGHTS)
    factors = np.linalg.cholesky(COVARIANCES)
    clean = MEANS[cloud] + np.einsum("nij,nj->ni", factors[cloud], rng.standard_normal((PAIRS, 2)))
    noise = rng.standard_normal((PAIRS, 2))
    noisy = clean + SIGMA * noise

    # The network predicts the noise, as the networks of diffusion models do. Its loss is the mean square.
    network = MLPRegressor(hidden_layer_sizes=(16, 16), activation="tanh", solver="lbfgs", max_iter=200, random_state=1)
    network.fit(noisy, noise)
    print(f"mean square of what is left of the noise: {np.mean((network.predict(noisy) - noise) ** 2):.4f} of 1")

    # The graph takes any number of points, (n, 2), in 32 bits.
    model = to_onnx(network, noisy[:1].astype(np.float32), target_opset=18)
    path.write_bytes(model.SerializeToString())
    print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
