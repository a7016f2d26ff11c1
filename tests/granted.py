"""Holds whatever a door does with its store to what functions/template.yaml grants to that door's role, as AWS would."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, cast

import yaml
from flask import has_request_context, request

from filings.storage import KeyTaken, NoSuchKey
from filings.storage.memory import MemoryStorage
from running import ROOT

TEMPLATE = ROOT / "functions/template.yaml"
CREATE, READ, REMOVE, LIST = "s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:ListBucket"
# Which door is at work where no request is, as in what a schedule calls.
_AT_WORK: ContextVar[str] = ContextVar("door", default="")
# What the tests have seen used: by door, action and pattern.
used: set[tuple[str, str, str]] = set()


class NotGranted(AssertionError):
    """A door does something that the template does not let its role do."""


class _Tags(yaml.SafeLoader):
    """Reads CloudFormation's short forms: `!Sub x` becomes `{"Fn::Sub": "x"}`."""


def _tagged(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(cast("yaml.MappingNode", node), deep=True)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_Tags.add_multi_constructor("!", _tagged)


@cache
def template() -> dict[str, Any]:
    """Read the template, its short forms written out."""
    return cast("dict[str, Any]", yaml.load(TEMPLATE.read_text("utf-8"), _Tags))  # noqa: S506 - a safe loader with tags


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    """Return the properties of all resources of a type, by their names."""
    found = template()["Resources"].items()
    return {name: resource["Properties"] for name, resource in found if resource["Type"] == kind}


@dataclass(frozen=True)
class Grant:
    """One thing that a role may do: an action, on keys or listed prefixes that fit a pattern of IAM's."""

    action: str
    pattern: str

    def covers(self, action: str, key: str) -> bool:
        """Say whether it lets somebody do an action to a key, or list a prefix."""
        return action == self.action and bool(_expression(self.pattern).fullmatch(key))


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


@cache
def grants() -> Mapping[str, frozenset[Grant]]:
    """Return what each door's role may do with the store."""
    found: dict[str, set[Grant]] = defaultdict(set)
    for name, role in of_type("AWS::IAM::Role").items():
        for statement in role["Policies"][0]["PolicyDocument"]["Statement"]:
            found[name.removesuffix("Role").lower()] |= set(_of_statement(statement))
    return {door: frozenset(its) for door, its in found.items()}


def _of_statement(statement: Mapping[str, Any]) -> Iterator[Grant]:
    if statement["Action"] == LIST:
        yield from (Grant(LIST, prefix) for prefix in statement["Condition"]["StringLike"]["s3:prefix"])
    resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
    for resource in resources:
        bucket, _, pattern = resource.get("Fn::Sub", "").partition("/")
        if bucket == "${Store.Arn}":
            yield Grant(statement["Action"], pattern)


@cache
def _routes() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what API Gateway compares a method and a path with, the most particular first, and whose each is."""
    found = {}
    for route in of_type("AWS::ApiGatewayV2::Route").values():
        found[route["RouteKey"]] = route["Target"]["Fn::Sub"].removeprefix("integrations/${").removesuffix("Integration}").lower()
    keys = sorted((key for key in found if key != "$default"), key=lambda key: ("+}" in key, -len(key)))
    return tuple((re.compile(_path(key)), found[key]) for key in keys)


def _path(key: str) -> str:
    one_step = re.sub(r"\{[a-z]+\}", "[^/]+", key)
    return re.sub(r"\{[a-z]+\+\}", ".+", one_step).replace("ANY ", "[A-Z]+ ")


def door_of(method: str, path: str) -> str:
    """Return the door that answers a method and a path; empty for the pages of the site."""
    return next((door for expression, door in _routes() if expression.fullmatch(f"{method} {path}")), "")


@contextmanager
def at_work(door: str) -> Iterator[None]:
    """Do something as a door that answers no requests."""
    token = _AT_WORK.set(door)
    try:
        yield
    finally:
        _AT_WORK.reset(token)


def _door() -> str:
    if not has_request_context():
        return _AT_WORK.get()
    # Only where the store is no bucket do files come through the function itself.
    return "" if request.path.startswith("/v1/uploads/") else door_of(request.method, request.path)


def need(action: str, key: str) -> None:
    """Let a door do something that its role may do; raises NotGranted."""
    if not (door := _door()):
        return
    fitting = {(door, grant.action, grant.pattern) for grant in grants().get(door, ()) if grant.covers(action, key)}
    if not fitting:
        raise NotGranted(f"functions/template.yaml grants {door} no {action} on {key}")
    used.update(fitting)


def _folder(key: str) -> str:
    return key[: key.rfind("/") + 1]


def _create(plain: Callable[..., None]) -> Callable[..., None]:
    @wraps(plain)
    def create(self: MemoryStorage, key: str, body: bytes) -> None:
        need(CREATE, key)
        try:
            plain(self, key, body)
        except KeyTaken:
            # ObjectStorage makes sure of it by a HEAD.
            need(READ, key)
            raise

    return create


def _looking(plain: Callable[..., Any], *actions: str) -> Callable[..., Any]:
    @wraps(plain)
    def look(self: MemoryStorage, key: str) -> Any:
        for action in actions:
            need(action, key)
        try:
            return plain(self, key)
        except NoSuchKey:
            # S3 says 403 to whom it does not let list everything, and ObjectStorage lists the key's folder then.
            need(LIST, _folder(key))
            raise

    return look


def _keys(plain: Callable[..., list[str]]) -> Callable[..., list[str]]:
    @wraps(plain)
    def keys(self: MemoryStorage, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        # ObjectStorage asks for whole folders.
        need(LIST, _folder(prefix))
        return plain(self, prefix, after, limit)

    return keys


def hold(store: type[MemoryStorage]) -> None:
    """Have every object of a class held to the template from now on."""
    store.create = _create(store.create)  # type: ignore[method-assign]
    store.read = _looking(store.read, READ)  # type: ignore[method-assign]
    # Before it removes something, ObjectStorage makes sure by a HEAD that it is there.
    store.delete = _looking(store.delete, READ, REMOVE)  # type: ignore[method-assign]
    store.keys = _keys(store.keys)  # type: ignore[method-assign]
