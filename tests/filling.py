"""Fills the form in at once, where how a person does so has been tried elsewhere (tests/keyboard.py)."""

import base64
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

from keyboard import ADDRESS, AGENTS_NUMBER, AGENTS_PHONE, NUMBER, PHONE
from pictures import Picture

# Answers by selector: true ticks or chooses, a text is typed, or is a file in base64.
Answers = Mapping[str, Any]
_FILL = """async (steps) => {
  const shown = async (step) => {
    const section = document.getElementById(`step-${step}`);
    for (let tries = 0; section.hidden; tries++) {
      if (tries > 3000) throw new Error(`${step}: ${document.getElementById("form-problems").textContent}`);
      await new Promise((go) => setTimeout(go, 10));
    }
  };
  for (const [step, answers] of Object.entries(steps)) {
    await shown(step);
    for (const [selector, value] of Object.entries(answers)) {
      const control = document.querySelector(selector);
      if (!control) throw new Error(selector);
      if (value === true) control.click();
      else if (control.type === "file") {
        const bytes = Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], "paper.jpg"));
        control.files = transfer.files;
        control.dispatchEvent(new Event("change", { bubbles: true }));
      } else {
        control.value = value;
        for (const name of ["input", "change"]) control.dispatchEvent(new Event(name, { bubbles: true }));
      }
    }
    document.getElementById("form-next").click();
  }
}"""


SELF: Answers = {"#filer-capacity-self": True, "#insured-name": "张三", "#insured-document-number": NUMBER}
AGENT: Answers = {
    **SELF,
    "#filer-capacity-parent": True,
    "#filer-name": "李四",
    "#filer-document-number": AGENTS_NUMBER,
    "#filer-phone": AGENTS_PHONE,
    "#filer-consent": True,
}
AFTER_PAPERS: dict[str, Answers] = {"contact": {"#contact-phone": PHONE}, "notice": {"#ask-notice": True}}


def fill(page: Page, steps: Mapping[str, Answers]) -> None:
    """Answer the steps, each as soon as it is shown, and go on from the last of them; raises where a step does not come."""
    page.evaluate(_FILL, steps)


def place(pointer: str, code: str) -> dict[str, str]:
    """Answer a question for a place by its code, as the finder does."""
    return {f"#{pointer[1:].replace('/', '-')}": code, f"[name='{pointer}']": code}


def before_papers(who: Answers, level: int | None = None) -> dict[str, Answers]:
    """Answer what comes before the papers, in the form whose address names place and type; `level` is of who refers."""
    referred = {"#referral-institution": "示例医院", f"#referral-level-{level}": True} if level else {}
    where = {**place("/treatments/0/place", "11"), **referred, "#ask-admission-no": True}
    return {"place": {"#scheme-residents": True}, "type": {}, "needs": {}, "who": who, "where": where}


def whole(term: Mapping[str, Any], *, agent: bool, letter: bool) -> dict[str, Answers]:
    """Answer all that a place asks for a type of filing, by what its table says of it: with every first paper, or signed for."""
    papers: dict[str, Any] = {f"#ask-letter-{'yes' if letter else 'no'}": True} if term["letter"] else {}
    if letter:
        papers |= {"#letter-living_since": "2020-01-01", "#letter-signed_name": "李四" if agent else "张三"}
    for number, (paper, *_) in enumerate([] if letter else term["materials"]):
        picture = base64.b64encode(Picture(width=300 + number).write()).decode()
        papers |= {f"#materials-{paper}": True, f"#paper-{paper}-choose": picture}
    after = dict(AFTER_PAPERS)
    if letter:
        after["contact"] = {**after["contact"], "#contact-address": ADDRESS}
    before = before_papers(AGENT if agent else SELF, 3 if term["kind"] == "referred" else None)
    return {**before, "papers": papers, **after, "check": {}}


def is_ready(page: Page) -> None:
    """Wait until the form has taken the place that its address names."""
    page.wait_for_function("() => document.querySelector(`[name='/insured_place']`).value")


def to_papers(page: Page) -> None:
    """Go to the papers of a filing for oneself that is not signed for."""
    is_ready(page)
    fill(page, before_papers(SELF))
    page.wait_for_selector("#step-papers:not([hidden])")
    if page.is_visible("#ask-letter-no"):
        page.check("#ask-letter-no")
