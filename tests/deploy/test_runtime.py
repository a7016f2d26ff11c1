"""What the tests' AWS Lambda notices: each fault that would only come to light on AWS is shown by a handler that has it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lambda_runtime.events import answered, request
from lambda_runtime.function import Function

HANDLERS = """
import os, time

def works(event, context):
    with open("/tmp/kept", "a") as file:
        file.write("x")
    return {"statusCode": 200, "body": str(os.path.getsize("/tmp/kept"))}

def sleeps(event, context):
    time.sleep(30 if event["rawPath"] == "/long" else 0)
    return {"statusCode": 200, "body": "awake"}

def writes(event, context):
    with open(event["rawPath"], "w") as file:
        file.write("x")

def answers_too_much(event, context):
    return {"statusCode": 200, "body": "x" * (6 * 1024 * 1024)}

def dies(event, context):
    os._exit(1)

def fails(event, context):
    raise ValueError("told by the handler")
"""
Deploy = Callable[..., Function]


@pytest.fixture
def deploy(tmp_path: Path) -> Iterator[Deploy]:
    """Deploys a handler of HANDLERS, or of another module, by its name."""
    (tmp_path / "broken.py").write_text(HANDLERS)
    (tmp_path / "incomplete.py").write_text("import flask\n")
    deployed: list[Function] = []

    def make(handler: str, timeout: float = 30) -> Function:
        deployed.append(Function(tmp_path, handler, timeout=timeout))
        return deployed[-1]

    yield make
    for function in deployed:
        function.stop()


def test_a_handler_starts_once_and_keeps_its_folder_while_it_is_warm(deploy: Deploy) -> None:
    function = deploy("broken.works")
    outcomes = [function.invoke(request("GET", "/")) for _ in range(2)]
    assert [outcome.cold for outcome in outcomes] == [True, False]
    assert [answered(outcome).body for outcome in outcomes] == [b"1", b"2"]


def test_a_package_that_lacks_a_library_does_not_start(deploy: Deploy) -> None:
    outcome = deploy("incomplete.handler").invoke(request("GET", "/"))
    assert outcome.kind == "Runtime.ImportModuleError"
    assert "flask" in str(outcome.error)


def test_a_handler_that_takes_too_long_is_killed_and_the_next_event_finds_a_fresh_one(deploy: Deploy) -> None:
    function = deploy("broken.sleeps", timeout=1.5)
    assert answered(function.invoke(request("GET", "/"))).body == b"awake"
    assert function.invoke(request("GET", "/long")).kind == "Sandbox.Timedout"
    assert function.invoke(request("GET", "/")).cold


@pytest.mark.parametrize("where", ["/var/task/new", "/var/new", "/root/new", "/new"])
def test_nothing_can_be_written_but_below_tmp(deploy: Deploy, where: str) -> None:
    outcome = deploy("broken.writes").invoke(request("GET", where))
    assert (outcome.kind, "Read-only file system" in str(outcome.error)) == ("OSError", True)


def test_an_answer_of_more_than_six_megabytes_is_no_answer(deploy: Deploy) -> None:
    assert deploy("broken.answers_too_much").invoke(request("GET", "/")).kind == "Function.ResponseSizeTooLarge"


def test_a_handler_that_dies_or_fails_is_told_from_one_that_answers(deploy: Deploy) -> None:
    assert deploy("broken.dies").invoke(request("GET", "/")).kind == "Runtime.ExitError"
    assert deploy("broken.fails").invoke(request("GET", "/")).kind == "ValueError"
