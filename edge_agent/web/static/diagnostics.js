// Diagnostics: what the live state says of devices, levels and versions.

import { showEvents } from "./events_table.js";
import { onStale, onState } from "./live.js";
import { showPackml } from "./packml.js";
import { fill, marked, row } from "./table.js";
import { tabs } from "./tabs.js";
import { moment, number, share, t } from "./texts.js";

const PAINTED_MS = 500;
const HEALTH_MS = 5000;
const causes = JSON.parse(document.querySelector("#causes").textContent);
const table = (name) => document.querySelector(`#${name}-list`);

let paintedMs = -Infinity;

function say(name, words) {
  const place = document.querySelector(`[data-value=${name}]`);
  if (place.textContent !== words) place.textContent = words;
}

function showDevices({ line, panel }) {
  const ofTroubles = line.troubles.map(({ why }) => why);
  const said = [...ofTroubles, ...Object.values(line.lost_cameras), line.gate_trouble ?? ""];
  const rows = panel.chips.filter(({ name }) => name !== "simulated").map((chip) => {
    const works = chip.kind === "normal";
    return row([chip.shown, works ? t("works") : marked(t("trouble_now"), "wrong"), chip.why]);
  });
  fill(table("device"), [...rows, ...inOwnWords(said)], "");
}

// Devices speak English, in their own words.
function inOwnWords(said) {
  const told = [...new Set(said.filter((words) => words !== ""))];
  return told.map((words) => {
    const only = row([words]);
    only.lang = "en";
    only.className = "own";
    only.firstElementChild.colSpan = 3;
    return only;
  });
}

function showSpeed({ line }) {
  const { lately, ledger, identity } = line;
  say("belt", t("mm_per_s", { value: number(line.belt_mm_per_s) }));
  say("packs", number(lately.packs_per_min));
  for (const name of ["latency_p50_ms", "latency_p95_ms", "latency_max_ms"]) {
    say(name, lately[name] === null ? "–" : t("ms", { value: number(lately[name], 1) }));
  }
  say("armed", t(line.is_armed ? "silence_rejects" : "silence_passes"));
  say("hold", t(identity.can_hold ? "yes" : "no"));
  const { seen, passed, rejected, held, missed } = ledger;
  const counts = { seen, passed, rejected, held, missed, on_belt: seen - passed - rejected - held - missed };
  const told = Object.entries(counts).map(([name, count]) => [name, number(count)]);
  say("ledger", t("ledger_sum", Object.fromEntries(told)));
}

const rank = (level) => ["report", "recommend", "act_when_sure", "act_always"].indexOf(level);

function showLevels({ line }) {
  say("ceiling", t(`level_${line.ceiling}`));
  fill(table("check"), line.checks.map((check) => {
    const now = t(`level_${check.in_force}`);
    const isLowered = rank(check.in_force) < Math.min(rank(check.asked), rank(line.ceiling));
    const shown = isLowered ? marked(`▼ ${now}`, "lowered") : now;
    return row([check.name, check.view, t(`level_${check.asked}`), t(`level_${check.granted}`), shown]);
  }), "–");
}

function showSuspensions({ line }) {
  const { suspensions, lacking } = line;
  fill(table("suspension"), suspensions.map(({ cause, is_over: isOver }) => (
    row([causes[cause] ?? cause, isOver ? t("is_over") : marked(t("goes_on"), "wrong")])
  )), t("nothing_suspended"));
  const goesOn = suspensions.some(({ is_over: isOver }) => !isOver);
  const words = lacking.length === 0 ? "lacks_nothing" : goesOn ? "lacks_device" : "lacks_challenge";
  say("lacking", suspensions.length === 0 ? "" : t(words));
}

function showChallenges({ line }) {
  fill(table("challenge"), line.challenges.map((ask) => {
    const isOverdue = new Date(line.at) > new Date(ask.until);
    const until = moment(ask.until);
    const shown = isOverdue ? marked(t("overdue", { time: until }), "lowered") : until;
    return row([ask.name, t(`occasion_${ask.occasion}`), shown]);
  }), t("none_asked"));
}

function showVersions({ line }) {
  for (const place of document.querySelectorAll("[data-identity]")) {
    const words = String(line.identity[place.dataset.identity]) || "–";
    if (place.textContent !== words) place.textContent = words;
  }
}

async function showHealth() {
  let health;
  try {
    const answer = await fetch("/api/v1/health", { signal: AbortSignal.timeout(HEALTH_MS) });
    if (!answer.ok) return;
    health = await answer.json();
  } catch {
    return; // the header says that nothing is known
  }
  say("disk", health.disk_used_share === null ? "–" : share(health.disk_used_share, 0));
  fill(table("part"), health.parts.map(({ name, works, detail }) => {
    const only = row([t(`part_${name}`), works ? t("works") : marked(t("trouble_now"), "wrong"), detail]);
    only.lastElementChild.lang = "en";
    return only;
  }), "–");
}

onState((state) => {
  if (performance.now() - paintedMs < PAINTED_MS) return;
  paintedMs = performance.now();
  for (const show of [showDevices, showSpeed, showLevels, showSuspensions, showChallenges, showVersions, showPackml]) show(state);
});
onStale((isStale) => {
  for (const place of document.querySelectorAll(".tiles, .facts-list, .pane table:not(#part-list, #event-list)")) {
    place.classList.toggle("stale", isStale);
  }
  showHealth();
});
tabs((name) => { if (name === "events") showEvents(); });
setInterval(() => { if (!document.hidden) showHealth(); }, HEALTH_MS);
