(function () {
  "use strict";
  var root = document.documentElement;
  var titles = {{ {"da": title.da, "en": title.en} | tojson }};
  var asked = new URLSearchParams(location.search);

  function kept(name) {
    try { return localStorage.getItem("ghettolist-" + name); } catch (refused) { return null; }
  }
  function keep(name, value) {
    try { localStorage.setItem("ghettolist-" + name, value); } catch (refused) { /* private window: not kept */ }
  }
  function press(name, value) {
    document.querySelectorAll("[data-set-" + name + "]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-set-" + name) === value));
    });
  }
  function speak(language) {
    root.lang = language;
    root.setAttribute("data-language", language);
    document.title = titles[language];
    press("language", language);
  }
  function colour(theme) {
    root.setAttribute("data-theme", theme);
    press("theme", theme);
  }

  document.getElementById("controls").hidden = false;
  var language = asked.get("language") || kept("language");
  if (titles[language]) { speak(language); }
  var theme = asked.get("theme") || kept("theme");
  var dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  if (theme === "light" || theme === "dark") { colour(theme); } else { press("theme", dark ? "dark" : "light"); }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (button && button.dataset.setLanguage) { speak(button.dataset.setLanguage); keep("language", button.dataset.setLanguage); }
    if (button && button.dataset.setTheme) { colour(button.dataset.setTheme); keep("theme", button.dataset.setTheme); }
  });
  // A phone gets the areas folded: thirteen open ones are forty screens.
  if (window.matchMedia("(max-width: 40rem)").matches) {
    document.querySelectorAll("details.area").forEach(function (each) { each.open = false; });
  }
  // The index: only the areas whose name holds what is typed.
  var search = document.getElementById("search");
  if (search) {
    search.parentElement.hidden = false;
    search.addEventListener("input", function () {
      var wanted = search.value.trim().toLocaleLowerCase("da");
      document.querySelectorAll("#found tr").forEach(function (row) {
        row.hidden = row.textContent.toLocaleLowerCase("da").indexOf(wanted) < 0;
      });
    });
  }
  function open(id) {
    var target = id && document.getElementById(decodeURIComponent(id));
    if (target && target.tagName === "DETAILS") { target.open = true; }
  }
  window.addEventListener("hashchange", function () { open(location.hash.slice(1)); });
  open(location.hash.slice(1));
  // Paper cannot be unfolded: what is folded on the screen is printed.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not(.numbers, .brief)").forEach(function (each) { each.open = true; });
  });
})();
