"""What the documents promise: every error code, every setting and every make target is named where a newcomer looks."""

import json
import re
from pathlib import Path

import pytest

from filings.contract import RULES
from filings.errors import Code
from filings.web.problems import PROBLEMS

ROOT = Path(__file__).parents[2]


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("page", ["content/pages/zh-Hans/api.md", "content/pages/en/api.md"])
def test_the_page_for_integrators_explains_every_error_code(page: str) -> None:
    assert [code for code in Code if f"{{ #{code} }}" not in text(page)] == []


def test_every_code_has_an_http_status_and_stands_in_the_published_schema() -> None:
    published = json.loads(text("schemas/api/problem.json"))["properties"]["code"]["enum"]
    assert sorted(published) == sorted(Code) == sorted(PROBLEMS)


def test_every_setting_is_in_the_architecture() -> None:
    settings = set(re.findall(r'"(BEIAN_[A-Z]+)"', text("functions/filings/settings.py")))
    assert settings
    assert [setting for setting in sorted(settings) if setting not in text("ARCHITECTURE.md")] == []


def finding_rules() -> set[str]:
    """Every rule name that a finding can carry, read from where they are written."""
    checks = set(re.findall(r'Finding\([^,]+, "([a-z-]+)"', text("functions/filings/checks.py")))
    contract = set(re.findall(r'x-rule": "([a-z-]+)"', text("site/guide/contract.py") + text("schemas/registration/v1.json")))
    contract |= set(re.findall(r'_never\("([a-z-]+)"\)', text("site/guide/contract.py")))
    return checks | contract | set(RULES.values()) | {"insured-place"}


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_every_finding_has_words_on_the_form(language: str) -> None:
    catalogue = text(f"content/locales/{language}/form.po")
    assert [rule for rule in sorted(finding_rules()) if f'msgid "finding.{rule}"' not in catalogue] == []


def test_every_target_of_the_makefile_is_explained() -> None:
    makefile = text("Makefile")
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]
    assert phony == set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))


def test_every_document_that_a_newcomer_needs_is_there() -> None:
    for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"):
        assert len(text(name)) > 500, name


def test_every_relative_link_in_the_documents_leads_to_a_file() -> None:
    for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", text(name)):
            assert (ROOT / target).exists(), f"{name}: {target}"
