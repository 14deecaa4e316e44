"""Payloads as Eclipse Tahu's library for JavaScript reads them: somebody else's decoder."""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from edge_agent.core.sparkplug.payloads import Metric, Payload, Quality
from edge_agent.uplink.sparkplug.wire import decoded

SCRIPT = Path(__file__).parents[2] / "node" / "sparkplug_decode.cjs"


def read_by_tahu(payloads: Iterable[bytes]) -> list[dict[str, Any]]:
    lines = "\n".join(payload.hex() for payload in payloads)
    told = subprocess.run(
        ["node", str(SCRIPT)], input=lines, capture_output=True, text=True, check=True, timeout=60
    )
    return [json.loads(line) for line in told.stdout.splitlines()]


def as_tahu_says(payload: bytes) -> dict[str, Any]:
    """Ours, in the words of theirs."""
    ours: Payload = decoded(payload)
    told: dict[str, Any] = {
        "timestamp": ours.at_ms,
        "metrics": [metric_of(metric) for metric in ours.metrics],
    }
    return told if ours.seq is None else {**told, "seq": ours.seq}


TYPE_NAMES = {4: "Int64", 3: "Int32", 10: "Double", 11: "Boolean", 12: "String"}


def metric_of(metric: Metric) -> dict[str, Any]:
    """What Tahu cannot say of a metric without a type, as data are, is left out by both."""
    told: dict[str, Any] = {"timestamp": metric.at_ms, "isHistorical": metric.is_historical}
    if metric.tells_kind:
        told |= {"value": metric.value, "type": TYPE_NAMES[metric.kind]}
    if metric.name is not None:
        told["name"] = metric.name
    if metric.alias is not None:
        told["alias"] = metric.alias
    if metric.quality is not None:
        told["quality"] = int(metric.quality)
    if metric.unit is not None:
        told["unit"] = metric.unit
    return told


def shortened(theirs: dict[str, Any]) -> dict[str, Any]:
    """Theirs, with what is compared."""
    told: dict[str, Any] = {key: theirs[key] for key in ("timestamp", "seq") if key in theirs}
    return {**told, "metrics": [short_metric(metric) for metric in theirs["metrics"]]}


def short_metric(metric: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "timestamp": metric["timestamp"],
        "isHistorical": bool(metric.get("isHistorical")),
    }
    if metric.get("type"):
        told |= {"value": metric.get("value"), "type": metric["type"]}
    told |= {key: metric[key] for key in ("name", "alias") if metric.get(key) is not None}
    properties = metric.get("properties") or {}
    if "Quality" in properties:
        told["quality"] = int(Quality(properties["Quality"]["value"]))
    if "engUnit" in properties:
        told["unit"] = properties["engUnit"]["value"]
    return told
