"""What the documents promise: every error code, every setting and every make target is named where a newcomer looks."""

import json
import re
from pathlib import Path

import pytest

from filings.contract import RULES
from filings.errors import Code
from filings.web.guard import BODY_LIMIT
from filings.web.problems import PROBLEMS
from guide.words import DERIVED, LANGUAGES

ROOT = Path(__file__).parents[2]


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_every_code_has_the_same_http_status_in_the_published_schema() -> None:
    published = [choice["properties"] for choice in json.loads(text("schemas/api/problem.json"))["oneOf"]]
    statuses = {properties["code"]["const"]: properties["status"]["const"] for properties in published}
    assert statuses == {str(code): status for code, (status, _) in PROBLEMS.items()}
    assert sorted(statuses) == sorted(Code)


def test_the_description_bounds_a_filing_as_the_service_does() -> None:
    body = json.loads(text("schemas/api/openapi.json"))["paths"]["/v1/filings"]["post"]["requestBody"]
    assert body["x-max-bytes"] == BODY_LIMIT


def test_every_setting_is_in_the_architectures_table_once_and_nothing_else_is() -> None:
    read = "".join(path.read_text("utf-8") for path in sorted((ROOT / "functions").rglob("*.py")))
    settings = set(re.findall(r'"(BEIAN_[A-Z_]+)"', read))
    assert {"BEIAN_STORE", "BEIAN_OIDC_ISSUER", "BEIAN_SIGNING_KEY", "BEIAN_RETENTION", "BEIAN_TELL"} <= settings
    rows = re.findall(r"^\| (`BEIAN_[^|]*) \|", text("ARCHITECTURE.md"), re.MULTILINE)
    listed = [setting for row in rows for setting in re.findall("BEIAN_[A-Z_]+", row)]
    assert sorted(listed) == sorted(settings)


def finding_rules() -> set[str]:
    """Every rule name that a finding can carry, read from where they are written."""
    written = "".join(path.read_text("utf-8") for path in sorted((ROOT / "functions/filings").rglob("*.py")))
    checks = set(re.findall(r'Finding\([^,]+, "([a-z-]+)"', written))
    checks |= set(re.findall(r'"(file-[a-z]+)"', written))
    contract = set(re.findall(r'x-rule": "([a-z-]+)"', text("site/guide/contract.py") + text("schemas/registration/v1.json")))
    contract |= set(re.findall(r'_never\("([a-z-]+)"\)', text("site/guide/contract.py")))
    checks |= set(re.findall(r'Finding\([^,]+, "([a-z-]+)"', text("functions/filings/people.py")))
    return checks | contract | set(RULES.values()) | {"insured-place"}


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {DERIVED}))
def test_every_finding_has_words_on_the_form(language: str) -> None:
    catalogue = "".join(path.read_text("utf-8") for path in (ROOT / "content/locales" / language).glob("*.po"))
    assert [rule for rule in sorted(finding_rules()) if f'msgid "finding.{rule}"' not in catalogue] == []


def test_every_target_of_the_makefile_is_explained() -> None:
    makefile = text("Makefile")
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]
    assert phony == set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))


def test_every_document_that_a_newcomer_needs_is_there() -> None:
    for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"):
        assert len(text(name)) > 500, name


def test_every_relative_link_in_the_documents_leads_to_a_file() -> None:
    for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", text(name)):
            assert (ROOT / target).exists(), f"{name}: {target}"
