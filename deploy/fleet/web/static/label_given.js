// What a person says of one pack, before it is sent: a word for each check, and the check that is open.

export class Given {
  constructor(item, isDeciding) {
    this.item = item;
    this.isDeciding = isDeciding;
    this.asked = item.checks.filter((check) => check.is_asked);
    this.words = new Map();
    this.open = null;
    if (!isDeciding) for (const check of item.checks) for (const word of check.said) this.put(word);
  }

  // What was said and taken back stands there again; what was good needs no mark.
  put({ check, verdict, defect }) {
    if (verdict !== "good") this.words.set(check, { verdict, defect });
  }

  get isMarked() {
    return this.words.size > 0;
  }

  // An adjudicator says each; else what is not marked is good.
  get isWhole() {
    return this.isDeciding ? this.asked.every(({ name }) => this.words.has(name)) : this.isMarked;
  }

  mark(name, verdict, defect = null) {
    this.words.set(name, { verdict, defect });
    this.open = null;
  }

  // Of a good check there is nothing to mark, but where each is said.
  good(name) {
    if (this.isDeciding) return this.mark(name, "good");
    this.words.delete(name);
    this.open = null;
  }

  all(verdict) {
    for (const { name } of this.asked) this.words.set(name, { verdict, defect: null });
  }

  wordOn(name) {
    return this.words.get(name) ?? { verdict: "good", defect: null };
  }

  document(tookMs) {
    const words = this.asked.map(({ name }) => ({ check: name, ...this.wordOn(name) }));
    return { words, took_ms: Math.round(tookMs) };
  }
}
