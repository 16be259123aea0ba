/*
 * Tells the next save which draft the author has on screen.
 *
 * Wagtail's autosave remembers its own revision but leaves the form's hidden fields as they
 * were when the page was opened; pressing "Guardar" after an autosave would then look like a
 * save from an outdated tab. Without this script (no JavaScript) there is no autosave either.
 */
document.addEventListener("w-autosave:success", (event) => {
  const form = event.target;
  const saved = event.detail && event.detail.response;
  if (!(form instanceof HTMLFormElement) || !saved || !saved.revision_id) return;
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
});
