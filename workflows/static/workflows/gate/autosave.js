/*
 * Keeps autosave and "Guardar" from answering each other as if they were two authors.
 *
 * Wagtail's autosave remembers its own revision but leaves the form's hidden fields as they
 * were when the page was opened; pressing "Guardar" after an autosave would then look like a
 * save from an outdated tab. And a save by hand neither cancels an autosave that waits for its
 * turn nor lets one that is on its way arrive first. And Wagtail begins to compare two seconds
 * after the page came: what was typed by then would count as the text that was there, neither
 * saved nor asked about when the tab is closed. Without this script (no JavaScript) there
 * is no autosave either.
 */
(() => {
  "use strict";

  const LONGEST_WAIT = 10000;

  /* The autosave that was announced last: its event, and its request once it is sent. */
  let waiting = null;
  let onItsWay = null;

  const send = window.fetch.bind(window);
  window.fetch = (resource, options) => {
    const answer = send(resource, options);
    const body = options && options.body;
    if (waiting && body && body === waiting.detail.formData) {
      waiting = null;
      onItsWay = {};
      onItsWay.done = new Promise((resolve) => {
        onItsWay.resolve = resolve;
      });
    }
    return answer;
  };

  /* Whether somebody wrote before Wagtail began to compare. */
  let isCompared = false;
  let wroteEarly = false;

  document.addEventListener(
    "input",
    (event) => {
      const form = event.target.form;
      if (!isCompared && event.isTrusted && form && form.matches("[data-edit-form]")) {
        wroteEarly = true;
      }
    },
    true,
  );

  document.addEventListener("w-unsaved:watch-edits", (event) => {
    if (!isCompared && wroteEarly) {
      event.target.setAttribute("data-w-unsaved-force-value", "true");
    }
    isCompared = true;
  });

  function arrived() {
    if (!onItsWay) return;
    onItsWay.resolve();
    onItsWay = null;
  }

  function remember(form, saved) {
    const values = {
      loaded_revision_id: saved.revision_id,
      loaded_revision_created_at: saved.revision_created_at,
    };
    Object.entries(values).forEach(([name, value]) => {
      let field = form.querySelector(`input[name="${name}"]`);
      if (!field) {
        field = document.createElement("input");
        field.type = "hidden";
        field.name = name;
        form.prepend(field);
      }
      field.value = value;
    });
  }

  document.addEventListener("w-autosave:save", (event) => {
    waiting = event;
  });

  document.addEventListener("w-autosave:success", (event) => {
    const form = event.target;
    const saved = event.detail && event.detail.response;
    if (form instanceof HTMLFormElement && saved && saved.revision_id) remember(form, saved);
    arrived();
  });

  document.addEventListener("w-autosave:error", arrived);

  /* Last of all listeners: a dialog that stops the save stops this too. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-edit-form]")) return;
    form.setAttribute("data-w-autosave-active-value", "false");
    if (waiting) waiting.preventDefault();
    if (!onItsWay) return;
    event.preventDefault();
    const button = event.submitter;
    const patience = new Promise((resolve) => {
      window.setTimeout(resolve, LONGEST_WAIT);
    });
    Promise.race([onItsWay.done, patience]).then(() => {
      onItsWay = null;
      form.requestSubmit(button && !button.disabled ? button : null);
    });
  });
})();
