"""Pictures of the pages as they are: python -m simulators.screenshots.

A real demonstration runs until there is something to see; then every page is taken, and Home in
every state that it can show; another one runs until its camera is lost. The seven pictures that
documents show are written small enough to be kept beside them.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Annotated, Final

import typer
from PIL import Image
from playwright.sync_api import Browser, Page
from rich.console import Console

from edge_agent.core.roles import Role
from edge_agent.whole_files import write_whole
from hardware.clock import RealClock
from simulators.shown_states import NO_DATA, STATES, quiet, shown_line
from simulators.torture.browser import chromium, onlooker, visitor, wait_until_live
from simulators.torture.demo_process import Demo, demonstration

DOCS: Final = Path("docs/pictures")
ALL: Final = Path("build/screenshots")
MOST_BYTES: Final = 150_000
COLOURS: Final = (256, 192, 128, 96, 64, 48)
BASE: Final = files("edge_agent.web").joinpath("static/base.css").read_text(encoding="utf-8")
PALETTE: Final = sorted(set(re.findall(r"#([0-9a-f]{6})\b", BASE)))
SEEN: Final = 150
"""Packs, until there is something to see."""
LONGEST_FAULT_MS: Final = 240_000
CLOCK: Final = RealClock()


@dataclass(frozen=True, slots=True)
class Shot:
    name: str
    path: str
    role: Role
    when: Callable[[Page], None] = lambda _: None
    """Brings the page to where it is taken."""
    is_in_docs: bool = False


def asked(page: Page) -> None:
    """A recommendation waits."""
    page.locator("#confirm:enabled").wait_for(timeout=120_000)
    sleep(0.6)


def drawn(page: Page) -> None:
    """What was counted is there."""
    page.locator("main svg").first.wait_for(timeout=120_000)


def sleep(seconds: float) -> None:
    CLOCK.sleep_until_ns(CLOCK.now_ns() + int(seconds * 1e9))


SHOTS: Final = (
    Shot("home", "/", Role.OPERATOR, asked, is_in_docs=True),
    Shot("review", "/review", Role.QUALITY, is_in_docs=True),
    Shot("statistics", "/statistics", Role.SHIFT_LEAD, is_in_docs=True),
    Shot("products", "/products", Role.OPERATOR),
    Shot("alarms", "/alarms", Role.SHIFT_LEAD),
    Shot("diagnostics", "/diagnostics", Role.OPERATOR),
    Shot("settings", "/settings", Role.ENGINEER),
    Shot("manual", "/manual", Role.SHIFT_LEAD),
    Shot("autonomy", "/autonomy", Role.ENGINEER, is_in_docs=True),
    Shot("what-if", "/whatif", Role.ENGINEER, is_in_docs=True),
    Shot("thresholds", "/thresholds", Role.ENGINEER, drawn, is_in_docs=True),
    Shot("teach", "/teach", Role.ENGINEER),
    Shot("study", "/study", Role.QUALITY),
    Shot("models", "/bundles", Role.ENGINEER),
    Shot("in-force", "/in-force", Role.ENGINEER),
    Shot("audit", "/audit", Role.ENGINEER),
    Shot("people", "/people", Role.ENGINEER),
    Shot("sign-in", "/sign-in", Role.VIEWER),
)


def taken(browser: Browser, demo: Demo, shot: Shot, language: str) -> bytes:
    page = visitor(browser, demo.address, shot.role, shot.path, language=language)
    if page.locator("#state").count():
        wait_until_live(page)
    shot.when(page)
    page.evaluate("document.fonts.ready")
    sleep(1)
    picture = page.screenshot()
    page.context.close()
    return picture


def taken_states(
    browser: Browser, demo: Demo, out: Path, languages: Sequence[str], tell: Callable[[str], None]
) -> None:
    """Home in every state that it can show."""
    base = quiet(demo.line())
    with shown_line(demo.folder, base) as (address, line):
        for language in languages:
            page = onlooker(browser, address, language=language)
            for name in (*STATES, NO_DATA):
                line.state = None if name == NO_DATA else STATES[name](base)
                sleep(2.5)
                write_whole(out / f"state-{name}-{language}.png", page.screenshot())
                tell(f"{name}, {language}")
            page.context.close()


def taken_fault(browser: Browser, out: Path, docs: Path, languages: Sequence[str]) -> None:
    """Home while the camera of a real demonstration is lost."""
    with demonstration("--scenario", "chaos") as demo:
        pages = {
            one: visitor(browser, demo.address, Role.OPERATOR, language=one) for one in languages
        }
        for language, page in pages.items():
            page.locator("#state[data-word=camera_lost]").wait_for(timeout=LONGEST_FAULT_MS)
            picture = page.screenshot()
            write_whole(out / f"camera-lost-{language}.png", picture)
            if language == "en":
                write_whole(docs / "page-camera-lost.png", small(picture))
            page.context.close()
        demo.end()


def small(picture: bytes) -> bytes:
    """With as many colours as fit; those of the pages themselves stay as they are."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    for colours in COLOURS:
        drawn_with(image, colours).save(out := BytesIO(), "PNG", optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


def drawn_with(image: Image.Image, colours: int) -> Image.Image:
    own = [int(one[i : i + 2], 16) for one in PALETTE for i in (0, 2, 4)]
    of_image = image.quantize(colours - len(PALETTE)).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette((own + of_image)[: 3 * colours])
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


def wait_for_packs(demo: Demo, tell: Callable[[str], None]) -> None:
    tell(f"Waiting for {SEEN} packs …")
    while demo.line().ledger.seen < SEEN:
        sleep(2)


def screenshots(
    out: Annotated[Path, typer.Option(help="Every page in every language comes here.")] = ALL,
    docs: Annotated[Path, typer.Option(help="The seven of the documents.")] = DOCS,
    languages: Annotated[list[str], typer.Option("--language")] = ["en", "de"],  # noqa: B006 - typer's way
) -> None:
    """Takes a picture of every page of a running demonstration."""
    told = Console(stderr=True).print
    with demonstration("--defects", "0.15") as demo, chromium() as browser:
        wait_for_packs(demo, told)
        for language in languages:
            for shot in SHOTS:
                picture = taken(browser, demo, shot, language)
                write_whole(out / f"{shot.name}-{language}.png", picture)
                if shot.is_in_docs and language == "en":
                    write_whole(docs / f"page-{shot.name}.png", small(picture))
                told(f"{shot.name}, {language}")
        taken_states(browser, demo, out, languages, told)
        demo.end()
        taken_fault(browser, out, docs, languages)


if __name__ == "__main__":
    typer.run(screenshots)
