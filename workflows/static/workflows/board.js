/* Dragging on the quality office's board. Everything it does, the ticks and buttons do too. */
(function () {
  "use strict";

  var board = document.querySelector("[data-carta-board]");
  if (!board) {
    return;
  }
  var status = document.querySelector("[data-carta-board-status]");
  var drop = board.querySelector("[data-carta-drop]");
  var dragged = null;

  function say(text) {
    status.textContent = text;
  }

  function untick() {
    board.querySelectorAll("input[type=checkbox]").forEach(function (box) {
      box.checked = false;
    });
  }

  function send(url) {
    board.action = url;
    board.submit();
  }

  function tick(card) {
    card.querySelector("input[name=dossier]").checked = true;
  }

  function fits(card) {
    return (
      dragged &&
      dragged.kind === "card" &&
      dragged.node !== card &&
      dragged.node.dataset.lane === card.dataset.lane
    );
  }

  function watchCard(card) {
    card.draggable = true;
    card.classList.add("is-draggable");
    card.addEventListener("dragstart", function (event) {
      if (dragged) {
        return;
      }
      dragged = { kind: "card", node: card };
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", card.dataset.cartaCard);
    });
    card.addEventListener("dragend", end);
    card.addEventListener("dragover", function (event) {
      if (fits(card)) {
        event.preventDefault();
        card.classList.add("is-target");
      }
    });
    card.addEventListener("dragleave", function () {
      card.classList.remove("is-target");
    });
    card.addEventListener("drop", function (event) {
      event.preventDefault();
      card.classList.remove("is-target");
      if (fits(card) && window.confirm(board.dataset.askMerge)) {
        untick();
        tick(card);
        tick(dragged.node);
        send(board.dataset.mergeUrl);
      }
    });
    card.addEventListener("dragenter", function () {
      if (dragged && dragged.kind === "card" && dragged.node !== card && !fits(card)) {
        say(board.dataset.sayKind);
      }
    });
    card.querySelectorAll("[data-carta-page]").forEach(watchPage);
  }

  function watchPage(page) {
    var box = page.querySelector("input[name=item]");
    if (!box || !drop) {
      return;
    }
    page.draggable = true;
    page.classList.add("is-draggable");
    page.addEventListener("dragstart", function (event) {
      dragged = { kind: "page", node: page };
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", page.dataset.cartaPage);
      drop.hidden = false;
    });
    page.addEventListener("dragend", end);
  }

  function end() {
    dragged = null;
    if (drop) {
      drop.hidden = true;
      drop.classList.remove("is-target");
    }
  }

  if (drop) {
    drop.addEventListener("dragover", function (event) {
      if (dragged && dragged.kind === "page") {
        event.preventDefault();
        drop.classList.add("is-target");
      }
    });
    drop.addEventListener("dragleave", function () {
      drop.classList.remove("is-target");
    });
    drop.addEventListener("drop", function (event) {
      event.preventDefault();
      if (dragged && dragged.kind === "page") {
        untick();
        dragged.node.querySelector("input[name=item]").checked = true;
        send(board.dataset.splitUrl);
      }
    });
  }

  board.querySelectorAll("[data-carta-card]").forEach(watchCard);
})();
