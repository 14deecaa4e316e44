// Changes: asked once each, under a key of their own, and proved anew where the station wants that.

import { t } from "./texts.js";

const PATIENCE_MS = 5000;

// What the station refused, or that it did not answer. `problem` is its document, or null.
export class Refused extends Error {
  constructor(message, status, problem = null) {
    super(message);
    this.status = status;
    this.problem = problem;
  }

  // "too-late" of /problems/too-late
  get name_of_problem() {
    return this.problem?.type.split("/").at(-1) ?? "";
  }
}

// The answer's document, or null where it has none. Throws Refused. The same key is asked again
// after a proof, so that a change that was made before the answer was lost is not made twice.
// `body` is a document, or a form with files.
export async function act(method, path, body = undefined, headers = {}, patienceMs = PATIENCE_MS) {
  const key = crypto.randomUUID?.() ?? randomKey();
  for (;;) {
    try {
      return await asked(method, path, body, { "Idempotency-Key": key, ...headers }, patienceMs);
    } catch (error) {
      if (error.name_of_problem !== "proof-needed" || !(await proved())) throw error;
    }
  }
}

// randomUUID is for secure origins only; a panel may reach its station over plain http.
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function asked(method, path, body, headers, patienceMs = PATIENCE_MS) {
  const isDocument = body !== undefined && !(body instanceof FormData);
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: isDocument ? { "Content-Type": "application/json", ...headers } : headers,
      body: isDocument ? JSON.stringify(body) : body,
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch {
    throw new Refused(t("not_reached"), 0);
  }
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  throw await refusal(answer);
}

async function refusal(answer) {
  try {
    const problem = await answer.json();
    return new Refused(problem.detail, answer.status, problem);
  } catch {
    return new Refused(`${answer.status} ${answer.statusText}`, answer.status);
  }
}

// Asks for PIN or password once more; false where the person does not want to.
async function proved() {
  const dialog = document.createElement("dialog");
  dialog.className = "proof";
  dialog.innerHTML = `<form method="dialog"><p></p>
    <label><span></span><input name="pin" type="password" inputmode="numeric" autocomplete="off"></label>
    <label><span></span><input name="password" type="password" autocomplete="current-password"></label>
    <p class="problem" role="alert" hidden></p>
    <menu><button value="cancel" formnovalidate></button><button value="prove" class="primary"></button></menu></form>`;
  dialog.querySelector("p").textContent = t("once_more");
  const [pin, password] = dialog.querySelectorAll("label span");
  pin.textContent = t("pin");
  password.textContent = t("password");
  const [cancel, goOn] = dialog.querySelectorAll("button");
  cancel.textContent = t("cancel");
  goOn.textContent = t("go_on");
  document.body.append(dialog);
  dialog.showModal();
  const isProved = await new Promise((done) => {
    dialog.addEventListener("cancel", () => done(false));
    dialog.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      if (event.submitter?.value === "cancel") return done(false);
      const given = new FormData(event.target);
      const secret = given.get("pin") ? { pin: given.get("pin") } : { password: given.get("password") };
      try {
        await asked("POST", "/api/v1/session/proof", secret, {});
        document.dispatchEvent(new Event("session-renewed"));
        done(true);
      } catch (error) {
        showProblem(dialog, error);
      }
    });
  });
  dialog.remove();
  return isProved;
}

// Beside what was asked for: an element of class "problem" within `place`.
export function showProblem(place, error) {
  const told = place.querySelector(".problem");
  told.textContent = error.message;
  told.hidden = false;
}

// For a few seconds at the edge of the page.
export function toast(words, kind = "note") {
  const told = document.createElement("p");
  told.className = `toast ${kind}`;
  told.textContent = words;
  document.querySelector("#toasts").append(told);
  setTimeout(() => told.remove(), 6000);
}
