/* Lets a frame with a pinned text be as tall as its text, up to most of the window. */
(function () {
  "use strict";

  function fit(frame) {
    var inside = frame.contentDocument;
    if (!inside || !inside.documentElement) {
      return;
    }
    var tall = inside.documentElement.scrollHeight;
    var most = Math.max(320, Math.round(window.innerHeight * 0.8));
    frame.style.height = Math.min(tall + 4, most) + "px";
  }

  function watch(frame) {
    frame.addEventListener("load", function () {
      fit(frame);
    });
    fit(frame);
  }

  document.querySelectorAll("[data-carta-preview]").forEach(watch);
})();
