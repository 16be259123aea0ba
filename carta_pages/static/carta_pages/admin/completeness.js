/* Keeps the list of what is missing up to date while somebody writes, and folds filled rows.
   Everything works without it: the list is then as of the last save. */
(() => {
  "use strict";

  const PAUSE = 1500;
  const LONGEST_TITLE = 80;

  function followForm(panel) {
    const url = panel.dataset.url;
    const form = panel.closest("form");
    const body = panel.querySelector("[data-carta-completeness-body]");
    if (!url || !form || !body) return;

    let timer = 0;
    let running = null;

    async function refresh() {
      if (running) running.abort();
      running = new AbortController();
      const data = new FormData(form);
      for (const [name, value] of [...data.entries()]) {
        if (value instanceof File) data.delete(name);
      }
      try {
        const answer = await fetch(url, { method: "POST", body: data, signal: running.signal });
        if (answer.ok) body.innerHTML = await answer.text();
      } catch (error) {
        if (error.name !== "AbortError") throw error;
      }
    }

    form.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(refresh, PAUSE);
    });
    document.addEventListener("w-autosave:success", refresh);
  }

  function titleOf(row) {
    const field = row.querySelector('textarea, input[type="text"], select');
    if (!field) return "";
    const text = field.tagName === "SELECT" ? field.selectedOptions[0]?.text : field.value;
    const clean = (text || "").trim();
    return clean.startsWith("---") ? "" : clean.slice(0, LONGEST_TITLE);
  }

  function foldRows() {
    document.querySelectorAll(".carta-rows [data-inline-panel-child]").forEach((row) => {
      const title = titleOf(row);
      if (!title) return;
      const heading = row.querySelector("[data-panel-heading-text]");
      if (heading) heading.append(": " + title);
      const toggle = row.querySelector("[data-panel-toggle]");
      const wrong = row.querySelector('[aria-invalid="true"], .error-message, .w-field--error');
      if (toggle && !wrong && toggle.getAttribute("aria-expanded") === "true") toggle.click();
    });
  }

  /* A link to a field inside a folded row opens the row first. */
  document.addEventListener("w-focus:focus", (event) => {
    let hidden = event.target.closest("[hidden]");
    while (hidden) {
      hidden.dispatchEvent(new Event("beforematch"));
      hidden = hidden.parentElement?.closest("[hidden]");
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-carta-completeness]").forEach(followForm);
    window.setTimeout(foldRows, 0);
  });
})();
