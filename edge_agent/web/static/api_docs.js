// The API's description as Swagger UI shows it. Its script is a global one, loaded before this module.

const { SwaggerUIBundle } = globalThis;
const place = document.querySelector("#api-docs");

// What it makes lacks names that a screen reader would say, and places that the keyboard could scroll.
const MENDED = [
  ["select:not([aria-label])", (one) => one.setAttribute("aria-label", nameOf(one))],
  ["table[role='region']:not([aria-label])", (one) => one.setAttribute("aria-label", `Responses ${one.id}`)],
  ["pre:not([tabindex])", (one) => one.setAttribute("tabindex", "0")],
];

function nameOf(select) {
  return select.closest("[data-param-name]")?.dataset.paramName ?? "Media type";
}

function mend() {
  for (const [found, does] of MENDED) place.querySelectorAll(found).forEach(does);
}

new MutationObserver(mend).observe(place, { childList: true, subtree: true });

// The operations alone: the page around them has its own title, and its own main part.
function operationsAlone({ React }) {
  function OperationsAlone({ getComponent, specSelectors }) {
    if (specSelectors.loadingStatus() !== "success") return null;
    const operations = React.createElement(getComponent("operations", true));
    return React.createElement("div", { className: "swagger-ui" }, operations);
  }
  return { components: { OperationsAlone } };
}

SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  domNode: place,
  deepLinking: false, // its links stand inside buttons
  defaultModelsExpandDepth: -1,
  docExpansion: "none", // a hundred operations at once are slow to draw, and slower to read
  layout: "OperationsAlone",
  plugins: [operationsAlone],
  supportedSubmitMethods: ["get"], // nobody stops a belt by trying out a button of the manual
  validatorUrl: null, // it would ask a server elsewhere
});
