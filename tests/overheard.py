"""Listens to the whole suite: what was sent, what was logged and printed meanwhile, and whether the one stands in the other.

Each process of a run notes in one folder what its clients send; the application logs there as it does in service, and so do the
services that running.py starts. When all is over, whoever started the processes compares.
"""

import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from werkzeug.test import Client, TestResponse

from filings.watch.log import LOGGER, formatter
from guises import readable
from running import OVERHEARD, ROOT, said_by

# Members of what is sent and answered that are about a person, or let one in.
_PERSONAL = frozenset({"name", "number", "phone", "address", "email", "signed_name", "text", "staff", "lookup_code"})
_FILING = re.compile("[0-9]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")
_CODE = re.compile("[0-9A-Z]{4}-[0-9A-Z]{4}")
_CARD_OR_PHONE = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9]{17}[0-9X]|1[3-9][0-9]{9}|\+[0-9][0-9 -]{8,}[0-9])(?![0-9A-Fa-f])")
# A name as tests write it, between quotation marks or in the cell of a list.
_NAME = re.compile("(?<=[\"',;\t ])[\u4e00-\u9fff]{2,4}(?=[\"',;\t ])")
# What is made by the service, is different in each line and of a shape in which nothing that was typed has room.
_MADE = re.compile(
    r'"(?:time|id)": "[0-9a-fA-FTZ:.=_-]+"|"number": "[0-9]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]"|"ms": [0-9.]+|"_aws": .*$'
)
_heard: set[str] = set()


def is_personal(value: str) -> bool:
    """Say whether a value is one that no log may hold, and long enough to be found by nothing but itself."""
    if _FILING.fullmatch(value):
        return False
    digits = sum(character.isdigit() for character in value)
    words = len(value) > 4 and " " in value.strip()
    return digits > 9 or "@" in value or words or bool(_CODE.fullmatch(value)) or (len(value) > 1 and not value.isascii())


def personal(sent: Any, name: str = "") -> Iterator[str]:
    """Yield what is personal in a document."""
    if isinstance(sent, dict):
        for member, value in sent.items():
            yield from personal(value, member)
    elif isinstance(sent, list):
        for value in sent:
            yield from personal(value, name)
    elif isinstance(sent, str) and name in _PERSONAL and is_personal(sent):
        yield sent


def written() -> set[str]:
    """Return the numbers of cards and telephones and the names that tests and examples hold, which a browser may type."""
    sources = [*ROOT.glob("tests/**/*.py"), *ROOT.glob("tests/oidc/*.mjs"), *ROOT.glob("schemas/*/examples/**/*.json")]
    texts = [path.read_text("utf-8") for path in sources]
    numbers = {match for text in texts for match in _CARD_OR_PHONE.findall(text)}
    names = {match for text in texts for match in re.findall('"[a-z_]*name": "([^"]+)"', text) if is_personal(match)}
    return numbers | names


def leaks(folder: Path, also: Iterable[str] = ()) -> list[str]:
    """Say which values, noted in a folder or given, stand in which of its logs."""
    values = {*also, *(json.loads(line) for path in folder.glob("*.values") for line in path.read_text("utf-8").splitlines())}
    found = []
    for path in sorted(folder.glob("*.log")):
        # Lines differ in what the service makes; what is left is little, and quickly searched.
        lines = {_MADE.sub("", line) for line in path.read_text("utf-8", "replace").splitlines()}
        text = "\n".join(sorted(lines)).encode()
        found += [f"{value!r} stands in {path.name}" for value in readable(sorted(values), text)]
    return found


def _note(sent: Any) -> None:
    _heard.update(personal(sent))


def hear(body: bytes | str | None) -> None:
    """Note what is personal in a request's body: JSON, or an employer's list."""
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
    if not isinstance(text, str) or len(text) > 1 << 20:
        return
    try:
        _note(json.loads(text))
    except (ValueError, RecursionError):
        _heard.update(_CARD_OR_PHONE.findall(text))
        _heard.update(_NAME.findall(text))


def _listening_client(client: Client, *args: Any, **sent: Any) -> TestResponse:
    if "json" in sent:
        _note(sent["json"])
    hear(sent.get("data"))
    code = dict(sent.get("headers") or {}).get("Lookup-Code", "")
    _note({"lookup_code": code})
    answer = _open(client, *args, **sent)
    if answer.mimetype == "application/json" and answer.is_sequence:
        hear(answer.data)
    return answer


def _listening_runner(runner: CliRunner, *args: Any, **options: Any) -> Result:
    result = _invoke(runner, *args, **options)
    with said_by("command") as said:
        said.write(result.output_bytes)
    return result


_open, _invoke = Client.open, CliRunner.invoke


def pytest_configure(config: pytest.Config) -> None:
    """Begin to listen; the first process of a run makes the folder, and those that it starts inherit it."""
    if not hasattr(config, "workerinput"):
        os.environ[OVERHEARD] = tempfile.mkdtemp(prefix="overheard-")
    handler = logging.FileHandler(Path(os.environ[OVERHEARD], f"{os.getpid()}.log"), encoding="utf-8", delay=True)
    handler.setFormatter(formatter())
    for logger in (LOGGER, logging.root):
        logger.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    Client.open = _listening_client  # type: ignore[method-assign, assignment]
    CliRunner.invoke = _listening_runner  # type: ignore[method-assign, assignment]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Note what was sent; and, where all is over, compare."""
    folder = Path(os.environ[OVERHEARD])
    folder.joinpath(f"{os.getpid()}.values").write_text("".join(json.dumps(value) + "\n" for value in sorted(_heard)), "utf-8")
    if hasattr(session.config, "workerinput"):
        return
    session.config.stash[_LEAKS] = leaks(folder, written())
    if session.config.stash[_LEAKS]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    else:
        shutil.rmtree(folder)


_LEAKS = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what leaked."""
    if found := config.stash.get(_LEAKS, []):
        terminalreporter.section("PERSONAL DATA IN A LOG", red=True)
        for line in found[:50]:
            terminalreporter.line(line)
        terminalreporter.line(f"the logs are in {os.environ[OVERHEARD]}")
