"""`beian tell` as an operator runs it: once or again and again, off where nothing is set."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from standardwebhooks import Webhook

from filings import outbox
from filings.cli import main
from filings.outbox import TOLD
from filings.storage.folder import FolderStorage
from running import said_by
from telling.conftest import LANGUAGES, SECRET, SITE_URL, MailServer, NewNews, News, Receiver

BEIAN = Path(sys.prefix) / "bin/beian"


@pytest.fixture
def filed(new_news: NewNews, tmp_path: Path) -> News:
    """The news of a folder store, of today."""
    news = new_news(FolderStorage(tmp_path / "store"))
    news.now = datetime.now(UTC)
    return news


@pytest.fixture
def environ(
    built: Path, tmp_path: Path, key_pair: tuple[dict[str, Any], dict[str, Any]], mail_server: MailServer, receiver: Receiver
) -> dict[str, str]:
    """What an operator sets to have people told in both ways."""
    told = {"site_url": SITE_URL, "mail": mail_server.settings(), "webhook": {"url": receiver.url, "secret": SECRET}}
    (tmp_path / "tell.json").write_text(json.dumps(told))
    (tmp_path / "private.json").write_text(json.dumps({"keys": [key_pair[1]]}))
    return {
        "BEIAN_STORE": f"folder:{tmp_path / 'store'}",
        "BEIAN_TELL": str(tmp_path / "tell.json"),
        "BEIAN_WORDS": str(built / "words/telling.json"),
        "BEIAN_PRIVATE_KEYS": str(tmp_path / "private.json"),
    }


def test_the_command_tells_in_every_way_and_says_so(
    filed: News, environ: dict[str, str], mail_server: MailServer, receiver: Receiver
) -> None:
    filed.decided(filed.filed("command@mail.example"))
    answer = CliRunner(env=environ).invoke(main, ["tell"])
    assert (answer.exit_code, answer.stdout) == (0, "told: 2 sent\n")
    assert len(mail_server.mails("command@mail.example")) == 1
    [(headers, body)] = receiver.heard
    assert Webhook(SECRET).verify(body, headers)["type"] == "filing.approved"
    assert CliRunner(env=environ).invoke(main, ["tell"]).stdout == "told: nothing\n"


def test_the_command_goes_on_until_it_is_asked_to_stop(filed: News, environ: dict[str, str], receiver: Receiver) -> None:
    with said_by("tell") as said:
        process = subprocess.Popen([BEIAN, "tell", "--every", "1"], env={**os.environ, **environ}, stdout=said, stderr=said)
    for n in range(2):
        filed.decided(filed.filed(key=f"a-filing-of-the-tests-{n}"))
        deadline = time.monotonic() + 60
        while len(receiver.heard) <= n and time.monotonic() < deadline:
            time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    assert (process.wait(30), len(receiver.heard)) == (0, 2)


def test_a_receiver_that_wanted_no_more_is_asked_again_on_request(
    filed: News, environ: dict[str, str], receiver: Receiver
) -> None:
    Path(environ["BEIAN_TELL"]).write_text(json.dumps({"site_url": SITE_URL, "webhook": {"url": receiver.url, "secret": SECRET}}))
    receiver.answers = [410]
    number = filed.filed()
    filed.decided(number)
    said = CliRunner(env=environ).invoke(main, ["tell"]).output
    assert f"given up: {number} approved webhook: the other side wants no more messages\n" in said
    assert "webhook has stopped" in CliRunner(env=environ).invoke(main, ["tell"]).output
    assert CliRunner(env=environ).invoke(main, ["tell", "--resume"]).stdout == "told: nothing\n"


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("BEIAN_TELL", "BEIAN_TELL is not set"),
        ("BEIAN_WORDS", "BEIAN_WORDS is not set"),
        ("BEIAN_PRIVATE_KEYS", "sealed to the places"),
    ],
)
def test_without_its_settings_the_command_says_which(environ: dict[str, str], missing: str, said: str) -> None:
    answer = CliRunner(env=environ | {missing: ""}).invoke(main, ["tell"])
    assert (answer.exit_code, said in answer.output) == (1, True)


def test_a_made_secret_is_one_that_the_settings_take(environ: dict[str, str]) -> None:
    made = CliRunner().invoke(main, ["webhook-secret"]).output.strip()
    told = {"site_url": SITE_URL, "webhook": {"url": "http://127.0.0.1:1/", "secret": made}}
    Path(environ["BEIAN_TELL"]).write_text(json.dumps(told))
    assert CliRunner(env=environ).invoke(main, ["tell"]).stdout == "told: nothing\n"


def test_every_event_of_which_people_are_told_has_its_sentence_in_every_language(environ: dict[str, str]) -> None:
    words = json.loads(Path(environ["BEIAN_WORDS"]).read_text("utf-8"))
    assert words.keys() == LANGUAGES
    for messages in words.values():
        assert {key for key in messages if key.startswith("event.")} == {f"event.{name}" for name in TOLD}


def test_where_nothing_tells_the_sweep_empties_the_outbox(filed: News, environ: dict[str, str]) -> None:
    number = filed.filed()
    outbox.announce(filed.store, number, 2, "approved", filed.now - 2 * outbox.STALE - outbox.LEFT)
    assert CliRunner(env=environ).invoke(main, ["sweep"]).exit_code == 0
    assert filed.store.keys("outbox/") == []
