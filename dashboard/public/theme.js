// Chooses the look before the first paint, so that the page never flashes in another one.
(function () {
  var root = document.documentElement.dataset;
  var kept = null;
  var look = {};
  try {
    kept = localStorage.getItem("twinline.theme");
    look = JSON.parse(localStorage.getItem("twinline.look") || "{}") || {};
  } catch (_) {
    look = {};
  }
  var system = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  root.theme = kept === "dark" || kept === "light" ? kept : system;
  root.pair = look.pair === "blue" ? "blue" : "teal";
  root.swapped = String(look.swapped === true);
  root.comfortable = String(look.comfortable === true);
})();
