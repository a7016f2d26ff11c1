"""Packs the functions for AWS Lambda: `make bundle` writes build/functions.zip and build/review.zip, the same bytes every time.

functions.zip holds every door but review, and what runs on a schedule; review.zip is the same with what only that door needs.
Each is made for the Python that makes it, on the Linux on which Lambda runs that Python, from locked and hashed wheels.
"""

import fnmatch
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
# AWS takes no more than this, unpacked.
UNPACKED_MAX = 250 * 1024 * 1024
# Of our own what no function runs: every door in one process.
OURS_LEFT_OUT = ("local.py",)
# Of the libraries what is for people who install or type-check them, or names the machine where they were installed; and what
# botocore knows of AWS's services, of which the doors use one.
THEIRS_LEFT_OUT = (
    *("bin/*", "*.pyi", "*.dist-info/RECORD", "*.dist-info/INSTALLER", "*.dist-info/REQUESTED", "*.dist-info/direct_url.json"),
    *("botocore/data/*/*", "boto3/examples/*", "share/*"),
)
THEIRS_KEPT = ("botocore/data/s3/*",)
# The newest glibc that wheels may ask for: Lambda's Python 3.11 runs on Amazon Linux 2, later ones on Amazon Linux 2023. Pillow
# and duckdb ask for 2.27, so that review.zip made with Python 3.11 is for tests and one's own servers and not for AWS.
GLIBC = {"functions": 26 if sys.version_info < (3, 12) else 34, "review": 28 if sys.version_info < (3, 12) else 34}
_MOMENT = (1980, 1, 1, 0, 0, 0)


def main() -> None:
    """Make both packages below build/, or below the folder that is named."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build"
    made = out / "bundle"
    shutil.rmtree(made, ignore_errors=True)
    gather(made / "functions")
    finish(made / "functions", out)
    shutil.copytree(made / "functions", made / "review", copy_function=os.link)
    add(made / "review", "review")
    finish(made / "review", out)


def gather(folder: Path) -> None:
    """Lay down what the doors need: libraries, the doors themselves, compiled contracts and words."""
    for source in sorted((ROOT / "functions").rglob("*.py")):
        name = source.relative_to(ROOT / "functions")
        if not _matches(name, OURS_LEFT_OUT):
            _copy(source, folder / name)
    for source in files(ROOT / "build/contracts"):
        _copy(source, folder / "contracts" / source.name)
    _copy(ROOT / "build/words/telling.json", folder / "words/telling.json")
    _compile(folder)
    add(folder, "functions")


def add(folder: Path, lock: str) -> None:
    """Install locked wheels into a package, compiled and without what no function needs of them."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent) as temporary:
        fresh = Path(temporary)
        _install(lock, fresh)
        for path in files(fresh):
            name = path.relative_to(fresh)
            if _matches(name, THEIRS_LEFT_OUT) and not _matches(name, THEIRS_KEPT):
                path.unlink()
        _compile(fresh)
        shutil.copytree(fresh, folder, dirs_exist_ok=True, copy_function=os.link)


def finish(folder: Path, out: Path) -> None:
    """Pack one folder, and say how large it has become; raises SystemExit where AWS would not take it."""
    size = sum(path.stat().st_size for path in files(folder))
    if size > UNPACKED_MAX:
        raise SystemExit(f"{folder.name}.zip would be {size / 1e6:.0f} MB unpacked, which AWS does not take")
    made = out / f"{folder.name}.zip"
    pack(folder, made)
    print(f"→ {made.name}: {made.stat().st_size / 1e6:.1f} MB, {size / 1e6:.0f} MB unpacked")


def pack(folder: Path, made: Path) -> None:
    """Write a folder into a zip in which nothing depends on the day, the machine or the order in which it lists files."""
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in files(folder):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _MOMENT)
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


def files(folder: Path) -> list[Path]:
    """List the files below a folder, in one order everywhere."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _install(lock: str, folder: Path) -> None:
    # Markers are those of this Python, so it has to be the one that Lambda runs.
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", str(folder)]
    command += ["--no-compile", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--implementation", "cp"]
    command += ["--python-version", "{}.{}".format(*sys.version_info), *_platforms(GLIBC[lock])]
    subprocess.run([*command, "--requirement", str(ROOT / f"requirements/{lock}.txt")], check=True)


def _platforms(glibc: int) -> Iterator[str]:
    for tag in ("manylinux2014", *(f"manylinux_2_{minor}" for minor in range(glibc, 4, -1))):
        yield from ("--platform", f"{tag}_x86_64")


def _matches(path: Path, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatchcase(path.as_posix(), pattern) for pattern in patterns)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _compile(folder: Path) -> None:
    """Compile every module, so that a cold start does not. The bytes hold no time, and paths as they are in the package."""
    command = [sys.executable, "-I", "-m", "compileall", "-qq", "--invalidation-mode", "unchecked-hash", "-s", str(folder)]
    # Some libraries ship templates that are no Python: what cannot be compiled is not compiled, and a test opens every door.
    subprocess.run([*command, str(folder)], env={**os.environ, "PYTHONHASHSEED": "0"}, check=False)


if __name__ == "__main__":
    main()
