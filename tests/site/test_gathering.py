"""Pages get their places in the site, and their links lead to the same things as before."""

from pathlib import Path

import pytest

from deploy.site.gathering import gather

PAGES = {
    "docs/index.md": "[one](one.md) [pictures](pictures/a.png) [out](https://example.org/x)\n",
    "docs/one.md": "![pins](../hardware/board/pins.svg) [devices](../hardware/README.md#gates)\n",
    "hardware/README.md": "[a](#gates) [code](clock.py) [inner](board) [home](../docs/one.md)\n",
    "hardware/board/README.md": "# Board\n",
    "hardware/board/pins.svg": "<svg/>",
    "hardware/clock.py": "",
    "docs/pictures/a.png": "",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in PAGES.items():
        file = tmp_path / "project" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "project"


def test_links_lead_to_the_places_in_the_site(project: Path, tmp_path: Path) -> None:
    gathered = gather(project, tmp_path / "out")
    assert gathered.faults == ()
    assert gathered.pages == {"index.md", "one.md", "hardware/index.md", "hardware/board/index.md"}
    one = (tmp_path / "out" / "one.md").read_text()
    assert one == "![pins](hardware/board/pins.svg) [devices](hardware/index.md#gates)\n"
    assert (tmp_path / "out" / "hardware" / "board" / "pins.svg").read_text() == "<svg/>"


def test_source_code_is_named_and_folders_are_their_readme(project: Path, tmp_path: Path) -> None:
    gather(project, tmp_path / "out")
    page = (tmp_path / "out" / "hardware" / "index.md").read_text()
    assert (
        page == "[a](#gates) code (`hardware/clock.py`) [inner](board/index.md) [home](../one.md)\n"
    )


def test_a_link_to_nothing_is_told_with_its_line(project: Path, tmp_path: Path) -> None:
    (project / "docs" / "one.md").write_text("# One\n\n[gone](gone.md)\n")
    (fault,) = gather(project, tmp_path / "out").faults
    assert fault == "docs/one.md:3 leads to gone.md, which is not there"


def test_what_stands_in_a_block_of_code_is_left_alone(project: Path, tmp_path: Path) -> None:
    text = "```\n[a](gone.md)\n```\n"
    (project / "docs" / "one.md").write_text(text)
    assert gather(project, tmp_path / "out").faults == ()
    assert (tmp_path / "out" / "one.md").read_text() == text


def test_a_link_may_go_on_in_the_next_line(project: Path, tmp_path: Path) -> None:
    (project / "README.md").write_text("All of [the\ndevices](hardware/README.md).\n")
    assert gather(project, tmp_path / "out").faults == ()
    overview = (tmp_path / "out" / "overview.md").read_text()
    assert overview == "All of [the\ndevices](hardware/index.md).\n"


def test_a_page_with_a_diagram_brings_what_draws_it(project: Path, tmp_path: Path) -> None:
    (project / "hardware" / "README.md").write_text("```mermaid\nflowchart LR\n```\n")
    gather(project, tmp_path / "out")
    page = (tmp_path / "out" / "hardware" / "index.md").read_text()
    assert '<script src="../assets/mermaid.js">' in page
