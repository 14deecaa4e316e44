// What of a page changes is asked for again, and only then drawn anew when it says something else.
//
//   <div data-fresh="/fleet/now">…</div>
//
// Whoever acts on what was drawn listens for "fresh" at that element. When the centre does not answer,
// the page says so at once and what claims a state is dimmed: old words are no news.

import { t, time } from "./texts.js";

const EVERY_MS = 5000;
const PATIENCE_MS = 4000;
const stale = document.querySelector("#stale");
let answeredAt = Date.now();

function tell(isStale) {
  document.body.classList.toggle("is-stale", isStale);
  if (stale === null || stale.hidden === !isStale) return;
  stale.querySelector("[data-live]").textContent = isStale ? t("stale_since", { time: time(answeredAt) }) : "";
  stale.hidden = !isStale;
}

// The focus stays where it is: on the control of the same id.
function draw(place, content) {
  const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
  place.replaceChildren(...new DOMParser().parseFromString(content, "text/html").body.childNodes);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  place.dispatchEvent(new CustomEvent("fresh"));
}

async function ask(place, told) {
  const answer = await fetch(place.dataset.fresh, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (answer.redirected) return location.reload(); // nobody is signed in any more
  if (!answer.ok) throw new Error(answer.statusText);
  const content = await answer.text();
  if (content !== told.content) draw(place, content);
  told.content = content;
}

function keepFresh(place) {
  const told = { content: null };
  const again = async () => {
    if (!document.hidden) {
      try {
        await ask(place, told);
        answeredAt = Date.now();
        tell(false);
      } catch {
        tell(true);
      }
    }
    setTimeout(again, EVERY_MS);
  };
  setTimeout(again, EVERY_MS);
}

for (const place of document.querySelectorAll("[data-fresh]")) keepFresh(place);
