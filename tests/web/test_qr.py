"""POST /v1/qr: what is drawn can be read again, and nothing is drawn but addresses of the status page."""

from typing import Any

import pytest
from flask import Flask

from codes import read

ADDRESS = "https://beian.example/{}status/#number=3210-7K3Q-9FXM-E&code=ABCD-EFGH"


@pytest.mark.parametrize("folder", ["", "zh-Hant/", "ru/", "a-mirror/en/"])
def test_a_code_leads_where_it_was_told_to(app: Flask, folder: str) -> None:
    answer = app.test_client().post("/v1/qr", json={"text": ADDRESS.format(folder)})
    assert answer.status_code == 200
    assert read(**(answer.json or {})) == [ADDRESS.format(folder)]


def test_the_longest_text_can_be_read(app: Flask) -> None:
    text = ADDRESS.format("")
    text += "0" * (400 - len(text))
    assert read(**(app.test_client().post("/v1/qr", json={"text": text}).json or {})) == [text]
    longer = app.test_client().post("/v1/qr", json={"text": text + "0"})
    assert (longer.json or {})["findings"] == [{"pointer": "/text", "rule": "too-long", "params": {"limit": 400}}]


@pytest.mark.parametrize(
    ("sent", "pointer", "rule"),
    [
        ({"text": "https://beian.example/"}, "/text", "format"),
        ({"text": "https://beian.example/status/?to=elsewhere"}, "/text", "format"),
        ({"text": "https://beian.example/status/more"}, "/text", "format"),
        ({"text": "https://somebody@beian.example/status/"}, "/text", "format"),
        ({"text": "javascript://beian.example/status/"}, "/text", "format"),
        ({"text": "BEGIN:VCARD https://beian.example/status/"}, "/text", "format"),
        ({"text": "https://beian.example/status/#\n"}, "/text", "format"),
        ({"text": 7}, "/text", "wrong-type"),
        ({}, "/text", "required"),
        ([], "", "wrong-type"),
    ],
)
def test_nothing_else_is_drawn(app: Flask, sent: Any, pointer: str, rule: str) -> None:
    answer = app.test_client().post("/v1/qr", json=sent)
    assert answer.status_code == 422
    assert (answer.json or {})["findings"] == [{"pointer": pointer, "rule": rule}]


def test_members_that_nobody_knows_are_refused(app: Flask) -> None:
    answer = app.test_client().post("/v1/qr", json={"text": ADDRESS.format(""), "colour": "red"})
    assert [found["rule"] for found in (answer.json or {})["findings"]] == ["unknown-member"]
