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
  // Take away: a chart as SVG or PNG, in Danish, with title and source; the list as a plain table for a document.
  var STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "paint-order",
    "font-family", "font-size", "font-weight", "text-anchor"];
  function line(text, x, y, size, colour) {
    var element = document.createElementNS("http://www.w3.org/2000/svg", "text");
    element.textContent = text;
    element.setAttribute("x", x);
    element.setAttribute("y", y);
    element.setAttribute("style", "font-family: sans-serif; font-size: " + size + "px; fill: " + colour);
    return element;
  }
  function standalone(figure) {
    var shown = figure.querySelector("svg"), copy = shown.cloneNode(true);
    var originals = shown.querySelectorAll("*"), copies = copy.querySelectorAll("*");
    copies.forEach(function (element, position) {
      var style = getComputedStyle(originals[position]);
      element.setAttribute("style", STYLES.map(function (name) { return name + ": " + style.getPropertyValue(name); }).join("; "));
    });
    copy.querySelectorAll(".en").forEach(function (element) { element.remove(); });
    var box = shown.viewBox.baseVal, paper = getComputedStyle(root).getPropertyValue("--paper"), ink = getComputedStyle(root).getPropertyValue("--ink");
    copy.removeAttribute("aria-hidden");
    copy.removeAttribute("aria-labelledby");
    copy.setAttribute("role", "img");
    copy.setAttribute("aria-label", figure.dataset.title + ". " + figure.dataset.source);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("viewBox", "-12 -40 " + (box.width + 24) + " " + (box.height + 72));
    copy.setAttribute("width", box.width + 24);
    copy.setAttribute("height", box.height + 72);
    var ground = document.createElementNS("http://www.w3.org/2000/svg", "path");
    ground.setAttribute("d", "M-12 -40h" + (box.width + 24) + "v" + (box.height + 72) + "h-" + (box.width + 24) + "z");
    ground.setAttribute("style", "fill: " + paper);
    copy.insertBefore(ground, copy.firstChild);
    copy.appendChild(line(figure.dataset.title.slice(0, 100), 0, -18, 14, ink));
    copy.appendChild(line(figure.dataset.source, 0, box.height + 22, 10, ink));
    return new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
  }
  function save(blob, name) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }
  function asPng(svg, name) {
    var picture = new Image();
    picture.onload = function () {
      var canvas = document.createElement("canvas");
      canvas.width = picture.width * 2;
      canvas.height = picture.height * 2;
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (blob) { save(blob, name); });
      URL.revokeObjectURL(picture.src);
    };
    picture.src = URL.createObjectURL(svg);
  }
  function copyTable(table) {
    var copy = table.cloneNode(true), other = root.lang === "da" ? "en" : "da";
    copy.querySelectorAll("." + other).forEach(function (each) { each.remove(); });
    copy.querySelectorAll(".sign").forEach(function (sign) { sign.replaceWith(sign.querySelector(".hidden").textContent); });
    copy.querySelectorAll(".dot, .hidden, svg").forEach(function (each) { each.remove(); });
    copy.querySelectorAll("a").forEach(function (link) { link.replaceWith(link.textContent); });
    copy.setAttribute("border", "1");
    document.body.appendChild(copy);
    var range = document.createRange(), selection = getSelection();
    range.selectNode(copy);
    selection.removeAllRanges();
    selection.addRange(range);
    document.execCommand("copy");
    selection.removeAllRanges();
    copy.remove();
  }
  function offer(kinds, place) {
    var buttons = document.getElementById("take-away").content.cloneNode(true);
    buttons.querySelectorAll("button").forEach(function (button) {
      if (kinds.indexOf(button.dataset.take) < 0) { button.remove(); }
    });
    place.className = "take-away";
    place.hidden = false;
    place.appendChild(buttons);
  }
  document.querySelectorAll("figure.take").forEach(function (figure) {
    offer(["svg", "png"], figure.appendChild(document.createElement("p")));
  });
  document.querySelectorAll("[data-copy]").forEach(function (place) { offer(["copy"], place); });
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-take]"), figure = button && button.closest("figure");
    if (figure && button.dataset.take === "svg") { save(standalone(figure), figure.dataset.name + ".svg"); }
    if (figure && button.dataset.take === "png") { asPng(standalone(figure), figure.dataset.name + ".png"); }
    if (button && button.dataset.take === "copy") { copyTable(document.querySelector("table.list")); }
  });
})();
