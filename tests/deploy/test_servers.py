"""The files for one's own servers: nginx answers as the service does, and systemd takes every unit."""

import configparser
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import trustme
import urllib3
from flask import Flask

from filings.cli import main
from filings.desk.sheet import BYTES_MAX
from filings.settings import Settings
from filings.uploads import SIZE_MAX
from filings.web.app import create_app
from running import ROOT, free_port

FILES = ROOT / "docs/deploy"
UNITS = sorted([*FILES.glob("*.service"), *FILES.glob("*.timer")])
PAGES = {"index.html": "首页", "404.html": "没有这一页", "en/index.html": "Home", "en/404.html": "There is no such page"}
# What each server says of itself and of one answer.
OWN = {
    "Accept-Ranges",
    "Connection",
    "Content-Disposition",
    "Content-Length",
    "Date",
    "ETag",
    "Expires",
    "Last-Modified",
    "Server",
}
OWN |= {"Content-Type", "Vary", "X-Request-Id", "Strict-Transport-Security"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for name, text in PAGES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f'<!doctype html><html lang="zh-Hans"><body>{text}', "utf-8")
    return folder


@pytest.fixture(scope="module")
def nginx(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """nginx with the configuration as it stands, but for where things lie; the port on which it speaks TLS."""
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    issued = trustme.CA().issue_cert("beian.example")
    issued.private_key_pem.write_to_path(folder / "private.pem")
    issued.cert_chain_pems[0].write_to_path(folder / "fullchain.pem")
    (folder / "beian.conf").write_text(_moved((FILES / "nginx.conf").read_text("utf-8"), folder, site, port), "utf-8")
    log = f"user root; pid {folder}/pid; error_log {folder}/error.log; daemon off; worker_processes 1; events {{}}"
    paths = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"{log} http {{ include /etc/nginx/mime.types; {paths} include {folder}/beian.conf; }}", "utf-8"
    )
    command = [
        shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx",
        "-p",
        str(folder),
        "-c",
        str(folder / "nginx.conf"),
    ]
    subprocess.run([*command, "-t", "-q"], check=True)
    process = subprocess.Popen(command)
    deadline = time.monotonic() + 30
    while not (folder / "pid").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    yield port
    process.send_signal(signal.SIGTERM)
    process.wait(30)


def _moved(text: str, folder: Path, site: Path, port: int) -> str:
    changes = {
        "/etc/ssl/beian": str(folder),
        "/var/log/nginx/beian.log": f"{folder}/access.log",
        "/opt/beian/build/site": str(site),
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "http://127.0.0.1:8000": f"http://127.0.0.1:{free_port()}",
    }
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def asked(port: int, path: str) -> Any:
    url = f"https://127.0.0.1:{port}{path}"
    with urllib3.PoolManager(cert_reqs="CERT_NONE", assert_hostname=False) as pool:
        return pool.request("GET", url, headers={"Host": "beian.example"}, redirect=False, timeout=10)


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
@pytest.mark.parametrize("path", ["/", "/en/", "/en", "/nowhere/", "/en/nowhere/"])
def test_nginx_answers_for_the_site_as_the_service_does(nginx: int, site: Path, desk_settings: Settings, path: str) -> None:
    app: Flask = create_app(replace(desk_settings, site=site), {})
    with app.test_client().get(path) as ours:
        theirs = asked(nginx, path)
        assert theirs.status in {301, 302} if ours.status_code == 302 else theirs.status == ours.status_code
        assert theirs.headers.get("Location") == ours.headers.get("Location")
        if ours.status_code != 302:
            assert theirs.data == ours.data
            assert {name: its for name, its in theirs.headers.items() if name not in OWN} == {
                name: its for name, its in ours.headers.items() if name not in OWN
            }


def test_nginx_lets_through_what_the_service_takes_and_hardly_more() -> None:
    text = (FILES / "nginx.conf").read_text("utf-8")
    bounds = [int(kilobytes) * 1024 for kilobytes in re.findall(r"client_max_body_size ([0-9]+)k;", text)]
    # A form round a file takes up to 16 KiB.
    wanted = [BYTES_MAX, SIZE_MAX + 16 * 1024]
    assert all(want < bound <= want + 1024 for want, bound in zip(wanted, bounds, strict=True))


def test_every_unit_runs_a_command_that_there_is() -> None:
    commands = [
        line
        for path in UNITS
        for line in re.findall("^ExecStart=/opt/beian/.venv/bin/(.+)$", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert {line.split()[0] for line in commands} == {"beian", "granian"}
    run = {line.split()[1] for line in commands if line.startswith("beian ")}
    assert run == {"sweep", "close", "figures", "tell"}
    assert run <= main.commands.keys()


def test_every_unit_reads_as_systemd_reads_it(tmp_path: Path) -> None:
    for path in UNITS:
        text = path.read_text("utf-8")
        configparser.RawConfigParser(strict=False).read_string(text)
        (tmp_path / path.name).write_text(re.sub("/opt/beian/.venv/bin/[a-z]+", "/bin/true", text), "utf-8")
    if verify := shutil.which("systemd-analyze"):
        told = subprocess.run([verify, "verify", "--man=no", *tmp_path.iterdir()], capture_output=True, text=True, check=False)
        assert (told.stderr, told.returncode) == ("", 0)


def test_every_setting_of_the_files_is_in_the_table_of_settings() -> None:
    table = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    named = {name for path in FILES.iterdir() for name in re.findall("BEIAN_[A-Z_]+", path.read_text("utf-8"))}
    assert [name for name in sorted(named) if f"`{name}`" not in table] == []
