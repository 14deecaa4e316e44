"""What a run leaves in the store, read back with nothing of MLflow."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

pytest.importorskip("mlflow", reason="MLflow is not installed: make setup EXTRAS=training")

from training.tracking import STORE, MlflowTracking, flat


def rows(store: Path, query: str) -> set[tuple[str | float, ...]]:
    with closing(sqlite3.connect(store)) as database:
        return set(database.execute(query))


def test_a_run_is_kept_with_what_was_asked_how_it_went_and_what_came_out(tmp_path: Path) -> None:
    out = tmp_path / "first"
    tracking = MlflowTracking("reader", out)
    tracking.begin({"seed": 5, "shape": {"stem": 4}})
    tracking.report({"step": 2, "loss": 3.5, "done": 0.5})
    made = out / "reader.onnx"
    made.write_bytes(b"net")
    resumed = MlflowTracking("reader", out)
    resumed.begin({"seed": 6, "shape": {"stem": 4}})
    resumed.report({"step": 4, "loss": 2.5, "done": 1.0, "exact_drawn": 0.25})
    resumed.end([made])

    store = tmp_path / STORE
    assert rows(store, "SELECT name, status FROM runs") == {("first", "FINISHED")}
    assert rows(store, "SELECT key, value FROM params") == {("seed", "5"), ("shape.stem", "4")}
    assert rows(store, "SELECT key, value, step FROM metrics") == {
        ("loss", 3.5, 2),
        ("loss", 2.5, 4),
        ("exact_drawn", 0.25, 4),
    }
    tags = rows(store, "SELECT key, value FROM tags WHERE key LIKE 'sha256%'")
    assert tags == {("sha256.reader.onnx", hashlib.sha256(b"net").hexdigest())}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", STORE]


def test_tables_inside_parameters_become_dotted_names() -> None:
    assert flat({"a": 1, "b": {"c": {"d": 2}, "e": None}}) == {"a": 1, "b.c.d": 2, "b.e": None}
