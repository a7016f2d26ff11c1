"""The stack of functions/template.yaml on an emulator of AWS that enforces the roles (MiniStack), on loopback."""

import io
import json
import os
import subprocess
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
import urllib3

from granted import of_type, template
from running import ROOT, free_port

START_SECONDS = 60
STACK = "beian"
PARAMETERS = {
    "SiteDomain": "beian.example",
    "CertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/a-certificate-of-the-tests",
    "AlarmMail": "operator@agency.example",
    "HasDesk": "yes",
}
# What a role may do, asked from within: one call to S3, and the code of the error.
PROBE = """
import boto3, botocore
def handler(event, context):
    try:
        getattr(boto3.client("s3"), event["call"])(**event["with"])
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
    return "done"
"""


@dataclass
class Cloud:
    """The emulator with the stack: what the stack says of itself, and who may be asked there."""

    port: int
    outputs: dict[str, str] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        """Make a client of one of AWS's services, as the account's owner."""
        return boto3.client(
            service, endpoint_url=f"http://127.0.0.1:{self.port}", region_name="us-east-1",
            aws_access_key_id="test", aws_secret_access_key="test",
        )  # fmt: skip

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> urllib3.BaseHTTPResponse:
        """Ask the HTTP API as CloudFront does."""
        host = self.outputs["ApiEndpoint"].partition("://")[2]
        sent = {"Host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return urllib3.request(method, f"http://127.0.0.1:{self.port}{path}", json=body, headers=sent, timeout=120)

    def run(self, function: str, event: Any = None) -> Any:
        """Call a function of the stack, as its schedule does; returns what it gives, raises RuntimeError where it fails."""
        answer = self.client("lambda").invoke(FunctionName=f"{STACK}-{function}", Payload=json.dumps(event or {}))
        payload = answer["Payload"].read()
        if "FunctionError" in answer:
            raise RuntimeError(payload.decode())
        return json.loads(payload)

    def may(self, door: str, call: str, bucket: str = "StoreBucket", **arguments: Any) -> str:
        """Try one call to S3 as a door's role: `done`, or the code of the error."""
        functions, name = self.client("lambda"), f"probe-{door}"
        try:
            functions.get_function(FunctionName=f"{STACK}-{name}")
        except functions.exceptions.ResourceNotFoundException:
            role = functions.get_function(FunctionName=f"{STACK}-{door}")["Configuration"]["Role"]
            functions.create_function(
                FunctionName=f"{STACK}-{name}", Runtime="python3.13", Role=role, Handler="probe.handler", Timeout=60,
                Code={"ZipFile": _zipped("probe.py", PROBE)},
            )  # fmt: skip
        return str(self.run(name, {"call": call, "with": {"Bucket": self.outputs[bucket], **arguments}}))


@contextmanager
def cloud(folder: Path, files: Mapping[str, str]) -> Iterator[Cloud]:
    """Start the emulator, deploy the stack with the packages of `make bundle`, and lay down the operator's files."""
    running = Cloud(free_port())
    own = {"AUTH": "true", "IOT_MTLS_ENABLED": "0", "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(running.port)}
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "BEIAN_"))}
    with (folder / "ministack.log").open("wb") as log:
        command = [ROOT / ".venv/ministack/bin/ministack"]
        process = subprocess.Popen(command, cwd=folder, env=clean | own | {"HOME": str(folder)}, stdout=log, stderr=log)
    try:
        _wait(running)
        _deploy(running)
        for name, text in files.items():
            running.client("s3").put_object(Bucket=running.outputs["SettingsBucket"], Key=name, Body=text.encode())
        yield running
    finally:
        process.terminate()
        process.wait(30)


def _wait(running: Cloud) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib3.request("GET", f"http://127.0.0.1:{running.port}/", timeout=2, retries=False)
        except urllib3.exceptions.HTTPError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _deploy(running: Cloud) -> None:
    """Do what `sam deploy` does: packages first, then the stack; raises RuntimeError with what went wrong."""
    s3, stacks = running.client("s3"), running.client("cloudformation")
    s3.create_bucket(Bucket="packages")
    for package in ("functions", "review"):
        s3.upload_file(str(ROOT / f"build/{package}.zip"), "packages", f"{package}.zip")
    s3.put_object(Bucket="packages", Key="template.json", Body=json.dumps(emulated()).encode())
    stacks.create_stack(
        StackName=STACK,
        TemplateURL=f"http://127.0.0.1:{running.port}/packages/template.json",
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in PARAMETERS.items()],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    deadline = time.monotonic() + START_SECONDS
    while (stack := stacks.describe_stacks(StackName=STACK)["Stacks"][0])["StackStatus"] == "CREATE_IN_PROGRESS":
        if time.monotonic() > deadline:
            raise RuntimeError("the stack does not come up")
        time.sleep(0.1)
    if stack["StackStatus"] != "CREATE_COMPLETE":
        events = stacks.describe_stack_events(StackName=STACK)["StackEvents"]
        raise RuntimeError([event.get("ResourceStatusReason") for event in events if "FAILED" in event["ResourceStatus"]])
    running.outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def emulated() -> dict[str, Any]:
    """Return the template as `sam package` makes it, but for what is different here.

    The emulator's S3 has no `s3:if-none-match` among the keys of a request, it speaks no TLS, and packages are not unpacked at
    /var/task.
    """
    made = deepcopy(template())
    made["Globals"]["Function"]["Environment"]["Variables"]["BEIAN_CONTRACTS"] = str(ROOT / "build/contracts")
    made["Globals"]["Function"]["CodeUri"] = {"Bucket": "packages", "Key": "functions.zip"}
    for name in of_type("AWS::Serverless::Function"):
        function = made["Resources"][name]["Properties"]
        if "CodeUri" in function:
            function["CodeUri"] = {"Bucket": "packages", "Key": Path(function["CodeUri"]).name}
    for name in of_type("AWS::IAM::Role"):
        for statement in made["Resources"][name]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]:
            if statement["Action"] == "s3:PutObject":
                statement.pop("Condition", None)
    for policy in of_type("AWS::S3::BucketPolicy"):
        document = made["Resources"][policy]["Properties"]["PolicyDocument"]
        document["Statement"] = [each for each in document["Statement"] if each["Sid"] != "TlsOnly"]
        if not document["Statement"]:
            del made["Resources"][policy]
    return made


def _zipped(name: str, text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, text)
    return packed.getvalue()
