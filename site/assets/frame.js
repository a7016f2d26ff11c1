// What the frame of every page does; the pages read the same without it. It is no module, so that it runs before anything
// is painted: a page in large text is never seen in small text first.
{
  const KEPT = "beian-large";
  const page = document.documentElement;
  page.dataset.scripted = "";
  setLarge(kept() === "yes");

  document.addEventListener("DOMContentLoaded", () => {
    setLarge(isLarge());
    document.querySelector(".site-large").addEventListener("click", () => {
      setLarge(!isLarge());
      keep(isLarge() ? "yes" : "no");
    });
    // A wide screen has room for the list of all pages; on a phone each group opens when it is touched.
    if (matchMedia("(min-width: 60rem)").matches) for (const group of document.querySelectorAll(".site-footer details")) group.open = true;
    const languages = document.querySelector(".site-languages");
    closeBeside(languages);
    // What is asked for in the address (a place, a word, answers) is asked for in the other language too.
    languages.addEventListener("click", ({ target }) => {
      if (target.matches("a")) Object.assign(target, { search: location.search, hash: location.hash });
    });
  });
  // A place finder whose script does not come would be a field that does nothing; a link beside it does the same.
  addEventListener("error", ({ target }) => {
    if (target instanceof HTMLScriptElement && target.src.endsWith("/finder.js")) for (const box of document.querySelectorAll("[data-finder]")) box.hidden = true;
  }, true);
  // Another window of this browser may have chosen, and a page that is gone back to was painted before the choice.
  addEventListener("storage", (event) => event.key === KEPT && setLarge(event.newValue === "yes"));
  addEventListener("pageshow", (event) => event.persisted && kept() && setLarge(kept() === "yes"));

  function isLarge() {
    return "large" in page.dataset;
  }

  function setLarge(large) {
    page.toggleAttribute("data-large", large);
    document.querySelector(".site-large")?.setAttribute("aria-pressed", String(large));
  }

  // Browsers may refuse to remember (private windows, a strict setting): then the choice holds for this page.
  function kept() {
    try {
      return localStorage.getItem(KEPT);
    } catch {
      return null;
    }
  }

  function keep(choice) {
    try {
      localStorage.setItem(KEPT, choice);
    } catch {
      // Nothing to be done and nothing to be said: the reader sees the large text that was asked for.
    }
  }

  function closeBeside(menu) {
    document.addEventListener("click", (event) => menu.contains(event.target) || (menu.open = false));
    menu.addEventListener("focusout", (event) => event.relatedTarget && !menu.contains(event.relatedTarget) && (menu.open = false));
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
}
