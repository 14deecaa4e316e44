// A version comes in as an archive of a recipe's folder, or from a station that is asked for it.

import { act, Refused } from "./act.js";
import { anew, onSubmit, typed } from "./forms.js";
import { t } from "./texts.js";

const PATIENCE_MS = 60000; // it is opened as a station would open it

// The same archive again is the same version, so that this needs no key of its own.
async function add(archive, note) {
  let answer;
  try {
    answer = await fetch(`/api/v1/recipe-versions?${new URLSearchParams({ note })}`, {
      method: "POST",
      headers: { "Content-Type": "application/zip" },
      body: archive,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new Refused(t("not_reached"), 0);
  }
  const told = await answer.json();
  if (!answer.ok) throw new Refused(told.detail, answer.status, told);
  return told;
}

onSubmit(document.querySelector("#add-version"), async (given) => {
  const version = await add(given.get("archive"), given.get("note").trim());
  location.assign(`/recipes/${version.hash}`);
});

onSubmit(document.querySelector("#wish-for"), async (given) => {
  await act("POST", "/api/v1/recipe-wishes", typed(given, ["station", "recipe"]));
  anew();
});
