"""A site is refused that fetches from outside or leads nowhere."""

from pathlib import Path

import pytest

from deploy.site.holding import faults_of

GOOD = '<link rel="stylesheet" href="a.css"><h2 id="top">A</h2><a href="#top">up</a>'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text(GOOD)
    (tmp_path / "a.css").write_text("@font-face { src: url(font.woff2) }")
    return tmp_path


def test_a_site_that_stands_alone_has_no_fault(site: Path) -> None:
    assert faults_of(site) == []


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/a.js"></script>',
        '<img src="//cdn.example/a.png">',
        '<link rel="preconnect" href="https://fonts.example">',
        '<link rel="stylesheet" href="http://cdn.example/a.css">',
        '<iframe src="https://video.example"></iframe>',
    ],
)
def test_what_is_fetched_from_outside_is_a_fault(site: Path, text: str) -> None:
    (site / "page.html").write_text(text)
    (fault,) = faults_of(site)
    assert fault.startswith("page.html fetches ")


def test_a_style_from_outside_is_a_fault(site: Path) -> None:
    (site / "a.css").write_text('@import "https://fonts.example/inter.css";')
    assert faults_of(site) == ["a.css fetches https://fonts.example/inter.css"]


@pytest.mark.parametrize(
    "link", ["gone.html", "#gone", "index.html#gone", "a.css/../gone", "/index.html"]
)
def test_a_link_into_nothing_is_a_fault(site: Path, link: str) -> None:
    (site / "page.html").write_text(f'<a href="{link}">x</a>')
    assert faults_of(site) == [f"page.html leads to {link}, which is not there"]


def test_a_picture_that_is_not_there_is_a_fault(site: Path) -> None:
    (site / "page.html").write_text('<img src="gone.png">')
    assert faults_of(site) == ["page.html shows gone.png, which is not there"]


def test_links_to_others_are_allowed(site: Path) -> None:
    (site / "page.html").write_text('<a href="https://example.org">x</a>')
    assert faults_of(site) == []
