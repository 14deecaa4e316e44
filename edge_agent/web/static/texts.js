// The page's words in its language, and numbers and times as that language writes them.

const phrases = JSON.parse(document.querySelector("#texts").textContent);

export const language = document.documentElement.lang;

export function t(key, values = {}) {
  const phrase = phrases[key];
  if (phrase === undefined) throw new Error(`no text "${key}" on this page`);
  return phrase.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

const locale = language === "en" ? "en-GB" : language;
const calendar = new Intl.DateTimeFormat(locale, {
  day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
const clock = new Intl.DateTimeFormat(locale, { timeStyle: "medium", hourCycle: "h23" });

export function number(value, digits = 0) {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

// 0.0148 is 1.5 %, with a space in every language (ISO 80000-1), as the server writes it.
export function share(value, digits = 1) {
  return `${number(100 * value, digits)}\u00a0%`;
}

export function euro(value) {
  return new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" }).format(value);
}

export function time(at) {
  return clock.format(new Date(at));
}

// Day and time; the year is known to whoever stands at the line.
export function moment(at) {
  return calendar.format(new Date(at));
}

const ofDays = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });

// A day as "2026-12-24": the same in every zone.
export function day(date) {
  return ofDays.format(new Date(`${date}T00:00Z`));
}
