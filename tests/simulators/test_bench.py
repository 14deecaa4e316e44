"""The bench measures real inspections and says so in the agreed document."""

import math

import numpy as np
import pytest
from onnxruntime import InferenceSession

from edge_agent.inspection.bundle import base_bundle
from simulators.bench import bench
from simulators.bench_peak import byte_product, float_product, gflops_of
from simulators.bench_product import product_net
from simulators.bench_rapidocr import RapidOcrPeer
from simulators.bench_times import Times
from simulators.bench_work import multiplications_of, nodes


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_bench_measures_every_stage_and_both_ratios() -> None:
    told: list[str] = []
    document = bench(3, 1, RapidOcrPeer(), lambda doing, share: told.append(doing))
    stages = {"shrink", "pose", "label", "lot", "expiry", "barcode"}
    assert set(document["stages_ms"]) == set(document["stages_cpu_ms"]) == stages
    assert all(stage["p50"] > 0 for stage in document["stages_ms"].values())
    assert document["frames"] == 3
    assert set(document["frames_per_s"]) == {"1", "2"}
    assert document["speedup"] == pytest.approx(
        document["peer"]["ms"]["p50"] / document["inspect_ms"]["p50"], rel=0.01
    )
    assert document["speedup_same_regions"] == pytest.approx(
        document["peer_same_regions"]["ms"]["p50"] / document["our_same_regions"]["ms"]["p50"],
        rel=0.01,
    )
    assert set(document["machine_gflops"]) == {"float32", "int8"}
    assert document["peak_share"] > 0
    assert document["peak_share"] == pytest.approx(
        document["networks_gflops"] / max(document["machine_gflops"].values()), rel=0.05
    )
    assert document["ready_s"] > 0
    assert document["rss_mb"] > 50
    assert told


def test_a_duration_counts_what_was_computed_and_what_passed() -> None:
    times = Times()
    for _ in range(3):
        times.timed("sum", lambda: sum(range(20_000)))
    assert len(times.taken_ms["sum"]) == 3
    assert 0 < times.computed("sum")["p50"] <= times.taken("sum")["p999"] * 1.01


def test_multiplications_are_counted_from_the_shapes_of_the_net() -> None:
    width = 128
    lines = np.zeros((1, 1, 32, width), np.float32)
    told = nodes(base_bundle().file("reader.onnx"), {"lines": lines})
    first = next(one["args"] for one in told if one["args"]["op_name"] == "Conv")
    (output,) = first["output_type_shape"][0].values()
    (weights,) = first["input_type_shape"][1].values()
    assert multiplications_of(first) == math.prod(output) * math.prod(weights[1:])
    twice = nodes(base_bundle().file("reader.onnx"), {"lines": np.tile(lines, (1, 1, 1, 2))})
    counts = [sum(multiplications_of(one["args"]) for one in each) for each in (told, twice)]
    assert counts[1] == pytest.approx(2 * counts[0], rel=0.02)


def test_the_machines_peak_is_that_of_real_products_in_both_arithmetics() -> None:
    assert all(gflops_of(product) > 0 for product in (float_product(), byte_product()))


def test_a_product_of_bytes_is_summed_without_loss() -> None:
    random = np.random.default_rng(0)
    weights = random.integers(-128, 128, (96, 96), np.int8)
    left = random.integers(0, 256, (96, 96), np.uint8)
    session = InferenceSession(product_net(weights), providers=["CPUExecutionProvider"])
    (product,) = session.run(None, {"left": left})
    assert np.array_equal(product, left.astype(np.int32) @ weights.astype(np.int32))
