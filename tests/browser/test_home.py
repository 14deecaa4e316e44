"""Home: what is drawn belongs together, an answer counts once, and nothing is claimed unknown."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from edge_agent.control.line_state import BypassState, LineState
from edge_agent.control.messages import EventTold
from edge_agent.control.shown import EndedWithViews
from edge_agent.core.packs import Action, Outcome, Verdict
from edge_agent.core.roles import Role
from edge_agent.core.told import Answer
from hardware.interfaces import Pixels
from simulators.broker import free_port
from tests.browser.panel import Panel, ShownLine
from tests.line.small_station import box_station
from tests.web.live.samples import (
    BOX,
    a_recommendation,
    a_running_line,
    a_seen_record,
    an_asking_line,
    an_ended_pack,
)

START_S = 30.0
"""Until a server of its own listens, on a busy machine."""
NO_DATA = "NO DATA"
WIDTH_PX, HEIGHT_PX = 320, 240
INK = (255, 77, 100)
"""Of the line around what is not ok."""


def picture_of(pack_no: int) -> Pixels:
    """All of one grey that only this pack has."""
    return np.full((HEIGHT_PX, WIDTH_PX, 3), grey_of(pack_no), np.uint8)


def grey_of(pack_no: int) -> int:
    return 40 + pack_no * 23 % 180


def a_pack(pack_no: int, verdict: Verdict = Verdict.NOT_OK, **changes: Any) -> EndedWithViews:
    record = a_seen_record(pack_no, verdict, **changes)
    return EndedWithViews(record, {"top": picture_of(pack_no)})


def ask(panel: Panel, *pack_nos: int, **changes: Any) -> None:
    """From now on a person is asked about these packs."""
    state = an_asking_line(*pack_nos, **changes)
    panel.show(state, a_pack(1), {one: {"top": picture_of(one)} for one in pack_nos})


def said(panel: Panel, pack_no: int, person: str, action: Action) -> None:
    """The line tells everybody that this answer is carried out."""
    body = {"pack_no": pack_no, "by": person, "action": action}
    panel.line.server.tell(EventTold(3, 9, "2026-06-01T12:00:00.000Z", "answered", body))


def is_live(page: Page) -> None:
    expect(page.locator("#word")).not_to_have_attribute("data-word", "no_data")


def big_picture(page: Page) -> Locator:
    return page.locator("#stages canvas")


def toast(page: Page) -> Locator:
    return page.locator(".toast").last


PROBE = """(canvas) => {
  const context = canvas.getContext("2d");
  const at = (x, y) => [...context.getImageData(x, y, 1, 1).data];
  return {
    pack_no: Number(canvas.dataset.packNo), size: [canvas.width, canvas.height],
    middle: at(canvas.width * 0.7 | 0, canvas.height * 0.7 | 0),
    row: Array.from({length: canvas.width}, (_, x) => at(x, canvas.height * %f | 0)),
  };
}"""


def test_what_is_drawn_on_a_picture_belongs_to_that_pack(panel: Panel) -> None:
    panel.show(a_running_line(), a_pack(1))
    page = panel.visit("/")
    for pack_no in range(2, 8):
        panel.show(a_running_line(), a_pack(pack_no))
        expect(big_picture(page)).to_have_attribute("data-pack-no", str(pack_no))
        expect(page.locator("#badge")).to_contain_text(f"#{pack_no} ")
        middle_of_box = (BOX.y + BOX.height / 2) / HEIGHT_PX
        probed = big_picture(page).evaluate(PROBE % middle_of_box)
        assert probed["middle"][0] == pytest.approx(grey_of(probed["pack_no"]), abs=4)
        inked = [x for x, pixel in enumerate(probed["row"]) if is_ink(pixel)]
        scale = probed["size"][0] / WIDTH_PX
        left, right = BOX.x * scale, (BOX.x + BOX.width) * scale
        assert inked, "no line around what is not ok"
        assert left - 25 < min(inked) <= left
        assert right <= max(inked) < right + 25
        assert not [x for x in inked if left + 1 < x < right - 1], "what is checked is covered"


def is_ink(pixel: list[int]) -> bool:
    return all(abs(one - other) <= 12 for one, other in zip(pixel, INK, strict=False))


def test_a_question_is_asked_on_the_packs_own_picture_and_never_on_the_live_one(
    panel: Panel,
) -> None:
    ask(panel, 21, 22, 23)
    page = panel.visit("/")
    expect(big_picture(page)).to_have_attribute("data-kind", "evidence")
    expect(big_picture(page)).to_have_attribute("data-pack-no", "21")
    expect(page.locator("#badge")).to_contain_text("PACK #21 — not live")
    expect(page.locator("#inset")).to_have_attribute("data-kind", "pack")
    expect(page.locator("#decision")).to_contain_text("REJECT it")
    expect(page.locator("#decision")).to_contain_text("it reads “L1”")
    expect(page.locator("#decision")).to_contain_text("+2 more")
    assert page.locator("#inset").bounding_box() is not None
    assert not page.evaluate(OVERLAP), "the live picture covers the evidence"
    assert page.evaluate("document.activeElement === document.body"), "an answer has the focus"


OVERLAP = """() => {
  const box = (name) => document.querySelector(name).getBoundingClientRect();
  const one = box("#inset"), other = box("#stages");
  return one.left < other.right && other.left < one.right
    && one.top < other.bottom && other.top < one.bottom;
}"""


def test_a_double_tap_counts_once(panel: Panel) -> None:
    ask(panel, 21)
    page = panel.visit("/")
    expect(page.locator("#confirm")).to_be_enabled()
    page.locator("#confirm").dblclick(no_wait_after=True)
    expect(toast(page)).to_contain_text("Recorded: pack #21, reject it")
    page.keyboard.press("Enter")
    panel.show(a_running_line())
    expect(page.locator("#decision")).to_be_hidden()
    assert panel.line.heard == [Answer(21, Action.REJECT, "some-operator")]


def test_two_quick_answers_are_for_two_packs(panel: Panel) -> None:
    ask(panel, 21, 22)
    page = panel.visit("/")
    expect(page.locator("#confirm")).to_be_enabled()
    page.keyboard.press("x")
    expect(page.locator("#decision")).to_have_attribute("data-pack-no", "22")
    page.keyboard.press("Enter")
    for pack in ("#21", "#22"):
        expect(page.locator(".toast", has_text=pack)).to_be_attached()
    answers = [Answer(21, Action.PASS, "some-operator"), Answer(22, Action.REJECT, "some-operator")]
    assert sorted(panel.line.heard, key=lambda one: one.pack_no) == answers  # type: ignore[union-attr]


def test_the_first_answer_wins_and_every_other_page_is_told(panel: Panel) -> None:
    ask(panel, 21)
    first, second = panel.visit("/"), panel.visit("/", role=Role.SHIFT_LEAD)
    expect(second.locator("#confirm")).to_be_enabled()
    first.locator("#override").tap()
    expect(toast(first)).to_contain_text("Recorded: pack #21, let it pass")
    said(panel, 21, "some-operator", Action.PASS)
    panel.show(a_running_line())
    expect(toast(second)).to_contain_text("Pack #21: some-operator has answered: let it pass")
    expect(second.locator("#decision")).to_be_hidden()


def test_a_late_answer_is_told_and_what_became_of_the_pack(panel: Panel) -> None:
    ask(panel, 21)
    page = panel.visit("/")
    expect(page.locator("#confirm")).to_be_enabled()
    panel.line.refusal = "too late: pack 21 is too near to the gate"
    page.locator("#confirm").tap()
    expect(toast(page)).to_contain_text("Too late for pack #21")
    panel.show(ended_line(21, Outcome.PASSED))
    expect(toast(page)).to_contain_text("Too late for pack #21: it has passed")


def test_who_came_second_is_told_who_was_first(panel: Panel) -> None:
    ask(panel, 21)
    page = panel.visit("/", language="de")
    expect(page.locator("#confirm")).to_be_enabled()
    said(panel, 21, "anna", Action.PASS)
    panel.line.refusal = "too late: anna has answered for pack 21"
    page.locator("#confirm").tap()
    expect(toast(page)).to_contain_text("anna war schneller: durchlassen")


def ended_line(pack_no: int, outcome: Outcome) -> LineState:
    state = a_running_line()
    return replace(state, lately=replace(state.lately, strip=(an_ended_pack(pack_no, outcome),)))


def test_nobodys_answer_is_told_with_what_happened(panel: Panel) -> None:
    ask(panel, 21)
    page = panel.visit("/")
    expect(page.locator("#confirm")).to_be_enabled()
    panel.show(ended_line(21, Outcome.PASSED))
    expect(toast(page)).to_contain_text("Nobody answered for pack #21: it has passed")


def test_who_may_not_answer_sees_it_and_who_may(panel: Panel) -> None:
    ask(panel, 21)
    page = panel.visit("/", role=Role.VIEWER)
    expect(page.locator("#decision")).to_contain_text("Needs Operator, Shift lead, Engineer")
    expect(page.locator("#confirm")).to_be_disabled()
    expect(page.locator("#override")).to_be_disabled()
    page.keyboard.press("Enter")
    nobody = panel.visit("/", role=None)
    expect(nobody.locator("#confirm")).to_be_disabled()
    expect(nobody.get_by_role("link", name="Sign in")).to_be_visible()
    assert panel.line.heard == []


def test_how_long_there_is_and_what_happens_then(panel: Panel) -> None:
    left = page_words(panel, left_s=12.0)
    expect(left).to_have_text("12 s to the gate")
    panel.show(a_running_line(recommendations=(a_recommendation(21, left_s=None),)))
    expect(left).to_have_text("The belt stands")
    waits = a_recommendation(21, left_s=None, is_overdue=True)
    panel.show(a_running_line(recommendations=(waits,)))
    expect(left).to_have_text("Nobody has answered: the belt waits")


def page_words(panel: Panel, **changes: Any) -> Locator:
    asked = a_recommendation(21, **changes)
    panel.show(a_running_line(recommendations=(asked,)))
    return panel.visit("/").locator("[data-part=left]").last


STATES: list[tuple[dict[str, Any], str, str]] = [
    ({}, "RUNNING", "LÄUFT"),
    ({"lost_cameras": {"top": "x"}}, "CAMERA LOST", "KAMERA FEHLT"),
    ({"gate_trouble": "x"}, "FAULTED", "STÖRUNG"),
    ({"bypass": BypassState("anna", 1500)}, "BYPASS", "ÜBERBRÜCKT"),
    ({"hands_over": True, "belt_stops": ("level fell",)}, "LEVEL FELL", "STUFE FIEL"),
    ({"belt_stops": ("hold 77",)}, "HELD", "ANGEHALTEN"),
    ({"belt_stops": ("person",)}, "STOPPED", "GESTOPPT"),
]

STATES_IN = {
    "en": {str(changes): english for changes, english, _ in STATES},
    "de": {str(changes): german for changes, _, german in STATES},
}


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_state_is_said_in_the_header_and_from_afar(panel: Panel, language: str) -> None:
    panel.show(a_running_line())
    page = panel.visit("/", language=language)
    for changes, *_ in STATES:
        panel.show(a_running_line(**changes))
        word = STATES_IN[language][str(changes)]
        expect(page.locator("#state-word")).to_have_text(word)
        expect(page.locator("#word strong")).to_have_text(word)
        assert (page.locator("#word span").text_content() != "") is bool(changes)


def test_camera_lost_shows_no_picture_that_could_be_taken_for_this_moment(panel: Panel) -> None:
    panel.show(a_running_line(lost_cameras={"top": "x"}), a_pack(5))
    page = panel.visit("/")
    expect(page.locator("#lost")).to_have_text("NO IMAGE — packs are NOT being inspected")
    expect(page.locator("#chips .alarm")).to_have_text("✕CAM")


def claims_nothing(page: Page) -> None:
    expect(page.locator("#state-word")).to_have_text(NO_DATA)
    expect(page.locator("#word strong")).to_have_text(NO_DATA)
    expect(page.locator("#liveness")).to_contain_text(NO_DATA)
    expect(page.locator("#lost")).to_be_visible()
    expect(big_picture(page)).to_have_count(0)
    expect(page.locator("[data-live=level]")).to_have_text("\N{EN DASH}")
    expect(page.locator("#last")).to_contain_class("stale")
    expect(page.locator("#counters dd")).to_have_text(["\N{EN DASH}"] * 3)
    expect(page.locator("#strip li")).to_have_count(0)


def test_when_the_line_is_silent_nothing_is_claimed_and_no_button_works(panel: Panel) -> None:
    ask(panel, 21)
    page = panel.visit("/")
    expect(page.locator("#confirm")).to_be_enabled()
    panel.line.ends.set()
    claims_nothing(page)
    expect(page.locator("#confirm")).to_be_disabled()
    page.keyboard.press("Enter")
    assert panel.line.heard == []


def test_a_tap_pauses_on_a_pack_and_another_goes_on(panel: Panel) -> None:
    panel.show(a_running_line(), a_pack(5))
    page = panel.visit("/")
    expect(big_picture(page)).to_have_attribute("data-pack-no", "5")
    big_picture(page).tap()
    expect(page.locator("#badge")).to_contain_text("Paused on pack #5")
    panel.show(a_running_line(), a_pack(6, Verdict.NOT_OK))
    expect(page.locator("#last")).to_contain_text("#6")
    expect(big_picture(page)).to_have_attribute("data-pack-no", "5")
    page.keyboard.press(" ")
    expect(big_picture(page)).to_have_attribute("data-pack-no", "6")


def test_a_panel_whose_session_is_over_goes_on_showing_the_line_to_anybody(panel: Panel) -> None:
    panel.show(a_running_line())
    page = panel.visit("/")
    is_live(page)
    [cookie] = page.context.cookies()
    panel.site.office.sessions.end(cookie["value"])
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    is_live(page)


def test_a_tab_that_nobody_sees_takes_nothing_and_comes_back(panel: Panel) -> None:
    panel.show(a_running_line())
    page = panel.visit("/")
    is_live(page)
    page.evaluate(HIDE)
    claims_nothing(page)
    assert not panel.site.live.bells
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    is_live(page)
    assert len(panel.site.live.bells) == 1


HIDE = """() => {
  Object.defineProperty(document, "hidden", {configurable: true, get: () => true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""

SIZES = [(1024, 768), (1280, 800), (1366, 768), (1920, 1080)]
CONTRACT = """() => {
  const box = (one) => one.getBoundingClientRect();
  const all = (names) => [...document.querySelectorAll(names)];
  const shown = (names) => all(names).filter((one) => one.offsetParent && box(one).width > 0);
  const named = (one) => one.id || one.className || one.textContent.trim().slice(0, 20);
  const isIn = (one, {left, right, top, bottom}) => box(one).left >= left - 0.6
    && box(one).top >= top - 0.6 && box(one).right <= right + 0.6
    && box(one).bottom <= bottom + 0.6;
  const panel = {left: 0, top: 0, right: innerWidth, bottom: innerHeight};
  const stages = box(document.querySelector("#stages"));
  const isClipped = (one) => one.scrollWidth > one.clientWidth + 1
    || one.scrollHeight > one.clientHeight + 2;
  const style = getComputedStyle(document.documentElement);
  const mm = parseFloat(style.getPropertyValue("--mm"));
  const touched = "button, a, canvas, [data-count], h2, #word span";
  const read = "#side, #decision, .because, .answers button, nav a span, .asks";
  return {
    off: shown(touched).filter((one) => !isIn(one, panel)).map(named),
    cropped: shown("#stages canvas").filter((one) => !isIn(one, stages)).map(named),
    clipped: shown(read).filter(isClipped).map(named),
    answers: shown(".answers button").map((one) => [box(one).width / mm, box(one).height / mm]),
    scrolls: document.scrollingElement.scrollHeight > innerHeight,
  };
}"""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))"


@pytest.mark.parametrize("language", ["en", "de"])
def test_everything_fits_on_every_panel_and_evidence_is_whole(panel: Panel, language: str) -> None:
    """The fullest of all: a question, another one waiting, a trouble and its alarm."""
    ask(panel, 21, 22, gate_trouble="no heartbeat")
    page = panel.visit("/", language=language)
    expect(big_picture(page)).to_have_attribute("data-kind", "evidence")
    expect(page.locator("#alarm-banner")).to_be_visible()
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(SETTLED)
        found = page.evaluate(CONTRACT)
        *_, answers, scrolls = found.values()
        assert [found["off"], found["cropped"], found["clipped"]] == [[], [], []], (width, height)
        (first, second) = answers
        assert first == pytest.approx(second, abs=0.1)
        assert min(first) >= 20
        assert not scrolls


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_state_fits_on_the_smallest_panel(panel: Panel, language: str) -> None:
    panel.show(a_running_line(), a_pack(5))
    page = panel.visit("/", language=language, size=SIZES[0])
    is_live(page)
    for changes, *_ in STATES:
        panel.show(a_running_line(**changes), a_pack(5))
        word = page.locator("#word strong")
        expect(word).to_have_text(STATES_IN[language][str(changes)])
        page.evaluate(SETTLED)
        found = page.evaluate(CONTRACT)
        assert [found["off"], found["cropped"], found["clipped"]] == [[], [], []], changes


def test_an_alarm_is_acknowledged_where_it_stands(panel: Panel) -> None:
    panel.show(a_running_line(gate_trouble="no heartbeat"))
    page = panel.visit("/")
    button = page.get_by_role("button", name="Acknowledge")
    button.tap()
    expect(button).to_be_hidden()
    expect(page.locator("#alarm-banner")).to_be_visible()


def test_digits_are_painted_at_most_twice_a_second(panel: Panel) -> None:
    panel.show(a_running_line(1))
    page = panel.visit("/")
    is_live(page)
    page.evaluate(COUNT)
    for seen in range(2, 30):
        panel.show(a_running_line(seen))
        page.wait_for_timeout(60)
    paints, elapsed_s = page.evaluate("[window.paints, (performance.now() - window.since) / 1000]")
    assert 0 < paints <= 2 * elapsed_s + 1


COUNT = """() => {
  window.paints = 0;
  window.since = performance.now();
  new MutationObserver((all) => window.paints += all.length).observe(
    document.querySelector("[data-count=seen]"), {childList: true});
}"""


@contextmanager
def served_apart(station: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`packwarden web` in a process of its own."""
    command = [sys.executable, "-m", "edge_agent", "web", "--station", str(station)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield server
    finally:
        server.send_signal(signal.SIGCONT)
        server.kill()
        server.wait()


def wait_for(port: int) -> None:
    end = monotonic() + START_S
    while monotonic() < end:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        Event().wait(0.05)
    raise AssertionError("nothing is served")


def test_a_frozen_server_is_seen_to_be_frozen(tmp_path: Path, chromium: Browser) -> None:
    file, port = box_station(tmp_path, "g"), free_port()
    web = f"\n[web]\nanybody_may_look = true\nport = {port}\n"
    file.write_text(file.read_text() + web)
    folder = tmp_path / "data"
    folder.mkdir()
    with closing(ShownLine(folder)) as line, closing(chromium.new_context()) as context:
        line.state = a_running_line()
        page = context.new_page()
        with served_apart(file, port) as server:
            page.goto(f"http://127.0.0.1:{port}/")
            is_live(page)
            server.send_signal(signal.SIGSTOP)
            claims_nothing(page)
            expect(page.locator("#alarm-banner")).to_contain_text("hears nothing")
            server.send_signal(signal.SIGCONT)
            is_live(page)
        claims_nothing(page)
        with served_apart(file, port):
            is_live(page)
