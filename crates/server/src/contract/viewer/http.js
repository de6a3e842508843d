// Shows the OpenAPI document with the login of this browser.
"use strict";

const note = document.getElementById("note");

async function show() {
  const response = await fetch("/api/v1/openapi.json");
  if (!response.ok) {
    const problem = await response.json();
    note.textContent = `${problem.detail}. Then load this page again.`;
    note.hidden = false;
    return;
  }
  SwaggerUIBundle({
    spec: await response.json(),
    domNode: document.getElementById("api"),
    deepLinking: true,
    docExpansion: "list",
    // Asks no other machine whether the document is valid.
    validatorUrl: null,
  });
}

show().catch((error) => {
  note.textContent = `the gateway does not answer: ${error.message}`;
  note.hidden = false;
});
