"""What this machine can compute at most on one thread: products of large matrices (SGEMM)."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from simulators.bench_times import CLOCK

SIDE = 1024
ROUNDS = 20
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")
"""Read by numpy's BLAS when it is loaded, hence a process of its own."""


def peak_gflops() -> float:
    """Best of some rounds, in 10**9 float operations for each second that the thread computed."""
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


def best_gflops() -> float:
    random = np.random.default_rng(0)
    one, other = (random.random((SIDE, SIDE), np.float32) for _ in range(2))
    product = np.empty_like(one)
    return max(gflops_of(one, other, product) for _ in range(ROUNDS))


def gflops_of(one: np.ndarray, other: np.ndarray, product: np.ndarray) -> float:
    begun_ns = CLOCK.thread_cpu_ns()
    np.matmul(one, other, out=product)
    return 2 * SIDE**3 / max(CLOCK.thread_cpu_ns() - begun_ns, 1)
