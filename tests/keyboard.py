"""A filer who has a keyboard and nothing else."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from pictures import Picture, chosen

FURTHEST = 60


class Keyboard:
    """Moves through a page with Tab, and answers with the keys that a browser knows."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.press = page.keyboard.press

    def reach(self, selector: str) -> None:
        """Press Tab until the element has the focus."""
        for _ in range(FURTHEST):
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not lead to {selector}")

    def write(self, selector: str, text: str) -> None:
        """Type over what stands in a field."""
        self.reach(selector)
        self.press("Control+A")
        self.page.keyboard.type(text)

    def date(self, selector: str, day: str) -> None:
        """Type a date, month first as Chromium has it in its own language."""
        self.reach(selector)
        year, month, of_month = day.split("-")
        self.page.keyboard.type(f"{month}{of_month}{year}")
        assert self.page.input_value(selector) == day

    def choose(self, name: str, value: str) -> None:
        """Choose one of some radio buttons with the arrow keys."""
        self.reach(f"input[name='{name}']")
        self.press("Space")
        for _ in range(FURTHEST):
            if self.page.evaluate("() => document.activeElement.value") == value:
                assert self.page.evaluate("() => document.activeElement.checked")
                return
            self.press("ArrowDown")
        raise AssertionError(f"{value} cannot be chosen under {name}")

    def select(self, selector: str, value: str) -> None:
        """Choose from a list with the arrow keys."""
        self.reach(selector)
        for _ in range(FURTHEST):
            if self.page.input_value(selector) == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{value} is not in {selector}")

    def tick(self, selector: str) -> None:
        """Tick a box."""
        self.reach(selector)
        self.press("Space")
        assert self.page.is_checked(selector)

    def find(self, selector: str, text: str) -> None:
        """Type into a place finder and take its first place."""
        self.write(selector, text)
        self.page.wait_for_selector(f"{selector} ~ [role=listbox] [role=option]")
        self.press("ArrowDown")
        self.press("Enter")

    def go_on(self, selector: str = "#form-next") -> None:
        """Press the main button."""
        self.reach(selector)
        self.press("Enter")


@dataclass(frozen=True)
class Case:
    """What somebody files; places by what is typed, with the codes that should come of it."""

    language: str = "zh-Hans"
    place: tuple[str, str] = ("yangzhou", "3210")
    scheme: str = "residents"
    kind: str = "long-term-resident"
    agent: bool = False
    whose: str = "parent"
    letter: bool = False
    treatments: tuple[tuple[str, str], ...] = (("beijing", "11"),)
    papers: tuple[str, ...] = ("residence-permit",)
    level: int | None = None
    admitted_on: str = ""
    until: str = ""

    @property
    def address(self) -> str:
        """The form's address in the language of the case."""
        return "/file/" if self.language == "zh-Hans" else f"/{self.language}/file/"


NUMBER, AGENTS_NUMBER = "32100219600229001X", "321002198505050025"
PHONE, AGENTS_PHONE = "13800000000", "13900000000"
ADDRESS = "示例市示例路1号"


def to_step(page: Page, step: str) -> None:
    """Wait until a step is shown."""
    page.wait_for_selector(f"#step-{step}:not([hidden])")


def file(page: Page, case: Case, look: Any = lambda _: None) -> None:
    """Answer every step by keyboard up to the answers; `look(page)` is called at each step."""
    keys = Keyboard(page)
    steps = {
        "place": _place, "type": _type, "needs": _nothing, "who": _who, "where": _where, "papers": _papers,
        "contact": _contact, "notice": _notice,
    }  # fmt: skip
    for step, answer in steps.items():
        to_step(page, step)
        answer(keys, case)
        look(page)
        keys.go_on()
    to_step(page, "check")
    look(page)


def _nothing(keys: Keyboard, case: Case) -> None:
    assert keys.page.locator("#needs dd").count() >= 5
    assert case.kind


def _place(keys: Keyboard, case: Case) -> None:
    keys.find("#insured_place", case.place[0])
    keys.choose("/scheme", case.scheme)


def _type(keys: Keyboard, case: Case) -> None:
    keys.choose("/type", case.kind)


def _who(keys: Keyboard, case: Case) -> None:
    keys.choose("ask-for", case.whose if case.agent else "self")
    if case.agent:
        if case.whose == "other":
            keys.select("#filer-relation", "spouse")
        keys.write("#filer-name", "李四")
        keys.write("#filer-document-number", AGENTS_NUMBER)
        keys.write("#filer-phone", AGENTS_PHONE)
        keys.tick("#filer-consent")
    keys.write("#insured-name", " 张三 ")
    # As people copy it from the card: with spaces and a small x.
    keys.write("#insured-document-number", "321002 19600229 001x")


def _where(keys: Keyboard, case: Case) -> None:
    for i, (typed, _) in enumerate(case.treatments):
        if i:
            keys.go_on("#where-add")
        keys.find(f"#treatments-{i}-place", typed)
        if case.until:
            keys.date(f"#treatments-{i}-until", case.until)
    if case.level:
        keys.write("#referral-institution", "示例医院")
        keys.choose("/referral/level", str(case.level))
    keys.choose("ask-admission", "yes" if case.admitted_on else "no")
    if case.admitted_on:
        keys.date("#admission-admitted_on", case.admitted_on)


def _papers(keys: Keyboard, case: Case) -> None:
    if keys.page.locator("[name=ask-letter]:enabled").count():
        keys.choose("ask-letter", "yes" if case.letter else "no")
    if case.letter:
        keys.date("#letter-living_since", "2020-01-01")
        keys.write("#letter-signed_name", "李四" if case.agent else "张三")
    for number, paper in enumerate(case.papers):
        keys.tick(f"#materials-{paper}")
        if not keys.page.is_visible(f"[data-pointer='paper-{paper}']"):
            # A clerk has the paper before them, or it comes later.
            continue
        keys.reach(f"#paper-{paper}-choose")
        # The browser's own dialogue for files has no keys that a test could press. Each picture is another.
        picture = chosen(f"{paper}.jpg", Picture(width=300 + number).write())
        keys.page.set_input_files(f"#paper-{paper}-choose", [picture])


def _contact(keys: Keyboard, case: Case) -> None:
    keys.write("#contact-phone", PHONE)
    if case.letter:
        keys.write("#contact-address", ADDRESS)


def _notice(keys: Keyboard, case: Case) -> None:
    keys.tick("#ask-notice")
    assert case.language
