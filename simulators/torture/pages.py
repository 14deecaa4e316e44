"""The pages under stress: answers, a frozen and a killed server, many tabs, a slow one, and hours.

It drives a real demonstration and a real browser, one after the other, so that no figure is taken
while another is. Half of the packs are defective: many are asked about.
"""

import os
from collections.abc import Callable, Iterator
from signal import SIGCONT, SIGKILL, SIGSTOP
from statistics import median
from typing import Final

import httpx
from playwright.sync_api import Browser, Page

from edge_agent.core.roles import Role
from hardware.clock import RealClock
from simulators.processes import cpu_s, resident_mb
from simulators.torture.browser import chromium, visitor, wait_until_live
from simulators.torture.demo_process import Demo, demonstration
from simulators.torture.figures import Figure
from simulators.torture.slow_client import oldest_s

TAPS, FREEZES, KILLS, TABS, CLIENTS = 12, 5, 3, 7, 3
LOAD_S, TABS_S, SLOW_S, SETTLING_S = 60, 20, 30, 20
CLOCK: Final = RealClock()
TAPPED: Final = """async (button) => {
  const from = performance.now();
  button.click();
  for (;;) {
    const asked = performance.getEntriesByType("resource")
      .filter((one) => one.startTime >= from && one.name.includes("/recommendations/"));
    if (asked.length) return asked[0].responseEnd - from;
    await new Promise((done) => setTimeout(done, 2));
  }
}"""
"""Milliseconds from the tap to the station's answer, which it gives once the answer is recorded."""
STALE_AT: Final = """() => new Promise((done) => {
  const state = document.querySelector("#state");
  const now = () => performance.timeOrigin + performance.now();
  const look = () => state.dataset.word === "no_data" && done(now());
  new MutationObserver(look).observe(state, { attributes: true });
  look();
})"""
LIVE_AT: Final = STALE_AT.replace('=== "no_data"', '!== "no_data"')
WATCH: Final = """() => {
  window.lost = 0;
  const state = document.querySelector("#state");
  new MutationObserver(() => { if (state.dataset.word === "no_data") window.lost += 1; })
    .observe(state, { attributes: true, attributeFilter: ["data-word"] });
}"""


def sleep(seconds: float) -> None:
    CLOCK.sleep_until_ns(CLOCK.now_ns() + int(seconds * 1e9))


def tortured(minutes: float, tell: Callable[[str], None]) -> list[Figure]:
    """`minutes`: how long the memory of one page is watched."""
    with demonstration("--defects", "0.5") as demo, chromium() as browser:
        page = visitor(browser, demo.address, Role.SHIFT_LEAD)
        wait_until_live(page)
        parts: list[tuple[str, Callable[[], Iterator[Figure]]]] = [
            ("answers", lambda: answers(page)),
            ("a frozen server", lambda: freezes(demo, page)),
            ("a killed server", lambda: kills(demo, page)),
            ("a slow client", lambda: slow(demo)),
            (f"{TABS} tabs", lambda: tabs(demo, browser)),
            (f"{CLIENTS} clients", lambda: load(demo, browser)),
            (f"memory over {minutes:g} min", lambda: memory(page, minutes)),
        ]
        figures: list[Figure] = []
        for what, measured in parts:
            tell(f"Measuring {what} …")
            figures += measured()
        sums = demo.end()
        figures.append(Figure("verdicts too late", float(sums["late_verdicts"]), "", 0))
        return figures


def answers(page: Page) -> Iterator[Figure]:
    """Taps on a recommendation, one after the other as they come."""
    took_ms: list[float] = []
    button = page.locator("#confirm")
    while len(took_ms) < TAPS:
        button.and_(page.locator(":enabled")).wait_for()
        took_ms.append(button.evaluate(TAPPED))
        sleep(0.5)
    yield Figure("tap to recorded, median", median(took_ms), "ms", 200, TAPS)
    yield Figure("tap to recorded, longest", max(took_ms), "ms", None, TAPS)


def epoch_ms(page: Page) -> float:
    now: float = page.evaluate("performance.timeOrigin + performance.now()")
    return now


def freezes(demo: Demo, page: Page) -> Iterator[Figure]:
    """The server stands still, as when its machine swaps: nothing may be claimed any more."""
    stale_s, enabled = [], 0
    for _ in range(FREEZES):
        server, from_ms = demo.page_server(), epoch_ms(page)
        os.kill(server, SIGSTOP)
        stale_s.append((page.evaluate(STALE_AT) - from_ms) / 1000)
        enabled += page.locator("#confirm:enabled, #override:enabled").count()
        os.kill(server, SIGCONT)
        page.evaluate(LIVE_AT)
        sleep(2)
    yield Figure("frozen server: NO DATA shown", max(stale_s), "s", 1.5, FREEZES)
    yield Figure("frozen server: buttons left enabled", float(enabled), "", 0, FREEZES)


def kills(demo: Demo, page: Page) -> Iterator[Figure]:
    """The line does not notice; the page finds the next server by itself."""
    back_s: list[float] = []
    before, begun_ns = demo.line(), CLOCK.now_ns()
    for _ in range(KILLS):
        os.kill(demo.page_server(), SIGKILL)
        page.evaluate(STALE_AT)
        up_ms = serves_again(demo, page)
        back_s.append(max(0.0, (page.evaluate(LIVE_AT) - up_ms) / 1000))
        sleep(1)
    after, took_min = demo.line(), (CLOCK.now_ns() - begun_ns) / 60e9
    seen = after.ledger.seen - before.ledger.seen
    rejected = after.ledger.rejected - before.ledger.rejected
    yield Figure("server up again: page live", max(back_s), "s", 3, KILLS)
    yield Figure("packs a minute while it was killed", seen / took_min, "", None, KILLS)
    yield Figure("rejects while it was killed", float(rejected), "", None, KILLS)


def serves_again(demo: Demo, page: Page) -> float:
    """When, in the page's time in milliseconds."""
    while True:
        try:
            if httpx.get(f"{demo.address}/livez", timeout=30).is_success:
                return epoch_ms(page)
        except httpx.TransportError:
            sleep(0.05)


def slow(demo: Demo) -> Iterator[Figure]:
    yield Figure("client at 2 Mbit/s: oldest state", oldest_s(demo.address, SLOW_S), "s", 1)


def tabs(demo: Demo, browser: Browser) -> Iterator[Figure]:
    pages = [visitor(browser, demo.address, Role.OPERATOR) for _ in range(TABS)]
    for page in pages:
        wait_until_live(page)
        page.evaluate(WATCH)
    sleep(TABS_S)
    lost = sum(page.evaluate("window.lost") > 0 for page in pages)
    yield Figure(f"of {TABS} tabs: without data for a moment", float(lost), "", 0, TABS)
    close(pages)


def load(demo: Demo, browser: Browser) -> Iterator[Figure]:
    """What the server costs; one of the pages was there already."""
    pages = [visitor(browser, demo.address, Role.OPERATOR) for _ in range(CLIENTS - 1)]
    for page in pages:
        wait_until_live(page)
    sleep(SETTLING_S)
    server = demo.page_server()
    before_s, before_mb = cpu_s(server), resident_mb(server)
    sleep(LOAD_S)
    share = 100 * (cpu_s(server) - before_s) / LOAD_S
    yield Figure(f"server with {CLIENTS} clients: of a core", share, "%", 5, CLIENTS)
    yield Figure("server's memory grew by", resident_mb(server) - before_mb, "MB", 10)
    yield Figure("server's memory", resident_mb(server), "MB")
    close(pages)


def memory(page: Page, minutes: float) -> Iterator[Figure]:
    """Of one page that is looked at all the time, after it has seen some of everything."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def heap() -> dict[str, float]:
        session.send("HeapProfiler.collectGarbage")
        metrics = session.send("Performance.getMetrics")["metrics"]
        return {one["name"]: one["value"] for one in metrics}

    sleep(SETTLING_S)
    before = heap()
    sleep(60 * minutes)
    after = heap()
    growth = 100 * (after["JSHeapUsedSize"] / before["JSHeapUsedSize"] - 1)
    more = after["JSEventListeners"] - before["JSEventListeners"]
    yield Figure(f"page's heap grew in {minutes:g} min by", growth, "%", 10)
    yield Figure("page's heap", after["JSHeapUsedSize"] / 1e6, "MB")
    yield Figure("listeners that came to the page", more, "", 0)


def close(pages: list[Page]) -> None:
    for page in pages:
        page.context.close()
