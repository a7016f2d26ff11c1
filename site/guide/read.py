"""Reads the files under content/ into plain data, remembering on which line each value stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong with a content file: the file's path from the project's root, the line (from 1) and the reason."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class ContentRefused(Exception):
    """The content does not build; `problems` holds every reason, not the first only."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Document:
    """One content file: its data as JSON would hold it, and the line of every value by its JSON Pointer."""

    file: str
    data: Any
    lines: dict[str, int] = field(default_factory=dict)

    def problem(self, pointer: str, reason: str) -> Problem:
        """Say what is wrong at a value; where the value itself is missing, the line of what should hold it is named."""
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return Problem(self.file, self.lines.get(pointer, 1), reason)


class _Loader(yaml.CSafeLoader):
    """YAML as JSON has it: a date stays text, only true and false are truth values. By libyaml, six times as fast."""


_JSON_TYPES = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:null"}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _JSON_TYPES]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _word in ("true", "false"):
    _Loader.yaml_implicit_resolvers.setdefault(_word[0], []).append(("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$")))


def read(path: Path, root: Path) -> tuple[Document, list[Problem]]:
    """Read one YAML file; what cannot be parsed, or a key that stands twice, comes back as problems with an empty document."""
    name = path.relative_to(root).as_posix()
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return Document(name, {}), [_unread(name, error)]
    lines: dict[str, int] = {}
    problems: list[Problem] = []

    def plain(node: yaml.Node, pointer: str) -> Any:
        lines.setdefault(pointer, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [plain(child, f"{pointer}/{i}") for i, child in enumerate(node.value)]
        if not isinstance(node, yaml.MappingNode):
            return loader.construct_object(node)
        result: dict[str, Any] = {}
        for key_node, child in node.value:
            key = str(key_node.value)
            if key in result:
                problems.append(Problem(name, key_node.start_mark.line + 1, f"{key} stands twice"))
            lines[f"{pointer}/{key}"] = key_node.start_mark.line + 1
            result[key] = plain(child, f"{pointer}/{key}")
        return result

    try:
        data = plain(node, "") if node else {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # A tag that JSON does not have, a value that is not what its tag says, an anchor that holds itself.
        return Document(name, {}), [_unread(name, error)]
    return Document(name, data, lines), problems


def _unread(name: str, error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    return Problem(name, mark.line + 1 if mark else 1, f"cannot be read: {error}")


def against_schema(document: Document, validator: Draft202012Validator) -> Iterator[Problem]:
    """Yield one problem for each place where the document is not as its schema says."""
    for error in validator.iter_errors(document.data):
        cause: ValidationError = best_match([error]) or error
        pointer = "".join(f"/{step}" for step in cause.absolute_path)
        for stray in _stray_keys(cause):
            yield document.problem(f"{pointer}/{stray}", f"{pointer}/{stray}: {cause.message}")
        if not _stray_keys(cause):
            yield document.problem(pointer, f"{pointer or 'the file'}: {cause.message}")


def _stray_keys(error: ValidationError) -> list[str]:
    """List the keys that an error is about: those that the schema does not know."""
    if "propertyNames" in error.absolute_schema_path:
        return [str(error.instance)]
    if error.validator == "additionalProperties" and isinstance(error.schema, dict) and isinstance(error.instance, dict):
        return sorted(error.instance.keys() - error.schema.get("properties", {}).keys())
    return []


def content_validator(schema: Any) -> Draft202012Validator:
    """Build the validator of a content schema; formats such as dates are checked."""
    return Draft202012Validator(schema, format_checker=FormatChecker())


def front_matter(text: str) -> dict[str, Any]:
    """Return what a Markdown page says of itself between two lines of `---` at its head; nothing where it has no such lines."""
    head = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    return yaml.load(head[1], _Loader) if head else {}  # noqa: S506
