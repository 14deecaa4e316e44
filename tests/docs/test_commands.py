"""Every command and every option of it is in docs/commands.md; the README's two commands exist."""

import re
from pathlib import Path

import pytest

from edge_agent.__main__ import as_command, commands

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(commands()))
def test_a_command_and_all_its_options_are_described(name: str) -> None:
    section = re.search(rf"^## {name}$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section is not None, f"docs/commands.md has no section {name!r}"
    command = as_command(name, commands()[name].load())
    each = [command, *getattr(command, "commands", {}).values()]
    options = [word for one in each for part in one.params for word in part.opts if "--" in word]
    missing = [word for word in options if word not in section.group(1)]
    assert missing == []


def test_the_two_commands_of_the_readme_are_in_the_makefile() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    for target in ("demo", "test"):
        assert f"make {target}" in readme
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("page", [*sorted(PROJECT.glob("docs/*.md")), PROJECT / "README.md"])
def test_no_page_points_to_a_file_that_is_not_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []
