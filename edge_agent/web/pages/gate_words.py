"""The items of a gate in the reader's language, with what a gauge of each shows. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from edge_agent.core.autonomy.gate import Item
from edge_agent.evidence.gate_evidence import BEFORE, OTHER
from edge_agent.evidence.gate_truth import UNANSWERED, UNATTRIBUTED
from edge_agent.web.pages.formats import Formats
from edge_agent.web.pages.texts import Texts

AT_MOST: Final = frozenset({Item.FALSE_REJECT, Item.MISS, Item.EXPECTED_MISS, Item.LATE_VERDICTS})
"""Shares that must be small; all others must be large enough, or be a certain word."""
TOLD_AS_RECORDED: Final = frozenset({Item.MONITORS, Item.HEALTH, Item.STUDY})
"""What is wrong with these is a sentence of the record."""
LEFT_OUT: Final[Mapping[str, str]] = {
    OTHER: "left_out_other",
    BEFORE: "left_out_before",
    UNATTRIBUTED: "left_out_unattributed",
    UNANSWERED: "left_out_unanswered",
}
SHARE_DIGITS: Final = 2
TICK_AT_MOST: Final = 50.0
TICK_AT_LEAST: Final = 80.0
"""Where on the gauge, in per cent of its width, that is what is needed."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """All in per cent of its width."""

    filled: float
    tick: float


@dataclass(frozen=True, slots=True)
class ItemWords:
    name: str
    is_met: bool
    have: str
    needed: str
    missing: str
    """What is lacking, in packs; empty where packs alone do not help."""
    recorded: str
    """The sentence of the record, where it says more than the numbers."""
    gauge: Gauge | None


def item_words(item: Mapping[str, Any], t: Texts, formats: Formats) -> ItemWords:
    name = Item(item["name"])
    recorded = item["sentence"] if name in TOLD_AS_RECORDED and not item["met"] else ""
    return ItemWords(
        name=t(f"item_{name}"),
        is_met=item["met"],
        have=amount(name, item["have"], t, formats),
        needed=needed(name, item["needed"], t, formats),
        missing=missing(item["missing_packs"], t, formats),
        recorded=recorded,
        gauge=gauge(name, item),
    )


@dataclass(frozen=True, slots=True)
class ShadowWords:
    """What the bundle that looks on has shown, and what the level would need with it."""

    name: str
    counted: str
    """Empty before it has looked at a pack."""
    to_look_at: int
    items: tuple[ItemWords, ...]
    """Of the one check."""


def shadow_words(gate: Mapping[str, Any], t: Texts, formats: Formats) -> ShadowWords | None:
    """Of the gate of one check; None where no other bundle looks on, or has."""
    shadow = gate["shadow"]
    if shadow is None or not shadow["checks"]:
        return None
    if shadow["bundle_sha256"] == gate["bundle_sha256"]:
        return None
    counted = (shadow_counted(tally, t, formats) for tally in shadow["tallies"])
    (check,) = shadow["checks"]
    return ShadowWords(
        name=shadow["name"],
        counted=next(counted, ""),
        to_look_at=shadow["to_look_at"],
        items=tuple(item_words(item, t, formats) for item in check["items"]),
    )


def shadow_counted(tally: Mapping[str, Any], t: Texts, formats: Formats) -> str:
    names = ("packs", "same", "stricter", "milder", "not_looked_at")
    counts = {name: formats.number(tally[name]) for name in names}
    ends = {name: formats.share(tally["disagreement"][name], 2) for name in ("low", "high")}
    return t("shadow_counted", **counts, **ends)


def needed(name: Item, value: float | str, t: Texts, formats: Formats) -> str:
    said = amount(name, value, t, formats)
    if isinstance(value, str):
        return said
    return t("at_most" if name in AT_MOST else "at_least", amount=said)


def amount(name: Item, value: float | str | None, t: Texts, formats: Formats) -> str:
    if value is None:
        return t("nothing_known")
    if isinstance(value, str):
        return t(f"is_{value}")
    if name in AT_MOST or name is Item.AUDIT:
        return formats.share(value, SHARE_DIGITS)
    return formats.number(value)


def missing(packs: int, t: Texts, formats: Formats) -> str:
    if packs == 0:
        return ""
    return t("needs_one_more") if packs == 1 else t("needs_more", packs=formats.number(packs))


def gauge(name: Item, item: Mapping[str, Any]) -> Gauge | None:
    """None for what is a word."""
    have, wanted = item["have"], item["needed"]
    if isinstance(have, str) or isinstance(wanted, str) or not wanted:
        return None
    tick = TICK_AT_MOST if name in AT_MOST else TICK_AT_LEAST
    share = 0.0 if have is None else float(have) / float(wanted)
    return Gauge(round(min(100.0, share * tick), 1), tick)


def left_out_words(left_out: Mapping[str, int], t: Texts, formats: Formats) -> list[str]:
    return [
        t(LEFT_OUT[what], packs=formats.number(count))
        for what, count in left_out.items()
        if count and what in LEFT_OUT
    ]
