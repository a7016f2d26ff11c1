"""One page of every template of the site, by what the template draws."""

from guide.words import LANGUAGES, ORIGINAL

FOLDERS = {language: "/" if language == ORIGINAL else f"/{language}/" for language in LANGUAGES}
# Read without scripts; the rest is asked and answered.
READ = {
    "home": "",
    "prose with a drawing": "need/",
    "prose with rules": "settlement/",
    "a place with rules of its own": "places/3210/",
    "a place that inherits": "places/4303/",
    "a province": "places/32/",
    "the nation": "national/",
    "places": "places/",
    "sources": "sources/",
    "glossary": "glossary/",
    "changes": "changes/",
    "blank forms": "print/",
    "a blank form and its checklist": "print/3210/long-term-resident/",
    "what is open": "open/",
    "search": "search/",
    "no such page": "a/b/c/",
}
ASKED = {"check": "check/", "form": "file/?place=3210", "status": "status/", "amend": "amend/"}
EVERY = READ | ASKED
# Opens everything that can be opened, but for the menu that would cover the page.
OPEN_ALL = "() => document.querySelectorAll('details:not(.site-languages)').forEach(it => { it.open = true })"
WIDTH = "() => document.documentElement.scrollWidth"
# A style that the page's policy would refuse in any other way.
STYLE = """rules => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
# What reaches over the edge of the screen: scrollWidth alone says that something does.
BEYOND = """() => [...document.querySelectorAll("body *")]
    .filter(it => it.checkVisibility() && it.getBoundingClientRect().right > innerWidth + 1)
    .slice(-3).map(it => it.outerHTML.slice(0, 120))"""
