import subprocess
import sys
from pathlib import Path

import pytest

from filings.storage.folder import FolderStorage
from filings.storage.memory import MemoryStorage
from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket, bucket_at, open_storage
from weed import S3Address


def test_memory_opens_a_store_in_memory() -> None:
    assert isinstance(open_storage("memory:", {}), MemoryStorage)


def test_a_folder_address_opens_that_folder(tmp_path: Path) -> None:
    open_storage(f"folder:{tmp_path}/store", {}).create("a", b"x")
    assert FolderStorage(tmp_path / "store").read("a") == b"x"


def test_an_s3_address_opens_that_bucket_and_prefix(s3: S3Address, bucket: Bucket) -> None:
    open_storage(f"s3://{bucket.name}/{bucket.prefix}/", s3.environ()).create("a", b"x")
    assert ObjectStorage.at(bucket).read("a") == b"x"


def test_the_aws_variables_become_the_bucket() -> None:
    environ = {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_REGION": "cn-north-1", "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b", "AWS_SESSION_TOKEN": "c",
    }  # fmt: skip
    assert bucket_at("s3://name/p/q", environ) == Bucket("name", "p/q", "http://127.0.0.1:1", "cn-north-1", "a", "b", "c")


def test_what_no_variable_says_is_left_to_the_libraries() -> None:
    assert bucket_at("s3://name", {"AWS_ENDPOINT_URL": ""}) == Bucket("name")


def test_secrets_do_not_show_when_a_bucket_is_printed() -> None:
    assert "hush" not in repr(Bucket("name", secret_key="hush", session_token="hush"))


@pytest.mark.parametrize("address", ["", "memory", "folder:", "/var/lib/beian", "gs://bucket", "s3:bucket"])
def test_any_other_address_is_refused_with_the_ones_that_are_allowed(address: str) -> None:
    with pytest.raises(ValueError, match=r"memory:, folder:PATH or s3://bucket"):
        open_storage(address, {})


@pytest.mark.parametrize("address", ["s3://", "s3://UPPER", "s3://ab", "s3://name//p", "s3://name/../p", "s3:///p"])
def test_an_s3_address_that_cannot_be_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not"):
        open_storage(address, {})


def test_half_a_pair_of_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="both or neither"):
        bucket_at("s3://name", {"AWS_ACCESS_KEY_ID": "a"})


def test_opening_memory_imports_no_library_of_another_backend() -> None:
    script = (
        "import sys; from filings.storage.opening import open_storage; open_storage('memory:', {});"
        "print(sorted({'obstore', 'boto3', 'botocore', 'filings.storage.folder'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", script], text=True) == "[]\n"


@pytest.mark.parametrize(("address", "imported"), [("folder:data", []), ("s3://bucket", ["botocore"])])
def test_a_server_imports_what_signs_upload_forms_before_anybody_asks_for_one(address: str, imported: list[str]) -> None:
    script = (
        f"import sys; from filings.storage.opening import warm; warm({address!r}, {{}});"
        "print([*{'botocore'} & set(sys.modules)])"
    )
    assert subprocess.check_output([sys.executable, "-c", script], text=True) == f"{imported}\n"
