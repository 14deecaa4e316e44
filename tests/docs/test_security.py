"""The tables of standards: every requirement has its row, every named test is there, and what is
said to be met is counted. docs/SECURITY.md and docs/security/."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"
ASVS, IEC = DOCS / "security" / "asvs.md", DOCS / "security" / "iec62443.md"
PAGES = [DOCS / "SECURITY.md", *sorted((DOCS / "security").glob("*.md"))]
LEAST_OF_LEVEL_2 = 0.95
# fmt: off
LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3",
    "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333",
    "6.6": "2223", "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222",
    "10.6": "22", "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23",
    "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}
"""Of ASVS 5.0.0: for each section the level of its first requirement, its second, and so on."""
IEC_ROWS = (
    "1.1", "1.2", "1.5", "1.7", "1.11", "2.1", "2.5", "2.6", "2.8", "2.9", "2.10", "2.11", "2.12",
    "3.1", "3.4", "3.5", "3.6", "3.7", "3.9", "3.10", "3.14", "4.1", "4.2", "4.3", "6.1", "6.2",
    "7.1", "7.2", "7.3", "7.4", "7.6", "7.7", "7.8",
)
# fmt: on


@dataclass(frozen=True)
class Row:
    requirements: tuple[str, ...]
    here: str
    test: str

    @property
    def applies(self) -> bool:
        return not self.here.startswith("\u2014")

    @property
    def is_met(self) -> bool:
        return self.applies and not self.here.startswith("**not met**")


def rows(page: Path, begins: str) -> list[Row]:
    found = []
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.match(begins, cells[0]):
            named = tuple(re.findall(r"\d+\.\d+(?:\.\d+)?", cells[0]))
            found.append(Row(named, cells[-2], cells[-1].strip("`")))
    return found


ASVS_ROWS = rows(ASVS, r"\d+\.\d+\.\d+")
CR_ROWS = rows(IEC, r"CR \d")


def level_of(requirement: str) -> int:
    section, number = requirement.rsplit(".", 1)
    return int(LEVELS[section][int(number) - 1])


def of_level(level: int) -> set[str]:
    everything = (f"{one}.{n}" for one in LEVELS for n in range(1, len(LEVELS[one]) + 1))
    return {requirement for requirement in everything if level_of(requirement) == level}


@cache
def functions_in(name: str) -> set[str]:
    file = PROJECT / "tests" / name
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.is_file() else ast.Module([], [])
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_standard_has_as_many_requirements_as_are_known_here() -> None:
    assert [len(of_level(level)) for level in (1, 2, 3)] == [70, 183, 92]


@pytest.mark.parametrize("level", [1, 2])
def test_every_requirement_of_the_asvs_has_one_row(level: int) -> None:
    named = [one for row in ASVS_ROWS for one in row.requirements if level_of(one) == level]
    assert sorted(named) == sorted(of_level(level))


def test_every_row_tells_the_level() -> None:
    for line in ASVS.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.match(r"\d+\.\d+\.\d+", cells[0]):
            levels = sorted({str(level_of(one)) for one in cells[0].split(", ")})
            assert cells[1] == "/".join(levels), cells[0]


def test_what_is_met_has_a_test_that_is_there_and_nothing_else_has_one() -> None:
    for row in [*ASVS_ROWS, *CR_ROWS]:
        assert bool(row.test) == row.is_met, row
        if row.test:
            file, _, name = row.test.partition("::")
            assert f"test_{name}" in functions_in(file), row


def test_all_of_level_1_and_most_of_level_2_that_applies_is_met() -> None:
    for level, least in ((1, 1.0), (2, LEAST_OF_LEVEL_2)):
        judged = {one: row for row in ASVS_ROWS for one in row.requirements}
        applied = [row for one, row in judged.items() if level_of(one) == level and row.applies]
        assert sum(row.is_met for row in applied) >= least * len(applied)


def test_every_requirement_of_iec_62443_that_is_aimed_at_has_its_row() -> None:
    assert tuple(row.requirements[0] for row in CR_ROWS) == IEC_ROWS
    assert all(row.is_met for row in CR_ROWS)


def anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {anchor(heading) for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_section_that_is_pointed_to_is_there(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        name, _, section = link.partition("#")
        target = page if not name else (page.parent / name).resolve()
        assert target.exists(), link
        assert not section or section in anchors(target), link
