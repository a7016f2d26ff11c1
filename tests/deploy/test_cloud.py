"""The stack as an operator deploys it, on an emulator of AWS that enforces every role: it works, and no role does more."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import urllib3

from deploy.cloud import Cloud, cloud
from deskwork import SUPERVISOR, WRITTEN
from documents import document
from filings import numbers
from filings.model import event_key
from filings.proof.signing import SigningKey
from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from filings.web.desk_session import Desk
from papers import declared, png


@pytest.fixture(scope="module")
def stack(
    settings: Settings, key_pair: tuple[dict[str, Any], dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cloud]:
    """The stack with the operator's files and two pages of a site."""
    keys = {name: json.dumps({"keys": [key]}) for name, key in zip(("public.json", "private.json"), key_pair, strict=True)}
    signing = {"signing.json": json.dumps(dict(SigningKey.make().jwk))}
    files = {**keys, **signing, "secret": settings.secret.hex(), "desk.json": json.dumps(WRITTEN)}
    with cloud(tmp_path_factory.mktemp("cloud"), files) as running:
        for page, text in (("404.html", "没有这一页"), ("en/404.html", "There is no such page")):
            running.client("s3").put_object(Bucket=running.outputs["SiteBucket"], Key=page, Body=text.encode())
        yield running


@pytest.fixture(scope="module")
def filed(stack: Cloud, forms: dict[str, Any]) -> dict[str, Any]:
    """The receipt of a filing whose paper was sent to the bucket with a form of the upload door's."""
    content = png()
    wish = {name: its for name, its in declared(content).items() if name != "upload"}
    form = json.loads(stack.ask("POST", "/v1/uploads", wish).data)
    fields = {**form["fields"], "file": ("paper.png", content)}
    assert urllib3.request("POST", form["url"], fields=fields, timeout=30).status == 204
    filing = document(forms["3210"], "other-temporary")
    filing["materials"] = filing["materials"][:1]
    filing["materials"][0]["files"] = [{"upload": form["upload"], **wish}]
    answers = [stack.ask("POST", "/v1/filings", filing, Idempotency_Key="a-filing-in-the-cloud") for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 201], answers[0].data
    assert answers[0].data == answers[1].data
    receipt: dict[str, Any] = json.loads(answers[0].data)
    return receipt


def serial(receipt: dict[str, Any]) -> str:
    return numbers.parse(receipt["number"]).serial


def keys_of(stack: Cloud, receipt: dict[str, Any]) -> dict[str, str]:
    """Return the keys of a filing's objects by what they are: event, content key, paper."""
    listed = stack.client("s3").list_objects_v2(Bucket=stack.outputs["StoreBucket"], Prefix=f"filings/{serial(receipt)}/")
    return {entry["Key"].split(".", 1)[1]: entry["Key"] for entry in listed["Contents"]}


def test_what_is_filed_is_looked_up_and_decided(stack: Cloud, filed: dict[str, Any], desk_settings: Settings) -> None:
    path = f"/v1/filings/{filed['number']}"
    looked_up = json.loads(stack.ask("GET", path, Lookup_Code=filed["lookup_code"]).data)
    assert (looked_up["status"], looked_up["number"]) == ("submitted", filed["number"])
    cookie = Desk(desk_settings, MemoryStorage()).cookie
    known = {"id": SUPERVISOR.id, "name": SUPERVISOR.name, "roles": sorted(SUPERVISOR.roles), "places": list(SUPERVISOR.places)}
    signed_in = f"{cookie.sent_as}={cookie.seal({'issuer': WRITTEN['issuer'], **known}, datetime.now(UTC))}"
    opened = json.loads(stack.ask("GET", f"/v1/desk{path[3:]}", Cookie=signed_in).data)
    assert opened["document"]["insured"]["name"] == "张三"
    decision = {"action": "approve", "after": opened["after"]}
    decided = stack.ask(
        "POST", f"/v1/desk{path[3:]}/events", decision, Cookie=signed_in, Idempotency_Key="a-decision-in-the-cloud"
    )
    assert (decided.status, json.loads(decided.data)["status"]) == (201, "approved")
    assert json.loads(stack.ask("GET", path).data)["status"] == "approved"


def test_what_the_service_does_not_know_is_a_problem_and_what_the_site_does_not_have_a_page(stack: Cloud) -> None:
    unknown = stack.ask("GET", "/v1/nowhere")
    assert (unknown.status, unknown.headers["Content-Type"]) == (404, "application/problem+json")
    for path, text in (
        ("/en/nowhere/index.html", "There is no such page"),
        ("/xx/index.html", "没有这一页"),
        ("/x.png", "没有这一页"),
    ):
        page = stack.ask("GET", path)
        assert (page.status, page.headers["Content-Type"], page.data.decode()) == (404, "text/html; charset=utf-8", text)


@pytest.mark.parametrize("function", ["sweep", "close", "figures"])
def test_what_runs_on_a_schedule_runs_as_its_role(stack: Cloud, filed: dict[str, Any], function: str) -> None:
    assert stack.run(function) is None


def test_the_submit_role_reads_no_sealed_paper_and_no_content_key(stack: Cloud, filed: dict[str, Any]) -> None:
    objects = keys_of(stack, filed)
    assert stack.may("submit", "get_object", Key=objects["paper.jwe"]) == "AccessDenied"
    assert stack.may("submit", "get_object", Key=objects["key.jwe"]) == "AccessDenied"
    assert stack.may("submit", "list_objects_v2", Prefix="filings/") == "AccessDenied"
    assert stack.may("submit", "list_objects_v2") == "AccessDenied"
    assert stack.may("submit", "put_object", Key=event_key(serial(filed), 9), Body="{}") == "AccessDenied"
    assert stack.may("submit", "delete_object", Key=objects["json"]) == "AccessDenied"
    assert stack.may("submit", "get_object", "SettingsBucket", Key="private.json") == "AccessDenied"
    assert stack.may("submit", "get_object", "SettingsBucket", Key="public.json") == "done"


def test_the_status_role_writes_nothing(stack: Cloud, filed: dict[str, Any]) -> None:
    objects = keys_of(stack, filed)
    for key in ("waiting/x", "quarantine/x", event_key(serial(filed), 9), objects["json"]):
        assert stack.may("status", "put_object", Key=key, Body="{}") == "AccessDenied"
        assert stack.may("status", "delete_object", Key=key) == "AccessDenied"
    assert stack.may("status", "get_object", Key=objects["json"]) == "done"
    assert stack.may("status", "get_object", Key=objects["key.jwe"]) == "AccessDenied"
    assert stack.may("status", "list_objects_v2", Prefix="people/") == "AccessDenied"


def test_the_upload_role_reads_nothing_and_writes_into_quarantine_alone(stack: Cloud, filed: dict[str, Any]) -> None:
    assert stack.may("upload", "put_object", Key="quarantine/a-file-of-nobody", Body="x") == "done"
    assert stack.may("upload", "get_object", Key="quarantine/a-file-of-nobody") == "AccessDenied"
    assert stack.may("upload", "put_object", Key="filings/7K3Q9FXM/0001.json", Body="x") == "AccessDenied"
    assert stack.may("upload", "list_objects_v2", Prefix="quarantine/") == "AccessDenied"


def test_the_review_role_opens_filings_and_removes_none(stack: Cloud, filed: dict[str, Any]) -> None:
    objects = keys_of(stack, filed)
    assert stack.may("review", "get_object", Key=objects["key.jwe"]) == "done"
    assert stack.may("review", "delete_object", Key=objects["paper.jwe"]) == "AccessDenied"
    assert stack.may("review", "delete_object", Key=objects["json"]) == "AccessDenied"
    assert stack.may("review", "put_object", Key="ledger/2026-11-20.jws", Body="x") == "AccessDenied"
