"""The webhook: signed as Standard Webhooks have it, with nothing of the person in it, and patient with its receiver."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from filings.numbers import lookup_code, parse
from filings.telling.worker import DELAYS, Worker
from telling.conftest import LANGUAGES, SECRET, SITE_URL, News, Receiver

ROOT = Path(__file__).parents[2]
PERSONAL = ("张三", "32100219600229001X", "13800000000", "reader@mail.example")


def told(news: News, receiver: Receiver) -> dict[str, int]:
    return dict(Worker(news.store, [news.webhook(receiver, (1, 0.3))], news.clock).run().counts)


def heard(receiver: Receiver) -> dict[str, Any]:
    [(_, body)] = receiver.heard
    return dict(json.loads(body))


def test_a_receiver_can_tell_that_a_message_is_ours_and_whole(news: News, receiver: Receiver) -> None:
    number = news.filed()
    news.decided(number)
    told(news, receiver)
    [(headers, body)] = receiver.heard
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-id"] == f"{number}_0002"
    assert int(headers["webhook-timestamp"]) == int(news.now.timestamp())
    assert headers["content-type"] == "application/json"


def test_a_message_has_the_published_shape(news: News, receiver: Receiver) -> None:
    number = news.filed()
    news.decided(number, "refused", reason="materials-incomplete")
    told(news, receiver)
    body = heard(receiver)
    schema = json.loads((ROOT / "schemas/api/notification.json").read_text("utf-8"))
    jsonschema.validate(body, schema, jsonschema.Draft202012Validator)
    assert body["type"] == "filing.refused"
    assert (body["data"]["number"], body["data"]["place"], body["data"]["position"]) == (number, "3210", 2)
    assert body["data"]["look"]["zh-Hans"] == f"{SITE_URL}status/#number={number}"
    assert body["data"]["look"].keys() == body["data"]["text"].keys() == LANGUAGES
    assert body["data"]["look"]["ko"] in body["data"]["text"]["ko"]


def test_a_message_holds_nothing_of_the_person_but_the_number(news: News, receiver: Receiver) -> None:
    number = news.filed("reader@mail.example")
    news.decided(number, "refused", reason="materials-incomplete")
    told(news, receiver)
    text = receiver.heard[0][1].decode()
    secrets = (*PERSONAL, lookup_code(news.settings.secret, parse(number)), "materials-incomplete")
    assert [secret for secret in secrets if secret in text] == []


@pytest.mark.parametrize("answer", [500, 404, 429, "slow", 302, 307])
def test_what_is_not_taken_is_told_again_with_the_same_id(news: News, receiver: Receiver, answer: int | str) -> None:
    receiver.answers = [answer]
    news.decided(news.filed())
    assert told(news, receiver) == {"later": 1}
    news.now += DELAYS[0]
    assert told(news, receiver) == {"sent": 1}
    (first, one), (second, other) = receiver.heard
    assert (first["webhook-id"], one) == (second["webhook-id"], other)
    assert first["webhook-timestamp"] != second["webhook-timestamp"]


def test_a_redirect_is_not_followed(news: News, receiver: Receiver) -> None:
    receiver.answers = [308]
    news.decided(news.filed())
    assert told(news, receiver) == {"later": 1}
    assert len(receiver.heard) == 1


def test_who_answers_gone_hears_no_more(news: News, receiver: Receiver) -> None:
    receiver.answers = [410]
    news.decided(news.filed())
    assert told(news, receiver) == {"given up": 1}
    news.decided(news.filed(key="a-filing-of-the-tests-2"))
    news.now += timedelta(days=1)
    assert told(news, receiver) == {}
    assert len(receiver.heard) == 1


def test_nobody_at_the_address_is_tried_again_later(news: News, receiver: Receiver) -> None:
    assert receiver.server is not None
    way = news.webhook(receiver)
    receiver.server.server_close()
    news.decided(news.filed())
    assert Worker(news.store, [way], news.clock).run().counts == {"later": 1}


def test_the_example_of_the_documentation_has_the_published_shape() -> None:
    schema = json.loads((ROOT / "schemas/api/notification.json").read_text("utf-8"))
    example = json.loads((ROOT / "schemas/api/examples/notification.json").read_text("utf-8"))
    jsonschema.validate(example, schema, jsonschema.Draft202012Validator)
