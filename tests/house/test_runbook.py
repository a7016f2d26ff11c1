"""The runbook names what there is: every alarm, and only commands, options, settings, files and counts that exist."""

import re
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from filings.cli import main
from filings.watch.metrics import METRICS
from granted import of_type
from guide.words import DERIVED, LANGUAGES
from running import ROOT

PAGES = ROOT / "content/pages"
WRITTEN = sorted(set(LANGUAGES) - {DERIVED})
ALARM = re.compile("^### `(beian-[a-z-]+)`[:：].+ {#(beian-[a-z-]+)}$", re.MULTILINE)
ENDINGS = ("_total", "_bucket", "_timestamp_seconds")


def page(language: str, name: str = "runbook") -> str:
    return (PAGES / language / f"{name}.md").read_text("utf-8")


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load((ROOT / "docs/alarms.yml").read_text("utf-8"))["groups"] for rule in group["rules"]]


def of_the_template() -> set[str]:
    """Return the names of the template's alarms, in a stack that is called beian."""
    return {
        alarm["AlarmName"]["Fn::Sub"].replace("${AWS::StackName}", "beian")
        for alarm in of_type("AWS::CloudWatch::Alarm").values()
    }


@pytest.mark.parametrize("language", WRITTEN)
def test_every_alarm_has_a_heading_that_its_name_leads_to_and_no_other_is_told_of(language: str) -> None:
    headings = ALARM.findall(page(language))
    assert all(name == anchor for name, anchor in headings)
    assert {name for name, _ in headings} == {rule["alert"] for rule in rules()} | of_the_template() | {"beian-not-ready"}


@pytest.mark.parametrize("name", ["runbook", "desk-run"])
@pytest.mark.parametrize("language", WRITTEN)
def test_every_command_that_operators_are_told_to_run_exists_with_its_options(language: str, name: str) -> None:
    told = re.findall("`beian ([^`]+)`", page(language, name))
    assert len(told) > 3
    for line in told:
        command = main.commands[line.split()[0]]
        options = {option for parameter in command.params if isinstance(parameter, click.Option) for option in parameter.opts}
        assert set(re.findall("--[a-z-]+", line)) <= options, line


@pytest.mark.parametrize("language", WRITTEN)
def test_every_setting_file_and_address_that_it_names_is_there(language: str) -> None:
    text = page(language)
    listed = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert [name for name in re.findall("BEIAN_[A-Z_]+", text) if f"`{name}`" not in listed] == []
    assert [path for path in re.findall("`((?:docs|content)/[^`]+)`", text) if not (ROOT / path).exists()] == []
    described = (ROOT / "schemas/api/openapi.json").read_text("utf-8")
    assert [path for path in re.findall("`(/v1/[^`]+)`", text) if f'"{path}"' not in described] == []


def test_every_count_that_an_alarm_asks_for_is_kept() -> None:
    for rule in rules():
        for name in re.findall("beian_([a-z_]+)", rule["expr"]):
            stem = name
            for ending in ENDINGS:
                stem = stem.removesuffix(ending)
            assert stem in METRICS, name
    for alarm in of_type("AWS::CloudWatch::Alarm").values():
        if alarm["Namespace"] == "Beian":
            metric = METRICS[alarm["MetricName"]]
            assert [dimension["Name"] for dimension in alarm.get("Dimensions", [])] in metric.dimensions, alarm["AlarmName"]


def test_the_runbook_is_read_after_the_page_on_running_the_desk() -> None:
    groups = yaml.safe_load((ROOT / "content/contents.yaml").read_text("utf-8"))["groups"]
    [pages] = [group["pages"] for group in groups if group["id"] == "desk"]
    assert pages.index("runbook") > pages.index("desk-run")
    assert Path(PAGES / "en/runbook.md").is_file()
