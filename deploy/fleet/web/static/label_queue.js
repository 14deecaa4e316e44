// Packs that were lent to this person, with their pictures ready before they are looked at; and what was
// said, sent one after the other behind the person's back. What is said may be taken back, the last first.

import { act } from "./act.js";

const AHEAD = 3;
const AT_ONCE = 5;
const STACK = "labels-said"; // outlives a reload of the page

export class Queue {
  constructor(mode, onTrouble) {
    this.mode = mode;
    this.onTrouble = onTrouble;
    this.ready = [];
    this.pictures = new Map();
    this.known = new Set(); // not to be shown twice: what is lent may be answered before that is told
    this.sending = Promise.resolve();
    this.said = JSON.parse(sessionStorage.getItem(STACK) ?? "[]");
    this.filling = null;
  }

  // One request at a time, whoever asks.
  fill() {
    this.filling ??= this.lease().finally(() => {
      this.filling = null;
    });
    return this.filling;
  }

  async lease() {
    await this.sending;
    const { items } = await act("POST", `/api/v1/feedback/${this.mode}/lease`, { most: AT_ONCE });
    for (const item of items) if (!this.known.has(item.number)) this.add(item);
  }

  add(item, isNext = false) {
    this.known.add(item.number);
    if (isNext) this.ready.unshift(item);
    else this.ready.push(item);
    this.load(item);
  }

  load(item) {
    const views = Object.entries(item.pictures).map(async ([view, sha256]) => [view, await decoded(sha256)]);
    const loading = Promise.all(views).then((found) => {
      loading.done = Object.fromEntries(found);
      return loading.done;
    });
    this.pictures.set(item.number, loading);
  }

  // The pictures by view: at once where they are there, else a promise of them.
  picturesOf(item) {
    const loading = this.pictures.get(item.number);
    return loading.done ?? loading;
  }

  // Null where nothing is ready.
  take() {
    const item = this.ready.shift() ?? null;
    if (this.ready.length < AHEAD) this.fill().catch(this.onTrouble);
    return item;
  }

  putBack(item) {
    if (item !== null) this.ready.unshift(item);
  }

  // `does` is answer, adjudicate or skip. What it was answered comes later.
  say(item, does, document) {
    this.pictures.delete(item.number);
    this.remember([...this.said, { number: item.number, mode: this.mode }]);
    const sent = this.sending.then(() => act("POST", `/api/v1/feedback/items/${item.number}/${does}`, document));
    this.sending = sent.catch(() => undefined);
    sent.catch(() => {
      this.remember(this.said.filter((one) => one.number !== item.number));
      this.known.delete(item.number);
    });
    return sent;
  }

  // The pack that was taken back, as the next one; null where there is none left.
  async takeBack() {
    await this.sending;
    const last = this.said.findLast(({ mode }) => mode === this.mode);
    if (last === undefined) return null;
    const item = await act("POST", `/api/v1/feedback/items/${last.number}/take-back`).catch((error) => {
      if (error.status === 409) this.forget(last); // it cannot be taken back, and stands in nobody's way
      throw error;
    });
    this.forget(last);
    this.ready = this.ready.filter(({ number }) => number !== item.number);
    this.add(item, true);
    return item;
  }

  forget(said) {
    this.remember(this.said.filter((one) => one !== said));
  }

  remember(said) {
    this.said = said;
    sessionStorage.setItem(STACK, JSON.stringify(said));
  }
}

// Null where it is gone.
async function decoded(sha256) {
  const picture = new Image();
  picture.src = `/api/v1/pictures/${sha256}`;
  try {
    await picture.decode();
  } catch {
    return null;
  }
  return picture;
}
