// The API's description as Swagger UI shows it. The script is a global one, loaded before this module.

const { SwaggerUIBundle } = globalThis;

SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  domNode: document.querySelector("#api-docs"),
  deepLinking: true,
  defaultModelsExpandDepth: -1,
  docExpansion: "list",
  filter: false,
  supportedSubmitMethods: ["get"], // nobody stops a belt by trying out a button of the manual
  validatorUrl: null, // it would ask a server elsewhere
});
