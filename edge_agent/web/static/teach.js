// Teaching: good pictures become a draft; its regions are edited, tried on other pictures, and kept.

import { act, showProblem, toast } from "./act.js";
import { fields, freshCheck, showFields, showRegion, typedCheck, typedRegion } from "./teach_fields.js";
import { Stage, within } from "./teach_stage.js";
import { showTried } from "./teach_tried.js";
import { language, t } from "./texts.js";

const PATIENCE_MS = 300_000; // a photograph is read carefully, on a machine that has better things to do
const PACK = "pack";
const good = document.querySelector("#good");
const editor = document.querySelector("#editor");
const trying = document.querySelector("#try");
const keeping = document.querySelector("#keep");
const list = document.querySelector("#checks");

let draft = null; // as the station knows it, with what was changed since
let view = "";
let selected = PACK; // or the number of a check
let isChanged = false;

const address = () => `/api/v1/teach/${draft.id}`;
const checks = () => draft.recipe.checks;
const viewTable = () => draft.recipe.views.find((one) => one.name === view);

const stage = new Stage(document.querySelector("#stage"), {
  onSelect: select,
  onMove(key, region) {
    if (key === PACK) viewTable().pack = region;
    else checks()[key].region = region;
    isChanged = true;
    if (key === selected) showRegion(region);
  },
  onDelete: remove,
});

// Runs `does` with the form's button disabled; tells in the form what was refused.
function onSubmit(form, does) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.querySelector(".problem").hidden = true;
    const busy = form.querySelector("[data-busy]");
    event.submitter.disabled = true;
    if (busy) busy.hidden = false;
    try {
      await does(new FormData(form));
    } catch (error) {
      showProblem(form, error);
    } finally {
      event.submitter.disabled = false;
      if (busy) busy.hidden = true;
    }
  });
}

onSubmit(good, async (given) => {
  const asked = new FormData();
  asked.append("name", given.get("name").trim());
  for (const name of given.getAll("record")) asked.append("record", name);
  for (const input of good.querySelectorAll("[type=file]")) {
    for (const file of input.files) {
      asked.append("picture", file);
      asked.append("view", input.dataset.view);
    }
  }
  show(await act("POST", "/api/v1/teach", asked, {}, PATIENCE_MS));
  editor.scrollIntoView({ block: "start" });
});

function show(told) {
  draft = told;
  isChanged = false;
  history.replaceState(null, "", `?draft=${draft.id}`);
  editor.hidden = false;
  const warnings = document.querySelector("#warnings");
  warnings.hidden = draft.warnings.length === 0;
  warnings.querySelector("ul").replaceChildren(...draft.warnings.map((text) => element("li", text)));
  keeping.elements.name.value = draft.recipe.name;
  keeping.elements.folder.value ||= draft.recipe.name;
  document.querySelector("#views").replaceChildren(...draft.recipe.views.map((one) => viewButton(one.name)));
  showView(draft.recipe.views[0].name);
}

function element(kind, text) {
  const made = document.createElement(kind);
  made.textContent = text;
  return made;
}

function viewButton(name) {
  const button = element("button", name);
  button.type = "button";
  button.addEventListener("click", () => showView(name));
  return button;
}

function showView(name) {
  view = name;
  for (const button of document.querySelectorAll("#views button")) {
    button.setAttribute("aria-pressed", String(button.textContent === view));
  }
  document.querySelector("#try-view").textContent = view;
  const first = checks().findIndex((check) => check.view === view);
  selected = first < 0 ? PACK : first;
  draw();
}

function draw() {
  const golden = viewTable().golden[0];
  const picture = draft.pictures.find((one) => one.name === golden);
  const regions = [{ key: PACK, label: t("pack"), kind: "pack", region: viewTable().pack }];
  checks().forEach((check, i) => {
    if (check.view === view) regions.push({ key: i, label: check.name, kind: check.kind, region: check.region });
  });
  const url = `${address()}/pictures/${encodeURIComponent(golden)}`;
  stage.show(url, { width: picture.width_px, height: picture.height_px }, regions, selected);
  list.replaceChildren(...regions.map(listed));
  select(selected);
}

function listed({ key, label, kind }) {
  const button = element("button", label);
  button.type = "button";
  button.className = `listed kind-${kind}`;
  button.dataset.key = key;
  button.append(element("small", t(`kind_${kind}`)));
  button.addEventListener("click", () => stage.regions.get(key).box.focus());
  const item = document.createElement("li");
  item.append(button);
  return item;
}

function select(key) {
  selected = key;
  stage.select(key);
  for (const button of list.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.key === String(key)));
  }
  if (key === PACK) showFields(null, viewTable().pack);
  else showFields(checks()[key], checks()[key].region);
}

function remove(key) {
  if (key === PACK) return;
  if (checks().length === 1) return toast(t("last_check"), "problem");
  checks().splice(key, 1);
  isChanged = true;
  showView(view);
}

document.querySelector("#delete").addEventListener("click", () => remove(selected));
document.querySelector("#add").addEventListener("click", () => {
  const [x, y, width, height] = viewTable().pack;
  const region = [x + width / 4, y + height / 4, width / 2, height / 4].map(Math.round);
  checks().push(freshCheck(freeName(), "surface", view, region));
  selected = checks().length - 1;
  isChanged = true;
  draw();
  fields.elements.name.select();
});

function freeName() {
  const names = checks().map((check) => check.name);
  let number = 1;
  while (names.includes(`region ${number}`)) number += 1;
  return `region ${number}`;
}

fields.addEventListener("submit", (event) => event.preventDefault());
fields.addEventListener("change", (event) => {
  if (!event.target.checkValidity()) return event.target.reportValidity();
  isChanged = true;
  const region = within(typedRegion(), stage.size);
  if (selected === PACK) viewTable().pack = region;
  else checks()[selected] = { ...typedCheck(checks()[selected]), region };
  draw();
});

// The station checks and keeps what was changed on the page.
async function settled() {
  if (!isChanged) return;
  draft = { ...(await act("PUT", address(), draft.recipe, {}, PATIENCE_MS)), warnings: draft.warnings };
  isChanged = false;
}

onSubmit(trying, async (given) => {
  await settled();
  const asked = new FormData();
  asked.append("language", language);
  for (const name of ["lot", "expiry", "gtin"]) if (given.get(name)) asked.append(name, given.get(name).trim());
  const file = given.get("picture");
  if (file.size > 0) {
    asked.append("picture", file);
    asked.append("view", view);
  } else if (given.get("record")) asked.append("record", given.get("record"));
  const told = await act("POST", `${address()}/try`, asked, {}, PATIENCE_MS);
  const recorded = trying.elements.record.selectedOptions[0].dataset.pictures;
  await showTried(told, file.size > 0 ? { [view]: file } : await fetched(JSON.parse(recorded)));
});

async function fetched(pictures) {
  const found = {};
  for (const [name, sha256] of Object.entries(pictures)) {
    found[name] = await (await fetch(`/api/v1/pictures/${sha256}`)).blob();
  }
  return found;
}

onSubmit(keeping, async (given) => {
  if (given.get("name").trim() !== draft.recipe.name) {
    draft.recipe.name = given.get("name").trim();
    isChanged = true;
  }
  await settled();
  const body = { folder: given.get("folder").trim(), reason: given.get("reason").trim() };
  const kept = await act("POST", `${address()}/save`, body, {}, PATIENCE_MS);
  const told = document.querySelector("#kept");
  const next = kept.for_changeover ? t("kept_for_changeover") : t("kept_beside");
  told.textContent = `${t("kept", { folder: kept.folder })} ${next}`;
  told.hidden = false;
});

const wanted = new URLSearchParams(location.search).get("draft");
if (wanted !== null) {
  try {
    show(await act("GET", `/api/v1/teach/${encodeURIComponent(wanted)}`));
  } catch (error) {
    showProblem(good, error);
  }
}
