"""What only files can show: what is synced when, what is left behind, and the disk's refusals."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from filings.storage import KeyTaken, StoreUnavailable
from filings.storage.folder import LEFTOVER_SECONDS, FolderStorage


def test_a_half_written_object_never_shows(tmp_path: Path) -> None:
    (FolderStorage(tmp_path)._temporary / "0123").write_bytes(b"half")
    assert FolderStorage(tmp_path).keys("") == []


@pytest.mark.parametrize(("age", "remains"), [(LEFTOVER_SECONDS + 60, False), (LEFTOVER_SECONDS - 60, True)])
def test_opening_removes_leftovers_older_than_an_hour(tmp_path: Path, age: int, remains: bool) -> None:
    leftover = FolderStorage(tmp_path)._temporary / "0123"
    leftover.write_bytes(b"half")
    then = leftover.stat().st_mtime - age
    os.utime(leftover, (then, then))
    FolderStorage(tmp_path)
    assert leftover.exists() is remains


def test_a_create_leaves_no_temporary_file_whether_it_wins_or_not(tmp_path: Path) -> None:
    store = FolderStorage(tmp_path)
    store.create("a", b"x")
    with pytest.raises(KeyTaken):
        store.create("a", b"x")
    assert list((tmp_path / ".tmp").iterdir()) == []


def traced(monkeypatch: pytest.MonkeyPatch, root: Path) -> list[str]:
    """Record which files and folders are synced and linked, by their path below the root; temporary names as `.tmp/*`."""
    steps: list[str] = []
    fsync, link = os.fsync, os.link

    def name(path: Path) -> str:
        relative = str(path.relative_to(root))
        return ".tmp/*" if relative.startswith(".tmp/") else relative

    def recorded_fsync(descriptor: int) -> None:
        steps.append(f"sync {name(Path(f'/proc/self/fd/{descriptor}').readlink())}")
        fsync(descriptor)

    def recorded_link(source: Path, target: Path) -> None:
        steps.append(f"link {name(source)} {name(target)}")
        link(source, target)

    monkeypatch.setattr(os, "fsync", recorded_fsync)
    monkeypatch.setattr(os, "link", recorded_link)
    return steps


def test_the_body_is_on_disk_before_its_name_and_every_folder_before_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderStorage(tmp_path)
    steps = traced(monkeypatch, tmp_path)
    store.create("a/b/c", b"x")
    assert steps == ["sync .tmp/*", "link .tmp/* a+/b+/c", "sync a+/b+", "sync a+", "sync ."]


def test_a_taken_key_is_made_durable_before_it_is_called_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FolderStorage(tmp_path).create("a/b", b"x")
    other = FolderStorage(tmp_path)
    steps = traced(monkeypatch, tmp_path)
    with pytest.raises(KeyTaken):
        other.create("a/b", b"y")
    assert steps[-2:] == ["sync a+", "sync ."]


def test_a_folders_name_is_synced_once_by_a_process_that_relies_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderStorage(tmp_path)
    store.create("a/b/c", b"x")
    steps = traced(monkeypatch, tmp_path)
    store.create("a/b/d", b"x")
    store.create("a/e/f", b"x")
    assert [step for step in steps if step.startswith("sync a") or step == "sync ."] == ["sync a+/b+", "sync a+/e+", "sync a+"]


def test_a_folder_that_another_process_removed_and_made_again_is_synced_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = FolderStorage(tmp_path), FolderStorage(tmp_path)
    store.create("a/b", b"x")
    other.delete("a/b")
    other.create("a/c", b"x")
    steps = traced(monkeypatch, tmp_path)
    store.create("a/d", b"x")
    assert steps[-2:] == ["sync a+", "sync ."]


def test_few_folders_are_kept_open_however_many_there_are(tmp_path: Path) -> None:
    store = FolderStorage(tmp_path)
    for number in range(200):
        store.create(f"a/{number}/b", b"x")
    held = [path for path in Path("/proc/self/fd").iterdir() if str(path.resolve()).startswith(str(tmp_path))]
    assert len(held) == 64


def refuse(number: int) -> Any:
    def refused(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return refused


@pytest.mark.parametrize(("call", "number"), [("fsync", errno.ENOSPC), ("link", errno.EDQUOT), ("open", errno.EACCES)])
def test_a_disk_that_refuses_makes_the_store_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    store = FolderStorage(tmp_path)
    monkeypatch.setattr(os, call, refuse(number))
    with pytest.raises(StoreUnavailable) as refusal:
        store.create("a/b", b"x")
    assert isinstance(refusal.value.__cause__, OSError)


@pytest.mark.parametrize("call", ["fsync", "link"])
def test_a_create_that_the_disk_refused_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    store = FolderStorage(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse(errno.ENOSPC))
        with pytest.raises(StoreUnavailable):
            store.create("a/b", b"x")
    assert (store.keys(""), list((tmp_path / ".tmp").iterdir())) == ([], [])


def test_a_sync_that_the_disk_refused_is_made_up_for_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, fsync = FolderStorage(tmp_path), os.fsync

    def no_folders(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").resolve() == tmp_path:
            refuse(errno.EIO)()
        fsync(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", no_folders)
        with pytest.raises(StoreUnavailable):
            store.create("a/b", b"x")
    steps = traced(monkeypatch, tmp_path)
    with pytest.raises(KeyTaken):
        store.create("a/b", b"x")
    assert steps[-2:] == ["sync a+", "sync ."]


def test_a_root_that_is_a_file_makes_the_store_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable):
        FolderStorage(tmp_path / "file")


def test_a_delete_removes_the_folders_it_leaves_empty_and_no_others(tmp_path: Path) -> None:
    store = FolderStorage(tmp_path)
    store.create("a/b/c", b"x")
    store.create("a/d", b"x")
    store.delete("a/b/c")
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == [".tmp", "a+", "a+/d"]


def test_a_create_gets_through_when_its_folder_is_removed_under_its_hands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderStorage(tmp_path)
    link, removals = os.link, iter(range(3))

    def link_after_removal(source: Path, target: Path) -> None:
        for _ in removals:
            target.parent.rmdir()
            break
        link(source, target)

    monkeypatch.setattr(os, "link", link_after_removal)
    store.create("a/b", b"x")
    assert store.read("a/b") == b"x"


def test_only_the_owner_may_read_what_is_stored(tmp_path: Path) -> None:
    store = FolderStorage(tmp_path / "store")
    store.create("a", b"x")
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "store", tmp_path / "store" / "a")]
    assert modes == [0o700, 0o600]
