// What happened beside the packs, the newest first, of all kinds or of one.

import { toast } from "./act.js";
import { row } from "./table.js";
import { moment, t } from "./texts.js";

const PAGE = 100;
const body = document.querySelector("#event-list tbody");
const kind = document.querySelector("#kind");
const older = document.querySelector("#older");

let cursor = null;

export async function showEvents() {
  body.replaceChildren();
  cursor = null;
  await addPage();
}

async function addPage() {
  const asked = new URLSearchParams({ limit: PAGE });
  if (kind.value !== "") asked.set("kind", kind.value);
  if (cursor !== null) asked.set("cursor", cursor);
  const page = await got(asked);
  if (page === null) return;
  body.append(...page.items.map(told));
  cursor = page.next_cursor;
  older.hidden = cursor === null;
  document.querySelector("#no-events").hidden = body.children.length > 0;
  offerKinds(page.items);
}

async function got(asked) {
  try {
    const answer = await fetch(`/api/v1/events?${asked}`);
    if (answer.ok) return await answer.json();
  } catch {
    // told below
  }
  toast(t("not_reached"), "problem");
  return null;
}

// Kinds and bodies are the words of the log, the same in every language.
function told({ at, kind: named, body: said }) {
  const parts = Object.entries(said).map(([key, value]) => `${key}: ${short(value)}`);
  return row([moment(at), code(named), code(parts.join(" · "))]);
}

const short = (value) => (typeof value === "string" ? value : JSON.stringify(value));

function code(words) {
  const made = document.createElement("code");
  made.textContent = words;
  made.lang = "en";
  return made;
}

function offerKinds(items) {
  const known = new Set([...kind.options].map(({ value }) => value));
  const found = [...new Set(items.map((one) => one.kind))].filter((one) => !known.has(one)).sort();
  kind.append(...found.map((one) => new Option(one, one)));
}

kind.addEventListener("change", showEvents);
document.querySelector("#again").addEventListener("click", showEvents);
older.addEventListener("click", addPage);
