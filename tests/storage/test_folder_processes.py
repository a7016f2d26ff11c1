"""What other processes and sudden death do to a folder store: nothing."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from filings.storage.folder import FolderStorage

RACER = """
import os, sys
from filings.storage import KeyTaken
from filings.storage.opening import open_storage
store = open_storage(sys.argv[1], os.environ)
print("ready", flush=True)
sys.stdin.readline()
for number in range(200):
    try:
        store.create(f"race/{number // 20}/{number:04}", sys.argv[2].encode())
        print(f"race/{number // 20}/{number:04}")
    except KeyTaken:
        pass
"""
TENANT = """
import os, sys
from filings.storage.opening import open_storage
store = open_storage(sys.argv[1], os.environ)
print("ready", flush=True)
sys.stdin.readline()
for _ in range(200):
    store.create(f"shared/room/{sys.argv[2]}", b"")
    store.delete(f"shared/room/{sys.argv[2]}")
    print(f"shared/room/{sys.argv[2]}")
"""
WRITER = """
import sys
from itertools import count
from pathlib import Path
from filings.storage.folder import FolderStorage
root, name = sys.argv[1:]
store = FolderStorage(Path(root))
for number in count():
    key = f"{name}/{number // 3}/{number}"
    store.create(key, key.encode() * 5000)
    print(key, flush=True)
"""


def test_of_two_processes_creating_the_same_keys_exactly_one_wins_each(
    race: Callable[..., dict[str, list[str]]], tmp_path: Path
) -> None:
    won = race(RACER, f"folder:{tmp_path}")
    store = FolderStorage(tmp_path)
    held = {key: store.read(key).decode() for key in store.keys("race/")}
    assert sorted((key, name) for name, keys in won.items() for key in keys) == sorted(held.items())
    assert len(held) == 200


def test_after_sigkill_every_acknowledged_object_is_there_and_every_listed_object_is_whole(tmp_path: Path) -> None:
    for run in range(6):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), f"run{run}"], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        acknowledged = [writer.stdout.readline().strip() for _ in range(5 + 7 * run)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += writer.communicate()[0].split("\n")[:-1]
        store = FolderStorage(tmp_path)
        held = {key: store.read(key) for key in store.keys(f"run{run}/")}
        assert set(acknowledged) <= set(held)
        assert held == {key: key.encode() * 5000 for key in held}


def test_a_create_gets_through_while_others_remove_its_folder(race: Callable[..., dict[str, list[str]]], tmp_path: Path) -> None:
    done = race(TENANT, f"folder:{tmp_path}")
    assert done == {name: [f"shared/room/{name}"] * 200 for name in ("one", "two")}
