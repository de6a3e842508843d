// Chooses the theme before the first paint, so that the page never flashes in the other one.
(function () {
  var kept = null;
  try {
    kept = localStorage.getItem("twinline.theme");
  } catch (_) {
    kept = null;
  }
  var system = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  document.documentElement.dataset.theme = kept === "dark" || kept === "light" ? kept : system;
})();
