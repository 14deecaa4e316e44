"""The table of what a level needs in docs/engineers.md is the one in the code."""

from pathlib import Path

import pytest

from edge_agent.core.autonomy.needs import NEEDS, Needs
from edge_agent.core.packs import Level

PAGE = (Path(__file__).parents[2] / "docs" / "engineers.md").read_text(encoding="utf-8")
SHOWN = [Level.RECOMMEND, Level.ACT_WHEN_SURE, Level.ACT_ALWAYS]


def most(share: float | None) -> str:
    return "" if share is None else f"<= {share:.3g}"


def told(needs: Needs) -> dict[str, str]:
    """Cell of each row; shares as shares."""
    return {
        "good packs with confirmed truth": str(needs.fewest_good),
        "packs confirmed defective for this check": str(needs.fewest_defective),
        "different lots or days among them": str(needs.blocks),
        "false reject, proven": most(needs.false_reject),
        "miss, proven": most(needs.miss),
        "chance that one of both proofs is wrong": f"{needs.delta:g}" if needs.delta else "",
        "defective packs that no recommendation names, expected": most(needs.expected_miss),
        "agreement study, the model's bands": "acceptable" if needs.study else "",
        "challenge packs of this check, the last ones, all caught": str(needs.challenges or ""),
        "packs inspected so (shadow run)": str(needs.shadow_packs or ""),
        "late verdicts among them, proven at 95 %": most(needs.late),
        "of them examined at random": f"{needs.audited:g}" if needs.audited else "",
        "monitors on the shadow run": "quiet" if needs.quiet else "",
        "devices, bundle and calibration now": "healthy",
    }


def as_share(cell: str) -> str:
    """`<= 1 %` as `<= 0.01`."""
    if not cell.endswith(" %"):
        return cell
    *sign, number = cell.removesuffix(" %").split(" ")
    return " ".join([*sign, f"{float(number) / 100:.3g}"])


@pytest.mark.parametrize("row", told(NEEDS[Level.ACT_ALWAYS]))
def test_every_need_has_its_row(row: str) -> None:
    section = PAGE.split("## How a level is earned", 1)[1].split("\n## ", 1)[0]
    (line,) = [line for line in section.splitlines() if line.startswith(f"| {row} |")]
    cells = [cell.strip() for cell in line.strip("|").split("|")][1:]
    assert [as_share(cell) for cell in cells] == [told(NEEDS[level])[row] for level in SHOWN]
