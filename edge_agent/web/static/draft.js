// The order that somebody puts together here: picked or scanned, compared with the one that runs, begun.
//
// It is this page's own until the line has heard of it; whoever drops it leaves the old one as it was.

import { Refused, act, toast } from "./act.js";
import { onScan } from "./keys.js";
import { currentFacts, known, levelOf, previewed, productNamed, productsKnown } from "./making.js";
import { ask, isAsking, leave } from "./pad.js";
import { dateShown, goldenOf, made, needsOf, printedOf, showFacts, showGolden } from "./product_facts.js";
import { number, t } from "./texts.js";

const AGAIN_MS = 2000; // where the station did not answer
const choosing = document.querySelector("#choose");
const comparing = document.querySelector("#compare");
const beginButton = document.querySelector("#begin");

export const mayChange = "mayChange" in choosing.dataset;

let draft = null; // {product, lot, expiry, gtin, scanned, source}
let preview = null; // what the station says of it
let asked = 0; // how often it was; an answer may come after that to a later question
let isSaying = false;
let changed = () => {};
let begun = () => {};

// onChange: after everything that shows; onBegin(order): the line has heard of it.
export function follow({ onChange, onBegin }) {
  changed = onChange;
  begun = onBegin;
}

export function hasDraft() {
  return draft !== null;
}

export function drop() {
  leave();
  draft = preview = null;
}

// Choose

export function showChoose() {
  const { current } = known;
  const product = current === null ? null : productNamed(current.recipe);
  const card = choosing.querySelector(".now");
  showGolden(card, product);
  const packs = { name: t("packs"), value: current === null ? null : number(current.packs.seen) };
  const named = [{ name: t("product"), value: current?.recipe ?? null }];
  const level = { name: t("level"), value: levelOf(product) };
  showFacts(card.querySelector("dl"), current === null ? [] : [...named, ...currentFacts(), level, packs]);
  showAnnounced(known.line?.changeover.announced ?? null);
  showWaiting();
  showTiles();
}

// What the next order begins with beside its product.
function showWaiting() {
  const recipes = known.line?.changeover.recipes_ready ?? [];
  const told = recipes.map((recipe) => t("recipe_waits", { recipe }));
  if (known.line?.bundle.return_why) told.push(t("models_return"));
  else if (known.line?.bundle.is_ready) told.push(t("models_wait"));
  const place = choosing.querySelector(".waiting");
  place.hidden = told.length === 0;
  place.textContent = told.join(" ");
}

function showAnnounced(announced) {
  const place = choosing.querySelector(".announced");
  place.hidden = announced === null;
  if (announced === null) return;
  const { recipe, lot, expiry } = announced.order;
  const named = [recipe, lot, dateShown(expiry)].filter((one) => one !== null).join(" · ");
  const isUnknown = productNamed(recipe) === null; // or not yet known
  const problem = isUnknown && known.products.length > 0 ? ` – ${t("unknown_recipe", { recipe })}` : "";
  place.querySelector("span").textContent = `${t(`announced_by_${announced.source}`)} ${named}${problem}`;
  place.querySelector("button").disabled = !mayChange || isUnknown;
}

function showTiles() {
  const tiles = document.querySelector("#tiles");
  const told = JSON.stringify(known.products.map((product) => [product.recipe_hash, product.is_made]));
  if (tiles.dataset.told === told) return;
  tiles.dataset.told = told;
  tiles.replaceChildren(...known.products.map(tileOf));
}

function tileOf(product) {
  const tile = document.createElement("li");
  const button = made("button", product.is_made ? "made" : "");
  button.type = "button";
  button.disabled = !mayChange;
  const picture = document.createElement("img");
  picture.src = goldenOf(product);
  picture.alt = "";
  const note = product.is_made ? t("same_product") : product.gtins[0] ?? "";
  button.append(picture, made("strong", "", product.name), made("small", "", note));
  button.addEventListener("click", () => choose(product));
  tile.append(button);
  return tile;
}

function choose(product, { order = {}, scanned = [], source = "screen" } = {}) {
  const gtin = order.gtin ?? product.gtins[0] ?? (product.is_made ? known.current?.order?.gtin : null) ?? null;
  draft = { product, lot: order.lot ?? null, expiry: order.expiry ?? null, gtin, scanned, source };
  preview = null;
  return refresh();
}

// Compare

export function showCompare() {
  const { current } = known;
  showHead(comparing.querySelector(".old"), productNamed(current?.recipe));
  showFacts(comparing.querySelector(".old dl"), current === null ? [] : currentFacts());
  showHead(comparing.querySelector(".new"), draft.product);
  showFacts(comparing.querySelector(".new dl"), draftFacts());
  const lacking = lackingOf(draft).map((name) => t(name)).join(", ");
  comparing.querySelector(".lacking").textContent = lacking === "" ? preview?.why_not ?? "" : t("lacks", { what: lacking });
  const isReady = preview !== null && preview.why_not === null && known.line !== null;
  beginButton.disabled = !mayChange || isSaying || !isReady;
  beginButton.querySelector("small").textContent = t(draft.product.is_made ? "begins_at_once" : "begins_anew");
}

function showHead(card, product) {
  showGolden(card, product);
  card.querySelector(".name").textContent = product?.name ?? "–";
  card.querySelector(".level").textContent = product === null ? "" : `${t("level")}: ${levelOf(product)}`;
}

function lackingOf({ product, ...named }) {
  const needs = needsOf(product);
  return Object.keys(needs).filter((name) => needs[name] && !named[name]);
}

function draftFacts() {
  const { lot, expiry, gtin } = draft;
  return [
    { name: t("lot"), value: lot, does: () => enter("lot", "text"), ...witnessed("lot") },
    { name: t("expiry"), value: dateShown(expiry), does: () => enter("expiry", "date"), ...witnessed("expiry") },
    { name: t("gtin"), value: gtin, does: () => enter("gtin", "digits"), ...witnessed("gtin") },
  ];
}

// What scans and announcements say of a row; else what the printer makes of it.
function witnessed(what) {
  if (preview === null) return { note: "" };
  const differs = preview.differences.find((one) => one.what === what);
  if (differs !== undefined) {
    const said = what === "expiry" ? dateShown(differs.said) : differs.said;
    return { kind: "differs", note: t(`${differs.source}_says`, { said }) };
  }
  const printed = printedOf(draft.product, preview.prints, what);
  const isScanned = preview.scans.some(({ said }) => said[what]);
  return { note: [printed, isScanned ? t("scan_agrees") : ""].filter(Boolean).join(" ") };
}

async function enter(name, kind) {
  const entered = ask({ kind, label: t(name), value: draft[name], tell: (value) => printedWith(name, value) });
  changed();
  const value = await entered;
  if (value !== null && draft !== null) draft[name] = value === "" ? null : value;
  await refresh();
}

async function printedWith(name, value) {
  const { product } = draft;
  const found = await previewed({ ...draft, recipe: product.name, [name]: value }).catch(() => null);
  return found === null ? "" : printedOf(product, found.prints, name);
}

async function refresh() {
  changed();
  const of = draft;
  if (of === null) return;
  const question = ++asked;
  try {
    const found = await previewed({ ...of, recipe: of.product.name }, of.scanned);
    if (draft === of && question === asked) preview = found;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, "problem");
    setTimeout(() => draft === of && preview === null && refresh(), AGAIN_MS);
  }
  changed();
}

export async function begin() {
  if (beginButton.disabled || comparing.hidden) return;
  const { product, lot, expiry, gtin, scanned, source } = draft;
  const order = { recipe: product.name, lot, expiry, gtin };
  await said(async () => {
    await act("POST", "/api/v1/orders", { ...order, source, scanned, line: known.line.identity.line });
    drop();
    begun(order);
  });
}

// The old order stays; what spoke against the new one is forgotten as well.
export async function cancel() {
  drop();
  if (known.line?.changeover.mismatch.length > 0) await said(() => act("POST", "/api/v1/orders/cancel", {}));
  changed();
}

async function said(does) {
  isSaying = true;
  changed();
  try {
    await does();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, "problem");
  } finally {
    isSaying = false;
    changed();
  }
}

// Scans

onScan((text) => {
  if (!mayChange || (choosing.hidden && comparing.hidden && !isAsking())) return;
  leave();
  said(() => takeScan(text));
});

async function takeScan(text) {
  const [{ scans: [scan] }] = await Promise.all([previewed({}, [text]), productsKnown]);
  const { gtin, lot, expiry } = scan.said;
  if (!gtin && !lot && !expiry) return toast(t("says_nothing", { said: text }), "problem");
  if (draft === null) return chooseScanned(scan, text);
  draft.scanned = [...draft.scanned, text];
  draft.lot ??= lot;
  draft.expiry ??= expiry;
  draft.gtin ??= gtin;
  return refresh();
}

// A number decides which product it is; without one it is another lot of the same.
function chooseScanned({ said: { gtin, lot, expiry }, fits }, text) {
  const isCurrent = !gtin || gtin.padStart(14, "0") === known.current?.order?.gtin?.padStart(14, "0");
  const product = productNamed(fits[0] ?? (isCurrent ? known.current?.recipe : null));
  if (product === null) return toast(t("unknown_number", { gtin }), "problem");
  return choose(product, { order: { gtin: product.gtins[0] ?? gtin, lot, expiry }, scanned: [text], source: "scanner" });
}

beginButton.addEventListener("click", begin);
for (const button of document.querySelectorAll('[data-does="cancel"]')) button.addEventListener("click", cancel);
choosing.querySelector(".announced button").addEventListener("click", () => {
  const { order, source } = known.line.changeover.announced;
  choose(productNamed(order.recipe), { order, source });
});
