// The packs that wait, as the station gives them: page after page, and what is known of their recipes.

const PAGE = 24;
const FETCH_AT = 6; // packs left behind the one that is shown

export const nameOf = (item) => `${item.boot}/${item.pack_no}`;

async function read(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  return answer.json();
}

export class Queue {
  constructor() {
    this.items = [];
    this.at = 0;
    this.cursor = null;
    this.why = "";
  }

  get item() {
    return this.items[this.at] ?? null;
  }

  // From the start, for this reason alone ("" for all).
  async begin(why) {
    this.why = why;
    this.items = [];
    this.at = 0;
    this.cursor = null;
    await this.more();
  }

  async more() {
    const asked = new URLSearchParams({ limit: PAGE });
    if (this.why) asked.set("why", this.why);
    if (this.cursor) asked.set("cursor", this.cursor);
    const page = await read(`/api/v1/review?${asked}`);
    const known = new Set(this.items.map(nameOf));
    this.items.push(...page.items.filter((item) => !known.has(nameOf(item))));
    this.cursor = page.next_cursor;
  }

  // Before the last one is shown; false where all are known already.
  async moreIfFew() {
    if (this.cursor === null || this.items.length - this.at > FETCH_AT) return false;
    await this.more();
    return true;
  }

  go(by) {
    this.at = Math.min(Math.max(0, this.at + by), Math.max(0, this.items.length - 1));
  }

  // Spoken of: they wait no more.
  drop(items) {
    const gone = new Set(items.map(nameOf));
    const before = this.items.slice(0, this.at).filter((item) => gone.has(nameOf(item))).length;
    this.items = this.items.filter((item) => !gone.has(nameOf(item)));
    this.at = Math.max(0, Math.min(this.at - before, this.items.length - 1));
  }

  // Taken back: they come again, at once.
  putBack(items) {
    this.items.splice(this.at, 0, ...items);
  }
}

const recipes = new Map();

// The recipe that a pack was judged by; null where the station keeps it no more.
export async function recipeOf(item) {
  if (!recipes.has(item.recipe_hash)) {
    recipes.set(item.recipe_hash, read(`/api/v1/recipes/${item.recipe_hash}`).then((one) => one.recipe).catch(() => null));
  }
  return recipes.get(item.recipe_hash);
}

export async function reviewOf(item) {
  return read(`/api/v1/review/${nameOf(item)}`);
}
