"""The denoising loss of a one-layer auto-encoder, with its gradient, in NumPy, JAX and PyTorch.

r(x) = c + V tanh(b + W x) with d inputs and H hidden units; the parameters are one vector, W (H, d), b (H), V (d, H), c (d),
row by row. The loss is 1/N sum_i |r(noisy_i) - clean_i|^2. Tasks:

{"task": "numpy" | "jax" | "torch", "type": "float64" | "float32", "dim", "hidden", "file", "samples", "every"}: the result
is the loss and then one in `every` entries of its gradient. The file has the parameters, the clean and the noisy points, as
float64 in the machine's own order: as text they would take longer than the work. "numpy" takes all points at once where
"whole" is true, else a block at a time.

{"task": "has_torch"} and {"task": "has_jax"}: the result is 1 or 0.
"""

import numpy as np

from peer import serve

try:
    import torch
except ImportError:
    torch = None
try:
    import jax

    # Without it there is no float64; float32 stays float32.
    jax.config.update("jax_enable_x64", True)
except ImportError:
    jax = None


# Hidden values computed at a time: two matrices of so many numbers stay in a processor's cache, several times as fast.
BLOCK = 100_000


def with_arrays(request):
    """The request with the arrays of its file."""
    d, h, n = request["dim"], request["hidden"], request["samples"]
    numbers = np.fromfile(request["file"])
    parameters, clean, noisy = np.split(numbers, [2 * h * d + h + d, 2 * h * d + h + d + n * d])
    return {**request, "parameters": parameters, "clean": clean, "noisy": noisy}


def answer(request, value, gradient):
    return np.concatenate([[value], np.asarray(gradient, float)[:: request["every"]]])


class Loss:
    """Loss and gradient in NumPy: matrix products and operations in place, for a block of points at a time."""

    def __init__(self, request, clean="clean", noisy="noisy"):
        self.type = np.dtype(request["type"])
        self.dim, self.hidden = request["dim"], request["hidden"]
        self.clean = np.array(request[clean], self.type).reshape(-1, self.dim)
        self.noisy = np.array(request[noisy], self.type).reshape(-1, self.dim)
        block = len(self.clean) if request.get("whole") else max(BLOCK // self.hidden, 1)
        self.chunk = min(block, len(self.clean))
        self.units = np.empty((self.chunk, self.hidden), self.type)
        self.slopes = np.empty((self.chunk, self.hidden), self.type)

    def parts(self, vector):
        d, h = self.dim, self.hidden
        w, b, v, c = np.split(vector, [h * d, h * d + h, 2 * h * d + h])
        return w.reshape(h, d), b, v.reshape(d, h), c

    def chunks(self):
        for start in range(0, len(self.clean), self.chunk):
            yield self.clean[start : start + self.chunk], self.noisy[start : start + self.chunk]

    def errors(self, parts, clean, noisy):
        w, b, v, c = parts
        units = self.units[: len(clean)]
        np.matmul(noisy, w.T, out=units)
        units += b
        np.tanh(units, out=units)
        return units, units @ v.T + c - clean

    def value(self, vector):
        parts = self.parts(vector.astype(self.type))
        total = sum((self.errors(parts, *chunk)[1] ** 2).sum(dtype=float) for chunk in self.chunks())
        return total / len(self.clean)

    def __call__(self, vector):
        parts = self.parts(vector.astype(self.type))
        gradient = np.zeros_like(vector, self.type)
        slope_w, slope_b, slope_v, slope_c = self.parts(gradient)
        total = 0.0
        for clean, noisy in self.chunks():
            units, error = self.errors(parts, clean, noisy)
            total += (error**2).sum(dtype=float)
            slope_c += error.sum(axis=0)
            slope_v += error.T @ units
            slopes = self.slopes[: len(clean)]
            # error V (1 - tanh^2)
            np.multiply(units, units, out=units)
            np.subtract(1, units, out=units)
            np.matmul(error, parts[2], out=slopes)
            slopes *= units
            slope_b += slopes.sum(axis=0)
            slope_w += slopes.T @ noisy
        n = len(self.clean)
        gradient *= 2 / n
        return total / n, gradient.astype(float)


def with_numpy(request):
    request = with_arrays(request)
    loss = Loss(request)

    def work():
        value, gradient = loss(request["parameters"])
        return answer(request, value, gradient)

    return work


# A compiled function for each shape and type.
compiled = {}


def with_jax(request):
    request = with_arrays(request)
    d, h = request["dim"], request["hidden"]
    vector, clean, noisy = (jax.numpy.asarray(request[name], request["type"]) for name in ("parameters", "clean", "noisy"))
    clean, noisy = clean.reshape(-1, d), noisy.reshape(-1, d)

    def loss(vector, clean, noisy):
        w, b, v, c = jax.numpy.split(vector, [h * d, h * d + h, 2 * h * d + h])
        r = jax.numpy.tanh(noisy @ w.reshape(h, d).T + b) @ v.reshape(d, h).T + c
        return ((r - clean) ** 2).sum() / len(clean)

    function = compiled.setdefault((d, h, request["samples"], request["type"]), jax.jit(jax.value_and_grad(loss)))

    def work():
        value, gradient = function(vector, clean, noisy)
        return answer(request, value, gradient)

    return work


def torch_problem(request):
    """The leaves that the loss is differentiated with respect to, and the loss as a formula."""
    type_ = getattr(torch, request["type"])
    d, h = request["dim"], request["hidden"]
    vector = torch.as_tensor(request["parameters"]).to(type_)
    leaves = [
        part.reshape(shape).clone().requires_grad_()
        for part, shape in zip(vector.split([h * d, h, d * h, d]), [(h, d), (h,), (d, h), (d,)])
    ]
    clean, noisy = (torch.as_tensor(request[name]).to(type_).reshape(-1, d) for name in ("clean", "noisy"))
    w, b, v, c = leaves

    def loss():
        r = torch.tanh(torch.nn.functional.linear(noisy, w, b)) @ v.T + c
        return ((r - clean) ** 2).sum() / len(clean)

    return leaves, loss


def with_torch(request):
    request = with_arrays(request)
    leaves, loss = torch_problem(request)

    def work():
        value = loss()
        gradients = torch.autograd.grad(value, leaves)
        return answer(request, value.item(), torch.cat([one.reshape(-1) for one in gradients]).numpy())

    return work


def has_torch(_request):
    return lambda: np.array([float(torch is not None)])


def has_jax(_request):
    return lambda: np.array([float(jax is not None)])


if __name__ == "__main__":
    serve({"numpy": with_numpy, "jax": with_jax, "torch": with_torch, "has_torch": has_torch, "has_jax": has_jax})
