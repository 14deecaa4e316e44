// What is known of the line and of what can be made at it; every step of the page looks here.

import { Refused, act } from "./act.js";
import { onStale, onState } from "./live.js";
import { dateShown, printedOf } from "./product_facts.js";
import { number, t } from "./texts.js";

export const known = {
  line: null, // the newest state; null while nothing is known
  wentTo: null, // the order that the line went over to when it was last heard of
  products: [],
  current: null, // what /orders/current said last
  prints: [], // what its order has printed
};

let tellProducts;
export const productsKnown = new Promise((done) => (tellProducts = done));

const listeners = [];
let key = "";

// fn(isStale, isOther) with every state, where products or orders came anew, and where nothing is known
// any more. `isOther`: the order or the line is another one than before.
export function onKnown(does) {
  listeners.push(does);
}

function tell(isStale, isOther = false) {
  for (const does of listeners) does(isStale, isOther);
}

onState(({ line }) => {
  const { identity, order, changeover } = line;
  const newKey = JSON.stringify([identity.line, order, changeover.to, changeover.first_packs?.is_over]);
  const isOther = newKey !== key;
  Object.assign(known, { line, wentTo: null });
  key = newKey;
  if (isOther) refresh();
  tell(false, isOther);
});

onStale((isStale) => {
  if (!isStale) return;
  Object.assign(known, { line: null, wentTo: known.line?.changeover.to ?? known.wentTo });
  tell(true);
});

async function refresh() {
  try {
    const [{ products }, current] = await Promise.all([act("GET", "/api/v1/recipes"), act("GET", "/api/v1/orders/current")]);
    Object.assign(known, { products, current });
    tellProducts();
    if (current.order !== null) known.prints = (await previewed(current.order)).prints;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    key = ""; // asked again with the next state
  }
  tell(known.line === null);
}

// What this order would have printed, what speaks against it, and what scanned texts say.
export function previewed({ recipe, lot, expiry, gtin }, scanned = []) {
  const asked = new URLSearchParams(scanned.map((text) => ["text", text]));
  for (const [name, value] of Object.entries({ recipe, lot, expiry, gtin })) if (value) asked.append(name, value);
  return act("GET", `/api/v1/orders/preview?${asked}`);
}

export function productNamed(name) {
  return known.products.find((product) => product.name === name) ?? null;
}

export function levelOf(product) {
  return t(`level_${(product?.is_made ? known.line?.level : null) ?? product?.level ?? "report"}`);
}

// Lot, expiry and number of what is made now.
export function currentFacts() {
  const { order } = known.current;
  const product = productNamed(known.current.recipe);
  const printed = product === null ? "" : printedOf(product, known.prints, "expiry");
  return [
    { name: t("lot"), value: order?.lot ?? null, note: "" },
    { name: t("expiry"), value: dateShown(order?.expiry ?? null), note: printed },
    { name: t("gtin"), value: order?.gtin ?? null, note: "" },
  ];
}

export function counts(packs) {
  return Object.fromEntries(Object.entries(packs).map(([name, value]) => [name, number(value)]));
}
