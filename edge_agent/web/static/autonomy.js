// The ladder's buttons: each asks for a reason in one dialog, then for the change itself. The ladder
// looks after itself (htmx); here is said only when it cannot, and when somebody else must sign in.

import { act, showProblem, toast } from "./act.js";
import { t } from "./texts.js";

const dialog = document.querySelector("#ask");
const form = dialog.querySelector("form");
const parts = { levels: "#ask-levels", key: "#ask-key", second: "#ask-second" };
const check = (name) => `/api/v1/levels/${encodeURIComponent(name)}`;

// What a button does, by its data-does: parts of the dialog, the body that is sent, and where to.
const DEEDS = {
  raise: {
    send: ({ from, given }) =>
      act("POST", `${check(from.check)}/raise`, { to: from.level, certificate: from.certificate || null, ...given }),
  },
  propose: {
    send: ({ from, given }) =>
      act("POST", `${check(from.check)}/proposals`, { certificate: from.certificate || null, ...given }),
  },
  confirm: {
    level: "act_always",
    send: ({ from, given }) => act("POST", `${check(from.check)}/confirm`, { proposal: from.proposal, ...given }),
  },
  lower: {
    parts: ["levels"],
    send: ({ from, given, form }) => act("POST", `${check(from.check)}/lower`, { to: form.get("to"), ...given }),
  },
  certify: {
    parts: ["key", "second"],
    send: async ({ from, given, form }) =>
      act("POST", "/api/v1/certificates", {
        check: from.check, level: from.level, site_key: await form.get("site_key").text(), second: second(form), ...given,
      }),
  },
  revoke: {
    send: ({ from, given }) => act("POST", `/api/v1/certificates/${from.certificate}/revoke`, given),
  },
};

let asked = null;

function second(given) {
  const name = given.get("second_name").trim();
  return name === "" ? null : { name, password: given.get("second_password") };
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-does]");
  if (button !== null && !button.disabled) ask(button.dataset);
});

function ask(from) {
  const deed = DEEDS[from.does];
  asked = { from, deed };
  form.reset();
  form.querySelector(".problem").hidden = true;
  const level = from.level ?? deed.level;
  const values = { check: from.check, level: level === undefined ? "" : t(`level_${level}`) };
  dialog.querySelector("#ask-title").textContent = t(`ask_${from.does}`, values);
  dialog.querySelector("#ask-words").textContent = t(`ask_${from.does}_words`);
  dialog.querySelector("#ask-go").textContent = dialog.querySelector("#ask-title").textContent.replace(/\?$/, "");
  for (const [name, selector] of Object.entries(parts)) {
    const isAsked = deed.parts?.includes(name) ?? false;
    const part = dialog.querySelector(selector);
    part.hidden = !isAsked || (name === "second" && level !== "act_always");
    for (const input of part.querySelectorAll("input")) input.required = !part.hidden;
  }
  if (deed.parts?.includes("levels")) offer(from.levels.split(" "));
  dialog.showModal();
}

// The nearest lower level first: it is the one that is wanted most often.
function offer(levels) {
  const field = dialog.querySelector(parts.levels);
  for (const label of field.querySelectorAll("label")) label.remove();
  for (const [place, level] of levels.entries()) {
    const label = document.createElement("label");
    label.className = "choice";
    const input = document.createElement("input");
    Object.assign(input, { type: "radio", name: "to", value: level, checked: place === 0 });
    label.append(input, t(`level_${level}`));
    field.append(label);
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (event.submitter?.value === "cancel") return dialog.close();
  const given = new FormData(form);
  const go = dialog.querySelector("#ask-go");
  go.disabled = true;
  try {
    await asked.deed.send({ from: asked.from, form: given, given: { reason: given.get("reason").trim() } });
    dialog.close();
    toast(t("done"));
    htmx.ajax("GET", "/autonomy/ladder", { target: "#ladder", swap: "outerHTML" });
  } catch (error) {
    showProblem(form, error);
  } finally {
    go.disabled = false;
  }
});

dialog.addEventListener("close", () => form.reset());
// On paper nothing can be opened.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
document.querySelector("#print").addEventListener("click", () => print());

function tellNoData(isMissing) {
  document.querySelector("#no-data").hidden = !isMissing;
  document.body.classList.toggle("no-data", isMissing);
}

document.body.addEventListener("htmx:afterRequest", (event) => {
  const { status } = event.detail.xhr;
  tellNoData(status === 0 || status >= 500);
});
document.body.addEventListener("htmx:sendError", () => tellNoData(true));
// Who is no longer signed in is sent to the sign-in page, which is no part of the ladder.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  if (new URL(xhr.responseURL).pathname !== pathInfo.requestPath.split("?")[0]) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
