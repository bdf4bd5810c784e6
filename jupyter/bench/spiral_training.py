"""The training of a one-layer auto-encoder, denoising_loss.py's, by L-BFGS: of SciPy with NumPy, and of PyTorch.

{"task": "scipy_lbfgs" | "torch_lbfgs", "type", "dim", "hidden", "parameters", "clean", "noisy", "validation_clean",
"validation_noisy", "target", "iterations", "history", "every"}, and for "scipy_lbfgs" whether "whole": from the parameters
until the loss on the validation points, looked at every so many iterations, is at most the target, or for so many
iterations. The result is [iterations, evaluations, validation loss], those of the validation loss not among the evaluations.

{"task": "has_torch"}: the result is 1 or 0.
"""

import numpy as np
from scipy.optimize import minimize

from denoising_loss import Loss, has_torch, torch, torch_problem
from peer import serve


def scipy_lbfgs(request):
    loss = Loss(request)
    validation = Loss(request, "validation_clean", "validation_noisy")

    def work():
        iterations, evaluations, reached = 0, 0, np.nan

        def evaluate(x):
            nonlocal evaluations
            evaluations += 1
            return loss(x)

        def after(x):
            nonlocal iterations, reached
            iterations += 1
            if iterations % request["every"] == 0:
                reached = validation.value(x)
                if reached <= request["target"]:
                    raise StopIteration

        options = {"maxiter": request["iterations"], "maxfun": 10**9, "maxcor": request["history"], "ftol": 0, "gtol": 0}
        minimize(evaluate, np.array(request["parameters"]), jac=True, method="L-BFGS-B", callback=after, options=options)
        return np.array([iterations, evaluations, reached])

    return work


def torch_lbfgs(request):
    leaves, loss = torch_problem(request)
    validation = Loss({**request, "type": "float64"}, "validation_clean", "validation_noisy")

    evaluations = 0

    def closure():
        nonlocal evaluations
        evaluations += 1
        optimizer.zero_grad()
        value = loss()
        value.backward()
        return value

    # Making one takes seconds the first time. Each call of step() evaluates once more where the last one ended.
    optimizer = torch.optim.LBFGS(
        leaves,
        max_iter=request["every"],
        max_eval=10**9,
        tolerance_grad=0,
        tolerance_change=0,
        history_size=request["history"],
        line_search_fn="strong_wolfe",
    )

    def work():
        iterations, reached = 0, np.nan
        while iterations < request["iterations"]:
            optimizer.step(closure)
            iterations += request["every"]
            reached = validation.value(np.concatenate([leaf.detach().double().numpy().ravel() for leaf in leaves]))
            if not reached > request["target"]:
                break
        return np.array([iterations, evaluations, reached])

    return work


if __name__ == "__main__":
    serve({"scipy_lbfgs": scipy_lbfgs, "torch_lbfgs": torch_lbfgs, "has_torch": has_torch})
