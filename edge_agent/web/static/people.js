// Accounts, proposals and tokens: forms that ask the API, and what is shown only once.

import { act, showProblem } from "./act.js";
import { t } from "./texts.js";

const twoPersons = JSON.parse(document.querySelector("#two-persons").textContent);
const changing = document.querySelector("#change");
const revoking = document.querySelector("#revoke");
const once = document.querySelector("#once");

const of = (name) => `/api/v1/people/${encodeURIComponent(name)}`;

// What was typed, without white space at the ends, and the value of the button.
function onSubmit(form, does) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter;
    button.disabled = true;
    const given = Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, value.trim()]));
    try {
      await does(given, button.value);
    } catch (error) {
      showProblem(form, error);
    } finally {
      button.disabled = false;
    }
  });
}

// A code or a token is shown this once; then the page shows who there is now.
function showOnce(title, secret, means) {
  for (const open of document.querySelectorAll("dialog[open]")) open.close();
  once.querySelector("h2").textContent = title;
  once.querySelector(".secret").textContent = secret;
  document.querySelector("#once-means").textContent = means;
  once.showModal();
}

const anew = () => location.reload();
const showCode = (person) => showOnce(t("code_of", { name: person.shown_name }), person.code, t("code_means"));

async function propose(change, name, role, reason) {
  await act("POST", "/api/v1/proposals", { change, name, role, reason });
  anew();
}

onSubmit(document.querySelector("#add-person"), async (given) => {
  if (twoPersons.includes(given.role)) return propose("add", given.name, given.role, given.reason);
  showCode(await act("POST", "/api/v1/people", given));
});

const role = document.querySelector("#add-person select");
const tellTwoPersons = () => {
  document.querySelector("#add-person [data-two-persons]").hidden = !twoPersons.includes(role.value);
};
role.addEventListener("change", tellTwoPersons);
tellTwoPersons();

let person = null;
for (const button of document.querySelectorAll("[data-change]")) {
  button.addEventListener("click", () => {
    person = button.dataset;
    changing.querySelector("h2").textContent = `${person.shown} (${person.change})`;
    changing.querySelector("select").value = person.role;
    changing.querySelector('[value="disable"]').parentElement.hidden = person.active === "no";
    changing.querySelector(".problem").hidden = true;
    changing.showModal();
  });
}

const changes = {
  async assign({ role: wanted, reason }) {
    if (twoPersons.includes(wanted)) return propose("assign", person.change, wanted, reason);
    await act("PUT", `${of(person.change)}/role`, { role: wanted, reason }, { "If-Match": person.etag });
    anew();
  },
  async reset({ reason }) {
    if (twoPersons.includes(person.role)) return propose("reset", person.change, person.role, reason);
    showCode(await act("POST", `${of(person.change)}/reset`, { reason }));
  },
  async disable({ reason }) {
    await act("POST", `${of(person.change)}/disable`, { reason });
    anew();
  },
};
onSubmit(changing.querySelector("form"), (given, does) => changes[does](given));

const agreements = {
  async add(given, { name, role: wanted, confirms }) {
    showCode(await act("POST", "/api/v1/people", { name, shown_name: given.shown_name, role: wanted, confirms }));
  },
  async reset(given, { name, confirms }) {
    showCode(await act("POST", `${of(name)}/reset`, { confirms }));
  },
  async assign(given, { name, role: wanted, confirms, etag }) {
    await act("PUT", `${of(name)}/role`, { role: wanted, confirms }, { "If-Match": etag });
    anew();
  },
};
for (const form of document.querySelectorAll("[data-agree]")) {
  onSubmit(form, (given) => agreements[form.dataset.agree](given, form.dataset));
}

onSubmit(document.querySelector("#issue-token"), async ({ name, days, reason }) => {
  const scopes = [...document.querySelectorAll("#issue-token [name=scopes]:checked")].map((tick) => tick.value);
  const issued = await act("POST", "/api/v1/tokens", { name, scopes, days: Number(days), reason });
  showOnce(t("token_of", { name }), issued.token, t("token_means"));
});

let token = "";
for (const button of document.querySelectorAll("[data-revoke]")) {
  button.addEventListener("click", () => {
    token = button.dataset.revoke;
    revoking.querySelector("h2").textContent = t("revoke_of", { name: token });
    revoking.showModal();
  });
}
onSubmit(revoking.querySelector("form"), async ({ reason }) => {
  await act("POST", `/api/v1/tokens/${encodeURIComponent(token)}/revoke`, { reason });
  anew();
});

for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}
once.querySelector("[data-done]").addEventListener("click", () => once.close());
once.addEventListener("close", anew);
