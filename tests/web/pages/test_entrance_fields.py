"""Fields in which people type secrets: covered, and open to whatever types them for them."""

import re
from pathlib import Path

import pytest

from tests.web.visitors import Served

FIELD = re.compile(r"<input[^>]*>")
STATIC = Path(__file__).parents[3] / "edge_agent" / "web" / "static"


@pytest.mark.parametrize(
    ("path", "completed"),
    [("/sign-in", "current-password"), ("/set-up", "new-password"), ("/claim", "new-password")],
)
def test_a_password_is_covered_and_may_be_filled_in(
    station: Served, path: str, completed: str
) -> None:
    fields = FIELD.findall(station.stranger().get(path).text)
    passwords = [field for field in fields if 'type="password"' in field]
    assert any(f'autocomplete="{completed}"' in field for field in passwords)
    named = [field for field in fields if 'name="password"' in field]
    assert named
    assert all(field in passwords for field in named)


def test_no_script_forbids_to_paste() -> None:
    scripts = [file.read_text(encoding="utf-8") for file in STATIC.glob("*.js")]
    assert not any('"paste"' in script or "onpaste" in script for script in scripts)


def test_no_script_keeps_what_people_may_not_leave_behind() -> None:
    """What a browser keeps by itself is how it shows things, never what it showed."""
    kept = re.compile(r"(?:localStorage|sessionStorage)\.setItem\(([^,]+),")
    named = {
        key.strip()
        for file in STATIC.glob("*.js")
        for key in kept.findall(file.read_text(encoding="utf-8"))
    }
    assert named == {'"packwarden.px_per_mm"', '"packwarden.verdict_colours"', "KEPT"}
    whatif = (STATIC / "whatif.js").read_text(encoding="utf-8")
    assert re.search(r'const KEPT = "packwarden\.\w+"', whatif)
