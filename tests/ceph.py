"""A real Ceph cluster for tests: monitor, disks (OSDs) and RADOS Gateway from Debian, without root's system, on loopback only.

apt-get install --no-install-recommends ceph-mon ceph-osd radosgw ceph-common
"""

import json
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import urllib3

from running import free_port
from weed import S3Address

READY_SECONDS = 180
STOP_SECONDS = 30
PROGRAMS = ("ceph", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin", "setpriv")
_DISK_BYTES = 4 << 30
_CONF = """
[global]
fsid = {fsid}
mon_host = v1:127.0.0.1:{mon_port}
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
ms_bind_msgr2 = false
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
run_dir = {folder}
admin_socket = {folder}/$name.asok
pid_file =
log_file = {folder}/$name.log
mon_cluster_log_file = {folder}/cluster.log
crash_dir = {folder}
osd_pool_default_size = {copies}
osd_pool_default_min_size = {enough}
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
# A developer's disk may be nearly full; that is nothing to stop for here.
mon_data_avail_warn = 2
mon_data_avail_crit = 1
# All disks are on one machine, and one neighbour who misses another is enough.
mon_osd_reporter_subtree_level = osd
mon_osd_min_down_reporters = 1
[mon]
mon_data = {folder}/mon
[osd]
osd_data = {folder}/osd.$id
osd_objectstore = bluestore
bluestore_block_size = {disk_bytes}
bluestore_block_create = true
bdev_enable_discard = false
osd_memory_target = 1073741824
osd_heartbeat_grace = 6
osd_heartbeat_interval = 2
# An OSD that enters the crush map by itself at its start may do so before it knows its cluster ("wrong fsid"): done below.
osd_crush_update_on_start = false
osd_class_update_on_start = false
[client.rgw.a]
rgw_data = {folder}/rgw
# Without tcp_nodelay every GET takes 40 ms: two small packets wait for each other.
rgw_frontends = beast endpoint=127.0.0.1:{port} tcp_nodelay=1
rgw_thread_pool_size = 64
"""


@dataclass
class Ceph:
    """A cluster with its data in `folder`; as many copies of each object as there are disks, all but one of them enough."""

    folder: Path
    disks: int
    address: S3Address
    daemons: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def kill(self, disk: int) -> None:
        """End the daemon of a disk with SIGKILL."""
        daemon = self.daemons.pop(f"osd.{disk}")
        daemon.kill()
        daemon.wait()

    def revive(self, disk: int) -> None:
        """Start the daemon of a disk, on what it has kept."""
        self._daemon(f"osd.{disk}", "ceph-osd", "-i", str(disk))

    def start(self) -> None:
        """Make the cluster and start everything; raises RuntimeError with the end of its logs if it does not come up."""
        mon_port, fsid = free_port(), str(uuid.uuid4())
        conf = _CONF.format(
            fsid=fsid, mon_port=mon_port, port=self.address.endpoint.rpartition(":")[2], folder=self.folder,
            copies=self.disks, enough=max(1, self.disks - 1), disk_bytes=_DISK_BYTES,
        )  # fmt: skip
        (self.folder / "ceph.conf").write_text(conf, encoding="utf-8")
        for name in ("mon", "rgw"):
            (self.folder / name).mkdir()
        monmap = str(self.folder / "monmap")
        self._run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", f"[v1:127.0.0.1:{mon_port}]", monmap)
        self._run("ceph-mon", "--mkfs", "-i", "a", "--monmap", monmap)
        self._daemon("mon", "ceph-mon", "-i", "a")
        self._until(lambda: bool(self._ask("ceph", "--connect-timeout", "5", "osd", "stat")), "the monitor")
        for disk in range(self.disks):
            self._make(disk)
        self._until(lambda: self._up() == self.disks, "the disks")
        self._run(
            "radosgw-admin", "user", "create", "--uid=test", "--display-name=test",
            f"--access-key={self.address.access_key}", f"--secret-key={self.address.secret_key}",
        )  # fmt: skip
        self._daemon("rgw", "radosgw", "-n", "client.rgw.a")
        self._until(self._serves, "the gateway")

    def stop(self) -> None:
        """End all daemons, the gateway first."""
        for daemon in reversed(self.daemons.values()):
            daemon.terminate()
            with suppress(subprocess.TimeoutExpired):
                daemon.wait(STOP_SECONDS)
            daemon.kill()
            daemon.wait()

    def _make(self, disk: int) -> None:
        unique = str(uuid.uuid4())
        (self.folder / f"osd.{disk}").mkdir()
        self._run("ceph", "osd", "new", unique, str(disk))
        self._run("ceph-osd", "-i", str(disk), "--mkfs", "--osd-uuid", unique)
        self._run("ceph", "osd", "crush", "create-or-move", f"osd.{disk}", "1.0", "host=local", "root=default")
        self.revive(disk)

    def _up(self) -> int:
        # What it prints while disks come is not always JSON yet.
        with suppress(ValueError):
            return int(json.loads(self._ask("ceph", "--connect-timeout", "5", "osd", "stat", "-f", "json"))["num_up_osds"])
        return 0

    def _serves(self) -> bool:
        with suppress(urllib3.exceptions.HTTPError):
            return urllib3.request("GET", self.address.endpoint, timeout=2, retries=False).status in {200, 403}
        return False

    def _daemon(self, name: str, *command: str) -> None:
        # However the tests end, SIGKILL included, the daemons end with them.
        whole = ["setpriv", "--pdeathsig", "TERM", *command, "-f", "--conf", str(self.folder / "ceph.conf")]
        with (self.folder / f"{name}.out").open("ab") as output:
            process = subprocess.Popen(whole, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
        self.daemons[name] = process

    def _run(self, *command: str) -> None:
        # A monitor that is young may refuse what it accepts a second later ("problem getting command descriptions").
        for pause in (1, 2, 4, 8, None) if command[0] == "ceph" else (None,):
            done = self._call(*command)
            if done.returncode == 0:
                return
            if pause is None:
                raise RuntimeError(f"{' '.join(command[:4])} failed: {done.stderr[-2000:]}")
            time.sleep(pause)

    def _ask(self, *command: str) -> str:
        return self._call(*command).stdout

    def _call(self, *command: str) -> "subprocess.CompletedProcess[str]":
        conf = [] if command[0] == "monmaptool" else ["--conf", str(self.folder / "ceph.conf")]
        whole = [command[0], *conf, *command[1:]]
        return subprocess.run(whole, capture_output=True, text=True, timeout=READY_SECONDS, check=False)

    def _until(self, comes: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not comes():
            ended = [name for name, daemon in self.daemons.items() if daemon.poll() is not None]
            if ended or time.monotonic() > deadline:
                logs = "\n".join(path.read_text(errors="replace")[-2000:] for path in sorted(self.folder.glob("*.out")))
                raise RuntimeError(f"{what} did not come up (ended: {ended}); the end of the logs:\n{logs}")
            time.sleep(0.2)


@contextmanager
def ceph(folder: Path, disks: int) -> Iterator[Ceph]:
    """Run a cluster with so many disks until the block ends; RuntimeError where a program is missing or it does not come up."""
    if missing := [program for program in PROGRAMS if not shutil.which(program)]:
        raise RuntimeError(f"{', '.join(missing)} not found: apt-get install ceph-mon ceph-osd radosgw ceph-common")
    address = S3Address(f"http://127.0.0.1:{free_port()}", "testaccess", "testsecrettestsecret", "us-east-1")
    cluster = Ceph(folder, disks, address)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
