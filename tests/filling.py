"""Fills the form in at once, where how a person does so has been tried elsewhere (tests/keyboard.py)."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

from keyboard import NUMBER

# Answers by selector: true ticks or chooses, a text is typed.
Answers = Mapping[str, Any]
_FILL = """async (steps) => {
  const shown = async (step) => {
    const section = document.getElementById(`step-${step}`);
    for (let tries = 0; section.hidden; tries++) {
      if (tries > 500) throw new Error(`${step}: ${document.getElementById("form-problems").textContent}`);
      await new Promise((go) => setTimeout(go, 10));
    }
  };
  for (const [step, answers] of Object.entries(steps)) {
    await shown(step);
    for (const [selector, value] of Object.entries(answers)) {
      const control = document.querySelector(selector);
      if (!control) throw new Error(selector);
      if (value === true) control.click();
      else {
        control.value = value;
        for (const name of ["input", "change"]) control.dispatchEvent(new Event(name, { bubbles: true }));
      }
    }
    document.getElementById("form-next").click();
  }
}"""


def fill(page: Page, steps: Mapping[str, Answers]) -> None:
    """Answer the steps, each as soon as it is shown, and go on from the last of them; raises where a step does not come."""
    page.evaluate(_FILL, steps)


def place(pointer: str, code: str) -> dict[str, str]:
    """Answer a question for a place by its code, as the finder does."""
    return {f"#{pointer[1:].replace('/', '-')}": code, f"[name='{pointer}']": code}


def before_papers(insured: Answers, treated: str = "11") -> dict[str, Answers]:
    """Answer what comes before the papers, in the form whose address names place and type."""
    return {
        "place": {"#scheme-residents": True},
        "type": {},
        "needs": {},
        "who": insured,
        "where": place("/treatments/0/place", treated) | {"#ask-admission-no": True},
    }


def to_papers(page: Page) -> None:
    """Go to the papers of a filing for oneself that is not signed for."""
    page.wait_for_function("() => document.querySelector(`[name='/insured_place']`).value")
    fill(page, before_papers({"#filer-capacity-self": True, "#insured-name": "张三", "#insured-document-number": NUMBER}))
    page.wait_for_selector("#step-papers:not([hidden])")
    if page.is_visible("#ask-letter-no"):
        page.check("#ask-letter-no")
