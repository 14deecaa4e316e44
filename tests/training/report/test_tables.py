"""Which figures and tables a document gives."""

from training.report.tables import figures, tables


def test_what_was_not_tried_is_not_shown() -> None:
    names = [figure.name for figure in figures({"n": 3, "exact": 2, "escapes": None})]
    assert names == ["cases", "right"]


def test_kinds_stand_beside_the_peers() -> None:
    peer = {
        "name": "other",
        "exact": 1,
        "share": 0.25,
        "interval": [0.01, 0.7],
        "by_kind": {"foil": [1, 4]},
        "latency_ms": {"p50": 20.0, "p99": 30.0},
    }
    kinds, other = tables({"n": 4, "by_kind": {"foil": [3, 4]}, "peer": peer})
    assert kinds.rows == (("foil", "4", "3", "75%", "25%"),)
    assert other.rows[0][:2] == ("other", "1 of 4")


def test_a_production_is_told_by_product_and_by_defect() -> None:
    (product,) = tables({"per_product": {"tray": {"good": 9, "false_reject": 1}}})
    assert product.heads == ("", "good", "false reject")
    assert product.rows == (("tray", "9", "1"),)


def test_an_appearance_is_told_by_product() -> None:
    good = {"n": 50, "ok": 47, "not_ok": 1, "unsure": 2}
    altered = {"n": 60, "ok": 3, "not_ok": 55, "unsure": 2}
    (product,) = tables({"products": {"oatly": {"good": good, "altered": altered}}})
    assert product.rows == (("oatly", "50", "1", "2", "60", "55", "3"),)
