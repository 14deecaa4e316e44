// The report goes to paper, or to a PDF, by the browser's own print.

document.querySelector("#print").addEventListener("click", () => window.print());
