/* Handout, default theme: what is pleasant to have. Everything works without it. */
(function () {
  "use strict";
  var words = document.currentScript.dataset;
  var root = document.documentElement;

  function make(name, attributes, text) {
    var element = document.createElement(name);
    for (var key in attributes) element.setAttribute(key, attributes[key]);
    if (text) element.textContent = text;
    return element;
  }

  function each(selector, use) {
    document.querySelectorAll(selector).forEach(use);
  }

  /* Light or dark ------------------------------------------------------ */

  var CHOICE = "handout-scheme";
  var darkSystem = matchMedia("(prefers-color-scheme: dark)");
  var grounds = [];
  each('meta[name="theme-color"]', function (meta) { grounds.push({ meta: meta, own: meta.content }); });

  function isDark() {
    return root.dataset.scheme ? root.dataset.scheme === "dark" : darkSystem.matches;
  }

  function showScheme() {
    each(".scheme-switch", function (button) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(isDark()));
    });
    var paper = getComputedStyle(root).getPropertyValue("--paper").trim();
    grounds.forEach(function (it) { it.meta.content = root.dataset.scheme ? paper : it.own; });
  }

  function useScheme(scheme) {
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
    else delete root.dataset.scheme;
    showScheme();
  }

  /* What the system prefers is no choice to remember: the page goes on following the system. */
  function switchScheme() {
    var dark = !isDark();
    var scheme = dark === darkSystem.matches ? null : dark ? "dark" : "light";
    try {
      if (scheme) localStorage.setItem(CHOICE, scheme);
      else localStorage.removeItem(CHOICE);
    } catch (refused) { /* It then holds until the next page. */ }
    useScheme(scheme);
  }

  /* A page in another tab, or one that comes back from the browser's memory, follows the choice too. */
  function followChoice() {
    try {
      useScheme(localStorage.getItem(CHOICE));
    } catch (refused) { /* Nothing was remembered. */ }
  }

  /* Where you are in the contents --------------------------------------- */

  function followContents(nav) {
    var places = [];
    nav.querySelectorAll("a").forEach(function (link) {
      var heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) places.push({ link: link, heading: heading });
    });
    var current = null;
    var waiting = false;
    function look() {
      waiting = false;
      var line = 96; /* px: a heading that was led to stands a little above */
      var atEnd = innerHeight + scrollY >= root.scrollHeight - 2;
      var found = places.filter(function (it) {
        return it.heading.getBoundingClientRect().top <= (atEnd ? innerHeight : line);
      }).pop();
      if (found === current) return;
      if (current) current.link.removeAttribute("aria-current");
      if (found) found.link.setAttribute("aria-current", "location");
      current = found;
    }
    function ask() {
      if (!waiting) requestAnimationFrame(look);
      waiting = true;
    }
    addEventListener("scroll", ask, { passive: true });
    addEventListener("resize", ask, { passive: true });
    look();
  }

  /* Copying code -------------------------------------------------------- */

  function copy(text) {
    if (!navigator.clipboard) return copyByHand(text);
    return navigator.clipboard.writeText(text).catch(function () { return copyByHand(text); });
  }

  /* Where there is no clipboard to ask for, or it may not be asked. */
  function copyByHand(text) {
    var field = make("textarea", { readonly: "", class: "unseen" });
    field.value = text;
    document.body.append(field);
    field.select();
    var done = document.execCommand("copy");
    field.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copy"));
  }

  function offerCopy(block) {
    var frame = make("div", { class: "code-frame" });
    var button = make("button", { class: "copy", type: "button", title: words.copy });
    var name = make("span", { class: "unseen" }, words.copy);
    var said = make("span", { class: "unseen", role: "status" });
    function show(done) {
      button.classList.toggle("copied", done);
      name.textContent = button.title = done ? words.copied : words.copy;
      said.textContent = done ? words.copied : "";
    }
    block.replaceWith(frame);
    button.append(name);
    frame.append(block, button, said);
    button.addEventListener("click", function () {
      copy(block.textContent).then(function () {
        show(true);
        button.focus();
        setTimeout(show, 2000, false);
      }, function () {
        button.hidden = true;
      });
    });
  }

  /* Pictures, larger ---------------------------------------------------- */

  /* The size of the original: that of a smaller version is not what its file has, but what it is shown at. */
  function widthOf(image) {
    return Number(image.getAttribute("width")) || image.naturalWidth;
  }

  function heightOf(image) {
    return Number(image.getAttribute("height")) || image.naturalHeight;
  }

  function isDrawing(image) {
    return /\.svg$/.test(image.src);
  }

  /* How wide it can be seen at once; and how wide at all, if one moves about in it. */
  function wholeWidth(image) {
    var room = Math.min(innerWidth / widthOf(image), innerHeight / heightOf(image));
    return widthOf(image) * (isDrawing(image) ? room : Math.min(1, room));
  }

  function widestWidth(image) {
    var most = image.clientWidth * 2.5;
    return isDrawing(image) ? most : Math.min(widthOf(image), most);
  }

  function isLarger(width, image) {
    return width > image.clientWidth * 1.15;
  }

  function enlarge(image, opener) {
    var box = make("dialog", { class: "zoom", "aria-label": image.alt || words.enlarge });
    var shown = (image.closest("picture") || image).cloneNode(true);
    var large = shown.matches("img") ? shown : shown.querySelector("img");
    var close = make("button", { class: "button", type: "button" }, words.close);
    var width = wholeWidth(image);
    if (!isLarger(width, image)) {
      box.classList.add("zoom-wide");
      width = Math.round(widestWidth(image));
      large.height = Math.round(width * heightOf(image) / widthOf(image));
      large.width = width;
    }
    /* The version that suits this size. */
    shown.querySelectorAll("source").forEach(function (source) { source.sizes = Math.ceil(width) + "px"; });
    large.removeAttribute("loading");
    box.append(shown, close);
    document.body.append(box);
    box.addEventListener("click", function () { box.close(); });
    box.addEventListener("close", function () {
      box.remove();
      opener.focus({ preventScroll: true });
    });
    box.showModal();
    close.focus({ preventScroll: true });
  }

  function offerZoom(image) {
    if (image.closest("a, button") || !widthOf(image)) return;
    if (!isLarger(wholeWidth(image), image) && !isLarger(widestWidth(image), image)) return;
    var shown = image.closest("picture") || image;
    var opener = make("button", { class: "zoom-open", type: "button" });
    opener.setAttribute("aria-label", words.enlarge + (image.alt ? ": " + image.alt : ""));
    shown.replaceWith(opener);
    opener.append(shown);
    opener.addEventListener("click", function () { enlarge(image, opener); });
  }

  function whenLoaded(image) {
    if (image.complete) offerZoom(image);
    else image.addEventListener("load", function () { offerZoom(image); }, { once: true });
  }

  /* Footnotes in place -------------------------------------------------- */

  function openNote(call, note) {
    var box = make("div", { class: "note-open", popover: "auto", role: "note", tabindex: "-1" });
    note.childNodes.forEach(function (node) { box.append(node.cloneNode(true)); });
    box.querySelectorAll(".footnote-back").forEach(function (back) { back.remove(); });
    box.querySelectorAll("[id]").forEach(function (element) { element.removeAttribute("id"); });
    call.after(box);
    box.showPopover();
    var mark = call.getBoundingClientRect();
    var size = box.getBoundingClientRect();
    var left = Math.max(8, Math.min(mark.left - size.width / 2, root.clientWidth - size.width - 8));
    var below = mark.bottom + 8 + size.height < innerHeight;
    /* In the page, so that it scrolls with its mark. */
    box.style.left = left + scrollX + "px";
    box.style.top = Math.max(8, below ? mark.bottom + 8 : mark.top - 8 - size.height) + scrollY + "px";
    box.focus({ preventScroll: true });
    box.addEventListener("toggle", function (event) {
      if (event.newState !== "closed") return;
      if (box.contains(document.activeElement)) call.focus({ preventScroll: true });
      box.remove();
    });
  }

  function offerNote(call) {
    call.addEventListener("click", function (event) {
      var note = document.getElementById(decodeURIComponent(call.hash.slice(1)));
      if (!note || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      openNote(call, note);
    });
  }

  showScheme();
  darkSystem.addEventListener("change", showScheme);
  addEventListener("storage", followChoice);
  addEventListener("pageshow", function (event) { if (event.persisted) followChoice(); });
  each(".scheme-switch", function (button) { button.addEventListener("click", switchScheme); });
  each(".toc-side", followContents);
  each(".prose pre", offerCopy);
  each(".prose img", whenLoaded);
  if (HTMLElement.prototype.hasOwnProperty("popover")) each('a[role="doc-noteref"]', offerNote);
})();
