"""What this machine can compute at most on one thread: products of large matrices.

Measured in both kinds of numbers that networks use, float32 and 8-bit integers: many processors do
several times as much in the second.
"""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import onnxruntime

from edge_agent.inspection.sessions import one_thread
from simulators.bench_product import product_net
from simulators.bench_times import CLOCK

SIDE = 1024
ROUNDS = 20
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")
"""Read by numpy's BLAS when it is loaded, hence a process of its own."""

Work = Callable[[], object]


def peak_gflops() -> dict[str, float]:
    """By arithmetic: best of some rounds, in 10**9 multiplications and additions for each second
    that the thread computed."""
    kept = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            return pool.submit(best_gflops).result()
    finally:
        for name, value in kept.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def best_gflops() -> dict[str, float]:
    return {
        arithmetic: max(gflops_of(product) for _ in range(ROUNDS))
        for arithmetic, product in (("float32", float_product()), ("int8", byte_product()))
    }


def gflops_of(product: Work) -> float:
    begun_ns = CLOCK.thread_cpu_ns()
    product()
    return 2 * SIDE**3 / max(CLOCK.thread_cpu_ns() - begun_ns, 1)


def float_product() -> Work:
    """By numpy's BLAS."""
    random = np.random.default_rng(0)
    one, other = (random.random((SIDE, SIDE), np.float32) for _ in range(2))
    product = np.empty_like(one)
    return lambda: np.matmul(one, other, out=product)


def byte_product() -> Work:
    """By onnxruntime, as our networks are run."""
    random = np.random.default_rng(0)
    weights = random.integers(-64, 64, (SIDE, SIDE), np.int8)
    left = random.integers(0, 256, (SIDE, SIDE), np.uint8)
    session = onnxruntime.InferenceSession(
        product_net(weights), sess_options=one_thread(), providers=["CPUExecutionProvider"]
    )
    return lambda: session.run(None, {"left": left})[0]
