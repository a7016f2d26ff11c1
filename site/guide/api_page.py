"""What integrators are told of the service, drawn from its published description: schemas/api/openapi.json and problem.json."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

DESCRIPTION = "/schemas/api/openapi.json"


@dataclass(frozen=True)
class Parameter:
    """Something that is sent along: `where` is path or header, `shape` what its schema asks of it, as JSON Schema writes it."""

    name: str
    where: str
    required: bool
    shape: str


@dataclass(frozen=True)
class Answer:
    """An answer by its status: of a success the address of its schema and the headers, otherwise the codes it can carry."""

    status: str
    schema: str | None
    headers: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """One method of one address; `body` is the address of the schema of what is sent, at most `kib` KiB long.

    `askers` are the security schemes of which one lets somebody in, and `anybody` where none is needed.
    """

    id: str
    method: str
    path: str
    askers: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    body: str | None
    kib: int
    answers: tuple[Answer, ...]


def operations(api: Mapping[str, Any]) -> Iterator[Operation]:
    """Yield the operations in the order of the description; `api` holds both documents by name, `openapi` and `problem`."""
    codes = problems(api)
    for path, methods in api["openapi"]["paths"].items():
        for method, said in methods.items():
            body = said.get("requestBody", {})
            yield Operation(
                id=said["operationId"],
                method=method.upper(),
                path=path,
                askers=_askers(said["security"]),
                parameters=tuple(map(_parameter, said.get("parameters", ()))),
                body=_schema(body),
                kib=body.get("x-max-bytes", 0) // 1024,
                answers=tuple(_answer(status, its, codes) for status, its in said["responses"].items()),
            )


def webhook(api: Mapping[str, Any]) -> Operation:
    """Return what a webhook is sent, and the answers that it understands; `api` holds `openapi`."""
    [[said]] = [list(its.values()) for its in api["openapi"]["webhooks"].values()]
    parameters = tuple(map(_parameter, said["parameters"]))
    answers = tuple(Answer(status, None, (), ()) for status in said["responses"])
    return Operation(said["operationId"], "POST", "", (), parameters, _schema(said["requestBody"]), 0, answers)


def problems(api: Mapping[str, Any]) -> dict[str, int]:
    """Return the HTTP status of each error code, in the order of the schema."""
    pairs = [choice["properties"] for choice in api["problem"]["oneOf"]]
    return {pair["code"]["const"]: pair["status"]["const"] for pair in pairs}


def _askers(security: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Name each scheme once, in the order of the alternatives; an empty one lets anybody in, and so does having none."""
    return tuple(dict.fromkeys(name for choice in security or [{}] for name in choice or ["anybody"]))


def _parameter(said: Mapping[str, Any]) -> Parameter:
    shape = ", ".join(f"{word}: {value}" for word, value in said["schema"].items() if word != "type")
    return Parameter(said["name"], said["in"], said["required"], shape)


def _answer(status: str, said: Mapping[str, Any], codes: Mapping[str, int]) -> Answer:
    if said.get("$ref") == "#/components/responses/Problem":
        return Answer(status, None, (), tuple(code for code, its in codes.items() if its == int(status)))
    # What stands on every answer is told once, in the prose.
    headers = tuple(name for name, its in said.get("headers", {}).items() if "$ref" not in its)
    return Answer(status, _schema(said), headers, ())


def _schema(said: Mapping[str, Any]) -> str | None:
    """Return the address on this site of the JSON Schema of a body; nothing where the description holds the schema itself."""
    reference = said.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref")
    return urljoin(DESCRIPTION, reference) if reference else None
