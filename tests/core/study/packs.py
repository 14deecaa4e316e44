"""Packs of studies as tests need them."""

from pathlib import Path

from edge_agent.core.study.plan import PackSet, Picture, StudyPack


def a_pack(number: int, defective: bool, captures: int = 1) -> StudyPack:
    """Every fifth is borderline."""
    taken = tuple(
        (Picture(None, Path(f"{number}-{capture}.png"), "0" * 64),) for capture in range(captures)
    )
    return StudyPack(f"p{number}", defective, number % 5 == 0, taken)


def a_set(good: int, defective: int, captures: int = 1) -> PackSet:
    """Numbered from 0, defective ones first."""
    packs = (a_pack(i, i < defective, captures) for i in range(good + defective))
    return PackSet(tuple(packs))
