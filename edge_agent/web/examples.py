"""Examples for what the API's description names without one: the same word means the same thing
everywhere, so one example of it serves all documents. A document's own example comes first.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

SHA256: Final = "a769b2b42723bb6e969af0116c21d9d79f6bf5a1527ef677219e12df186637c1"
BY_NAME: Final[Mapping[str, Any]] = {
    "StationAnswer.site": "milan",
    "StationAnswer.line": "line-1",
    "line": "5f0c8a9be1d24c37",
    "station": "milan/line-1/top",
    "camera_profile": "top: gige exposure_us=900",
    "recipe": "tray",
    "check": "expiry",
    "view": "bottom",
    "lot": "L2611-204",
    "expiry": "2026-12-24",
    "gtin": "4006381333931",
    "lot_pattern": r"L\d{4}-\d{3}",
    "date_format": "DD.MM.YYYY",
    "expect": "{lot}",
    "language": "de",
    "read": "24.12.2026",
    "expected": "24.12.2026",
    "person": "olga",
    "reason": "label roll was changed",
    "software": "packwarden 0.1.0",
    "boot": 12,
    "seq": 3481,
    "pack_no": 118,
    "trial": 17,
    "NewSession.trials": 3,
    "RecipeTable.name": "tray",
    "place": 3,
    "days": 90,
    "max_shelf_life_days": 30,
    "packs": 18421,
    "seen": 18421,
    "rejected": 273,
    "score": 0.07,
    "threshold": 0.5,
    "ok_up_to": 0.31,
    "not_ok_from": 0.74,
    "share": 0.0148,
    "latency_ms": 21.4,
    "time_to_gate_ms": 940.0,
    "belt_mm_per_s": 500.0,
    "packs_per_min": 149.0,
    "left_s": 2.4,
    "net_eur": 8412.5,
    "x": 363,
    "y": 457,
    "width": 284,
    "height": 43,
}
BY_FORMAT: Final[Mapping[str, Any]] = {
    "date-time": "2026-11-22T13:24:58.123Z",
    "date": "2026-12-24",
    "uuid": "01a20320-a200-757f-8bce-2d9af7a39a86",
}
HASH: Final = re.compile(r"(^|_)(sha256|hash|certificate|proposal|confirms|compared_with)$")
KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
}


def show_examples(schemas: Mapping[str, dict[str, Any]]) -> None:
    for title, schema in schemas.items():
        for name, part in schema.get("properties", {}).items():
            example = example_of(title, name, plain(part))
            if example is not None:
                part["examples"] = [example]


def plain(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """The one thing it may be beside null, where it is a text or a number; else nothing."""
    told = {"examples", "enum", "const", "$ref"}
    kinds = [kind for kind in part.get("anyOf", [part]) if kind != {"type": "null"}]
    if len(kinds) != 1 or told & {*part, *kinds[0]}:
        return {}
    return kinds[0] if kinds[0].get("type") in KINDS else {}


def example_of(title: str, name: str, kind: Mapping[str, Any]) -> Any:
    """None where nothing is known of it, and of secrets."""
    if not kind or kind.get("format") == "password" or "contentMediaType" in kind:
        return None
    by_name = BY_NAME.get(f"{title}.{name}", BY_NAME.get(name))
    by_format = BY_FORMAT.get(kind.get("format", ""))
    by_hash = SHA256 if HASH.search(name) else None
    found = (one for one in (by_format, by_name, by_hash) if isinstance(one, KINDS[kind["type"]]))
    return next(found, None)
