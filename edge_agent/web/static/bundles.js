// The models' buttons: each asks for a reason in one dialog, then for the act itself. What is shown
// looks after itself (htmx); here is said only when it cannot, and when somebody else must sign in.

import { act, showProblem, toast } from "./act.js";
import { t } from "./texts.js";

const dialog = document.querySelector("#ask");
const form = dialog.querySelector("form");
const release = dialog.querySelector("#ask-release");

// What a button does, by its data-does: where to, and whether a release has to be named.
const DEEDS = {
  take: { path: "/api/v1/bundles/take", isNamed: true },
  return: { path: "/api/v1/bundles/return" },
  shadow: { path: "/api/v1/bundles/shadow", isNamed: true },
  end: { path: "/api/v1/bundles/shadow/end" },
};

let asked = null;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-does]");
  if (button !== null && !button.disabled) ask(button.dataset);
});

function ask(from) {
  asked = DEEDS[from.does];
  form.reset();
  form.querySelector(".problem").hidden = true;
  release.hidden = !asked.isNamed;
  release.querySelector("input").required = Boolean(asked.isNamed);
  dialog.querySelector("#ask-title").textContent = t(`ask_${from.does}`, { name: from.name ?? "" });
  dialog.querySelector("#ask-words").textContent = t(`ask_${from.does}_words`);
  dialog.querySelector("#ask-go").textContent = t(`do_${from.does}`);
  dialog.showModal();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (event.submitter?.value === "cancel") return dialog.close();
  const given = new FormData(form);
  const body = { reason: given.get("reason").trim() };
  if (asked.isNamed) body.name = given.get("name").trim();
  const go = dialog.querySelector("#ask-go");
  go.disabled = true;
  try {
    await act("POST", asked.path, body);
    dialog.close();
    toast(t("done"));
    htmx.ajax("GET", "/bundles/now", { target: "#now", swap: "outerHTML" });
  } catch (error) {
    showProblem(form, error);
  } finally {
    go.disabled = false;
  }
});

dialog.addEventListener("close", () => form.reset());

document.body.addEventListener("htmx:afterRequest", (event) => {
  const { status } = event.detail.xhr;
  document.body.classList.toggle("no-data", status === 0 || status >= 500);
});
document.body.addEventListener("htmx:sendError", () => document.body.classList.add("no-data"));
// Who is no longer signed in is sent to the sign-in page, which is no part of this one.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  if (new URL(xhr.responseURL).pathname !== pathInfo.requestPath.split("?")[0]) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
