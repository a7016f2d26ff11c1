"""An export of one filing stands on its own: with our tool, and by hand with tools that everybody has."""

import hashlib
import json
import random
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from desk import Desk
from filings.errors import Refusal
from filings.model import canonical
from filings.numbers import number_for, parse
from filings.proof.export import as_zip, export, write_folder
from filings.proof.exported import is_export, verify_export
from filings.proof.reading import FolderReader
from filings.proof.signing import PublicKeys, SigningKey
from filings.proof.verify import Report
from filings.storage.memory import MemoryStorage
from storehouse import DAY, NIGHT, PUBLIC, downloaded, fill

NewDesk = Callable[..., Desk]
Files = dict[str, bytes]


@pytest.fixture
def corrected(new_desk: NewDesk) -> Desk:
    """The filing with papers, a note, a correction and an approval, among others."""
    return fill(new_desk, MemoryStorage())[2]


@pytest.fixture
def files(corrected: Desk) -> Files:
    return {file.path: file.body for file in export(corrected.store, parse(corrected.number))}


def report_on(files: Files, folder: Path, keys: PublicKeys = PUBLIC) -> Report:
    return verify_export(FolderReader(downloaded(files, folder)), keys, NIGHT + DAY)


def test_an_export_holds_one_filing_and_what_it_rests_on(corrected: Desk, files: Files, tmp_path: Path) -> None:
    serial = parse(corrected.number).serial
    assert {path.split("/")[1] for path in files if path.startswith("filings/")} == {serial}
    assert [path for path in files if path.endswith(".jws")] == ["ledger/2026-11-20.jws"]
    assert {path for path in files if "/" not in path} == {
        *("README.md", "SHA256SUMS", "export.json", "public-key.json", "public-key.pem")
    }
    report = report_on(files, tmp_path)
    assert report.misfits == ()
    assert (report.counts["events"], report.counts["sealed"], report.counts["uncovered"]) == (4, 5, 0)


def test_a_store_is_no_export(corrected: Desk, files: Files, tmp_path: Path) -> None:
    assert is_export(FolderReader(downloaded(files, tmp_path / "export")))
    assert not is_export(FolderReader(downloaded({"ledger/2026-11-20.jws": b""}, tmp_path / "store")))


def test_one_byte_flipped_anywhere_in_an_export_is_found_and_named(files: Files, tmp_path: Path) -> None:
    lot = random.Random(20261120)  # noqa: S311 - a lot that can be drawn again, and no secret
    folder = downloaded(files, tmp_path)
    for path, body in files.items():
        for position in {0, len(body) - 1, *(lot.randrange(len(body)) for _ in range(3))}:
            altered = bytearray(body)
            altered[position] ^= 1 << lot.randrange(8)
            (folder / path).write_bytes(altered)
            found = verify_export(FolderReader(folder), PUBLIC, NIGHT + DAY).first
            # Where the list of hashes was altered, it may be the file that it speaks of that is named.
            assert found is not None
            assert path in {found.key, "SHA256SUMS"}, position
        (folder / path).write_bytes(body)


def test_every_file_that_is_taken_out_of_an_export_is_named(files: Files, tmp_path: Path) -> None:
    folder = downloaded(files, tmp_path)
    for path, body in files.items():
        (folder / path).unlink()
        assert path in {misfit.key for misfit in verify_export(FolderReader(folder), PUBLIC, NIGHT + DAY).misfits}
        (folder / path).write_bytes(body)


@pytest.mark.parametrize("path", ["notes.txt", "filings/ZZZZZZZZ/0001.json", "contracts/0.json", "ledger/2026-11-19.jws"])
def test_a_file_that_is_put_into_an_export_is_named(files: Files, tmp_path: Path, path: str) -> None:
    assert path in {misfit.key for misfit in report_on(files | {path: b"{}"}, tmp_path).misfits}


def with_sums(files: Files) -> Files:
    """Write the list of hashes anew, as somebody would who alters an export knowingly."""
    rest = {path: body for path, body in files.items() if path != "SHA256SUMS"}
    return rest | {"SHA256SUMS": "".join(f"{hashlib.sha256(rest[path]).hexdigest()}  {path}\n" for path in rest).encode()}


def test_a_decision_that_was_written_anew_is_caught_by_the_ledger(corrected: Desk, files: Files, tmp_path: Path) -> None:
    last = f"filings/{parse(corrected.number).serial}/0004.json"
    files[last] = canonical({**json.loads(files[last]), "officer": {"id": "wang", "name": "王某"}})
    found = report_on(with_sums(files), tmp_path).first
    assert found is not None
    assert (found.key, found.why) == (last, "is not what the ledger names")


def test_an_export_that_was_signed_anew_is_caught_by_the_operators_own_key(files: Files, tmp_path: Path) -> None:
    assert report_on(files, tmp_path, PublicKeys((SigningKey.make().public,))).first is not None


def test_what_no_ledger_covers_yet_is_exported_and_counted(corrected: Desk, tmp_path: Path) -> None:
    corrected.ask("another-amendment-key", action="change", changes={"contact": {"phone": "13700000000"}})
    files = {file.path: file.body for file in export(corrected.store, parse(corrected.number))}
    report = report_on(files, tmp_path)
    assert (report.misfits, report.counts["uncovered"]) == ((), 1)


def test_the_same_filing_makes_the_same_zip(corrected: Desk) -> None:
    number = parse(corrected.number)
    assert as_zip(export(corrected.store, number), "a") == as_zip(export(corrected.store, number), "a")


def test_a_filing_that_is_not_there_cannot_be_exported(corrected: Desk) -> None:
    for number in (number_for("3210", "00000000"), number_for("3201", parse(corrected.number).serial)):
        with pytest.raises(Refusal):
            export(corrected.store, number)


def test_the_commands_that_the_export_tells_do_verify_it(corrected: Desk, tmp_path: Path) -> None:
    folder, serial = tmp_path / "export", parse(corrected.number).serial
    write_folder(export(corrected.store, parse(corrected.number)), folder)
    text = (folder / "README.md").read_text("utf-8")
    assert corrected.number in text
    told = re.search("```sh\n(.*?)```", text, re.DOTALL)
    assert told is not None
    script = "set -e -o pipefail\n" + told[1].replace("DAY", "2026-11-20").replace("/tmp/", f"{tmp_path}/")  # noqa: S108 - as people would type it
    # The last part of a ledger's base64 has no padding, of which `base64` complains when it has written everything.
    script = script.replace("2> /dev/null", "2> /dev/null || true")
    done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=True)
    assert "Signature Verified Successfully" in done.stdout
    for path in sorted((folder / "filings" / serial).glob("*.json")):
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        assert f'["{serial}",{int(path.stem)},"{sha256}"]' in done.stdout
        assert f"{sha256}  filings/{serial}/{path.name}" in done.stdout
    (folder / "export.json").write_bytes(b"{}")
    assert subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, check=False).returncode
