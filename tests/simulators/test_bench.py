"""The bench measures real inspections and says so in the agreed document."""

from simulators.bench import bench
from simulators.bench_rapidocr import RapidOcrPeer


def test_a_bench_measures_every_stage_and_both_ratios() -> None:
    told: list[str] = []
    document = bench(3, 1, RapidOcrPeer(), told.append)
    assert set(document["stages_ms"]) == {"pose", "label", "lot", "expiry", "barcode"}
    assert all(stage["p50"] > 0 for stage in document["stages_ms"].values())
    assert set(document["frames_per_s"]) == {"1", "2"}
    assert document["speedup"] == round(
        document["peer"]["ms"]["p50"] / document["inspect_ms"]["p50"], 2
    )
    assert document["peer_same_regions"]["ms"]["p50"] > 0
    assert told
