"""What the runbook says, done: restoring a copy, another key for a place, a key that is lost, another signing key."""

import json
import shutil
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from desk import Desk, NewDesk
from deskwork import officer
from documents import document
from filings import numbers
from filings.cli import main
from filings.desk.opened import Opening
from filings.intake import Intake
from filings.lookup import Lookup
from filings.proof.ledger import close
from filings.proof.signing import SigningKey
from filings.seal import Keys
from filings.settings import Settings
from filings.storage.folder import FolderStorage
from filings.web.app import create_app
from papers import with_files
from storehouse import DAY, NIGHT, fill


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


class Keyring:
    """The files that an operator has, and what is filed and opened with them."""

    def __init__(self, folder: Path, lookup: Lookup, forms: dict[str, Any]) -> None:
        self.public, self.private = folder / "public.json", folder / "private.json"
        self.lookup, self.form = lookup, forms["3210"]

    def make(self, place: str) -> str:
        """Make a place's next key; return by which name."""
        made = run("place-key", place, "--public", self.public, "--private", self.private)
        assert made.exit_code == 0, made.output
        return made.stdout.partition(":")[0]

    def file(self, key: str) -> str:
        """File something with the public keys of now; return its number."""
        keys, now = Keys.from_file(self.public), self.lookup.now
        filing = with_files(self.lookup.store, document(self.form, "other-temporary"), now())
        intake = Intake(self.lookup.store, self.lookup.contracts, keys, self.lookup.secret, now)
        return str(intake.take(key, filing)["number"])

    def seal(self, number: str, private: Keys | None = None) -> str:
        """Open a filing as an officer with the private keys of now, or others; return how its first event stands."""
        opening = Opening(self.lookup, private or Keys.from_file(self.private))
        found, events = self.lookup.find(number)
        return str(opening.file(officer("officer"), found, events)["history"][0]["seal"])


@pytest.fixture
def ring(tmp_path: Path, lookup: Lookup, forms: dict[str, Any]) -> Keyring:
    return Keyring(tmp_path / "keys", lookup, forms)


def kid(ring: Keyring, number: str) -> str:
    """Return to which key a filing was sealed."""
    event = ring.lookup.find(number)[1][0]
    header = ring.lookup.store.read(event.fields["content_key"]).partition(b".")[0]
    return str(json.loads(urlsafe_b64decode(header + b"=" * (-len(header) % 4)))["kid"])


def test_after_a_places_key_was_followed_by_another_new_filings_are_sealed_to_it_and_old_ones_still_open(ring: Keyring) -> None:
    assert ring.make("CN") == "CN"
    old = ring.file("a-filing-before-the-new-key")
    before = Keys.from_file(ring.private)
    assert ring.make("CN") == "CN.2"
    new = ring.file("a-filing-after-the-new-key")
    assert [kid(ring, number) for number in (old, new)] == ["CN", "CN.2"]
    assert [ring.seal(number) for number in (old, new)] == ["open", "open"]
    assert [ring.seal(number, before) for number in (old, new)] == ["open", "no-key"]


def test_a_place_that_is_given_a_key_of_its_own_still_opens_what_was_sealed_to_the_nations(ring: Keyring) -> None:
    ring.make("CN")
    old = ring.file("a-filing-under-the-nations-key")
    assert ring.make("3210") == "3210"
    new = ring.file("a-filing-under-a-key-of-its-own")
    assert [(kid(ring, number), ring.seal(number)) for number in (old, new)] == [("CN", "open"), ("3210", "open")]


def test_the_key_of_a_place_that_this_one_does_not_inherit_from_is_never_tried(ring: Keyring) -> None:
    ring.make("CN")
    number = ring.file("a-filing-under-the-nations-key")
    stolen = Keys({"CN": {}, "11": Keys.from_file(ring.private).by_kid["CN"]})
    event = ring.lookup.find(number)[1][0]
    sealed = ring.lookup.store.read(event.fields["content_key"]).decode()
    assert stolen.opening("3210", sealed) == {}


def test_the_files_of_keys_hold_what_each_side_needs_and_only_their_owner_reads_them(ring: Keyring) -> None:
    for place in ("CN", "3210", "CN", "CN"):
        ring.make(place)
    held = [list(Keys.from_file(path).by_kid) for path in (ring.public, ring.private)]
    assert held == [["3210", "CN.3"], ["CN", "3210", "CN.2", "CN.3"]]
    assert '"d"' not in ring.public.read_text("utf-8")
    assert [oct(path.stat().st_mode & 0o777) for path in (ring.public, ring.private)] == ["0o600", "0o600"]


@pytest.mark.parametrize(("place", "content"), [("Yangzhou", '{"keys": []}'), ("3210", "[]"), ("3210", "{")])
def test_what_is_no_place_or_no_file_of_keys_is_refused_and_nothing_written(tmp_path: Path, place: str, content: str) -> None:
    public, private = tmp_path / "public.json", tmp_path / "private.json"
    public.write_text(content, "utf-8")
    assert run("place-key", place, "--public", public, "--private", private).exit_code == 1
    assert (public.read_text("utf-8"), private.exists()) == (content, False)


def test_where_a_places_private_key_is_lost_everything_but_what_was_sealed_goes_on(ring: Keyring) -> None:
    ring.make("3210")
    number = ring.file("a-filing-whose-key-is-lost")
    assert ring.seal(number, Keys({})) == "no-key"
    assert ring.lookup.status(number)["status"] == "submitted"


def closed_house(new_desk: NewDesk, tmp_path: Path) -> tuple[list[Desk], Path, str]:
    """Fill a folder store and close its days; return the filings, the public key's file and the last ledger's SHA-256."""
    store, signing = FolderStorage(tmp_path / "store"), SigningKey.make()
    desks = fill(new_desk, store, closed=False)
    head = close(store, signing, NIGHT + DAY).head[1]
    public = tmp_path / "signing-public.json"
    public.write_text(json.dumps(signing.public), "utf-8")
    return desks, public, head


def test_a_copy_of_the_folder_verifies_and_answers_as_the_store_did(
    new_desk: NewDesk, tmp_path: Path, settings: Settings, clock: datetime
) -> None:
    desks, public, head = closed_house(new_desk, tmp_path)
    stood = {desk.number: desk.told()["status"] for desk in desks}
    copy = shutil.copytree(tmp_path / "store", tmp_path / "copy")
    shutil.rmtree(tmp_path / "store")
    at = (NIGHT + DAY).isoformat()
    verified = run("verify", copy, "--public-key", public, "--head", head, "--at", at)
    assert (verified.exit_code, "everything fits" in verified.stdout) == (0, True), verified.output
    restored = create_app(replace(settings, store=f"folder:{copy}"), {}, now=lambda: clock).test_client()
    for desk in desks:
        answer = restored.get(f"/v1/filings/{desk.number}", headers={"Lookup-Code": desk.code})
        assert (answer.status_code, json.loads(answer.data)["status"]) == (200, stood[desk.number])


def test_a_copy_that_lacks_an_object_or_its_last_days_is_told_apart_from_a_whole_one(new_desk: NewDesk, tmp_path: Path) -> None:
    desks, public, head = closed_house(new_desk, tmp_path)
    asked: tuple[str | Path, ...] = ("--public-key", public, "--head", head, "--at", (NIGHT + DAY).isoformat())
    lacking = shutil.copytree(tmp_path / "store", tmp_path / "lacking")
    (lacking / "filings+" / f"{numbers.parse(desks[1].number).serial}+" / "0002.json").unlink()
    assert run("verify", lacking, *asked).exit_code == 1
    cut = shutil.copytree(tmp_path / "store", tmp_path / "cut")
    max((cut / "ledger+").iterdir()).unlink()
    assert run("verify", cut, *asked).exit_code == 1


def test_after_another_signing_key_both_public_keys_together_verify_all_ledgers(new_desk: NewDesk, tmp_path: Path) -> None:
    _, public, _ = closed_house(new_desk, tmp_path)
    new, at = SigningKey.make(), NIGHT + 2 * DAY
    close(FolderStorage(tmp_path / "store"), new, at)
    both = tmp_path / "both.json"
    both.write_text(json.dumps({"keys": [json.loads(public.read_text("utf-8")), new.public]}), "utf-8")
    told = [run("verify", tmp_path / "store", "--public-key", path, "--at", at.isoformat()).exit_code for path in (both, public)]
    assert told == [0, 1]
