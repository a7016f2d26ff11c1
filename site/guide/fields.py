"""Which questions the form asks: the base schema of the registration service, walked once for the form's one template."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Schema = Mapping[str, Any]

# What each step of the form asks, by the members of the document; steps without members only tell something.
STEPS: dict[str, tuple[str, ...]] = {
    "place": ("insured_place", "scheme"),
    "type": ("type",),
    "needs": (),
    "who": ("filer", "insured"),
    "where": ("treatments", "referral", "admission"),
    "papers": ("materials", "letter"),
    "contact": ("contact",),
    "notice": ("notice",),
    "check": (),
}
# What the page fills in by itself: which text was read or signed, in which language, when.
AUTOMATIC = frozenset(
    {"/letter/id", "/letter/sha256", "/letter/language"} | {f"/notice/{name}" for name in ("id", "sha256", "language", "read_at")}
)
# Not asked as questions: papers are uploaded, a signature is drawn, the clerk at a counter signs.
APART = frozenset({"files", "seen", "later", "drawn", "discharged_on", "clerk"})
# The prefix of the messages that name an option, by the last step of the pointer.
LABELS = {"kind": "document", "materials": "material"}
_AUTOCOMPLETE = {
    "/filer/name": "name",
    "/filer/phone": "tel",
    "/contact/phone": "tel",
    "/contact/email": "email",
    "/insured/name": "section-insured name",
}
_RADIOS_AT_MOST = 5


@dataclass(frozen=True)
class Field:
    """One question; `pointer` is where its answer stands in the document, `patterns` the spellings by the document's kind."""

    pointer: str
    kind: str
    required: bool
    options: tuple[str, ...] = ()
    numeric: bool = False
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    patterns: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id of the control on the page."""
        return self.pointer[1:].replace("/", "-")

    @property
    def words(self) -> str:
        """The message id of the question: the pointer without the places in a list."""
        return ".".join(["field", *(step for step in self.pointer[1:].split("/") if not step.isdigit())])

    @property
    def labels(self) -> str:
        """The prefix of the message ids that name the options."""
        last = self.pointer.rpartition("/")[2]
        return LABELS.get(last, last)

    @property
    def autocomplete(self) -> str:
        """What a browser may fill in."""
        return _AUTOCOMPLETE.get(self.pointer, "off")


@dataclass(frozen=True)
class Group:
    """Questions that belong together; `when` is the answer under which they are asked, `items` are several where they repeat."""

    pointer: str
    items: tuple[tuple[Field, ...], ...]
    when: tuple[str, str] | None = None
    optional: bool = False

    @property
    def words(self) -> str:
        """The message id of the group's title."""
        return f"fieldset.{self.pointer[1:]}"


def steps(schema: Schema) -> dict[str, list[Group]]:
    """Return the questions of every step; raises ValueError where the schema asks for something that stands in no step."""
    homeless = set(schema["properties"]) - APART - {name for names in STEPS.values() for name in names}
    if homeless:
        raise ValueError(f"these members of the document stand in no step of the form: {sorted(homeless)}")
    return {step: [group for name in names for group in _groups(schema, name)] for step, names in STEPS.items()}


def _groups(schema: Schema, name: str) -> Iterator[Group]:
    part = _resolve(schema, schema["properties"][name])
    pointer, required, when = f"/{name}", name in schema["required"], _condition(schema, name, "")
    if part.get("type") == "array":
        items = _resolve(schema, part["items"])
        single = [_resolve(schema, member) for name, member in items["properties"].items() if name not in APART]
        if len(single) == 1 and "enum" in single[0]:
            yield Group(pointer, ((Field(pointer, "ticks", required, tuple(single[0]["enum"])),),))
            return
        leaves = tuple(_leaves(schema, items, f"{pointer}/0"))
        several = (
            tuple(replace(leaf, pointer=leaf.pointer.replace("/0/", f"/{i}/")) for leaf in leaves)
            for i in range(part["maxItems"])
        )
        yield Group(pointer, tuple(several), when)
    elif part.get("type") == "object":
        yield from _object_groups(schema, part, pointer, when, optional=not required and when is None)
    else:
        yield Group(pointer, ((_leaf(schema, part, pointer, required),),), when)


def _object_groups(
    schema: Schema, part: Schema, pointer: str, when: tuple[str, str] | None, *, optional: bool
) -> Iterator[Group]:
    """Yield the questions that are always asked, then those that one answer among them brings."""
    conditions = {name: _condition(part, name, pointer) for name in part["properties"]}
    for condition in dict.fromkeys(conditions.values()):
        members = {name: member for name, member in part["properties"].items() if conditions[name] == condition}
        required = [*part["required"], *(part.get("then", {}).get("required", ()) if condition else ())]
        leaves = tuple(_leaves(schema, {**part, "properties": members, "required": required}, pointer))
        yield Group(pointer, (leaves,), condition or when, optional)


def _condition(part: Schema, name: str, pointer: str) -> tuple[str, str] | None:
    """Find the answer under which a member is asked: the `if` of an object whose `else` forbids the member."""
    if part.get("else", {}).get("properties", {}).get(name) is not False:
        return None
    [(asked, test)] = part["if"]["properties"].items()
    return f"{pointer}/{asked}", test["const"]


def _leaves(schema: Schema, part: Schema, pointer: str) -> Iterator[Field]:
    patterns = dict(_patterns(part))
    for name, member in part["properties"].items():
        if name in APART:
            continue
        resolved, here = _resolve(schema, member), f"{pointer}/{name}"
        if resolved.get("type") == "object":
            yield from _leaves(schema, resolved, here)
        else:
            leaf = _leaf(schema, resolved, here, name in part["required"])
            yield replace(leaf, patterns=patterns.get(name, {}))


def _patterns(part: Schema) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the members whose spelling depends on another answer, with the pattern for each answer."""
    found: dict[str, dict[str, str]] = {}
    for rule in part.get("allOf", ()):
        [test] = rule["if"]["properties"].values()
        for name, narrowed in rule["then"]["properties"].items():
            found.setdefault(name, {})[test["const"]] = narrowed["pattern"]
    yield from found.items()


def _leaf(schema: Schema, part: Schema, pointer: str, required: bool) -> Field:
    options = tuple(str(option) for option in part.get("enum", ()))
    return Field(
        pointer=pointer,
        kind=_kind(schema, part, pointer, len(options)),
        required=required,
        options=options,
        numeric=any(isinstance(option, int) for option in part.get("enum", ())),
        min_length=part.get("minLength"),
        max_length=part.get("maxLength"),
        pattern=part.get("pattern"),
    )


def _kind(schema: Schema, part: Schema, pointer: str, options: int) -> str:
    if pointer in AUTOMATIC:
        return "automatic"
    if options:
        return "radios" if options <= _RADIOS_AT_MOST else "select"
    if part.get("const") is True:
        return "tick"
    if part.get("format") == "date":
        return "date"
    named = {"place": "place", "phone": "tel", "email": "email"}
    return next((kind for name, kind in named.items() if name in part["x-names"]), "text")


def _resolve(schema: Schema, part: Schema) -> dict[str, Any]:
    """Put a definition in the place of its reference; `x-names` keeps the names that were followed."""
    if "$ref" not in part:
        return {"x-names": (), **part}
    name = part["$ref"].removeprefix("#/$defs/")
    target = _resolve(schema, schema["$defs"][name])
    return {**target, **{key: value for key, value in part.items() if key != "$ref"}, "x-names": (name, *target["x-names"])}
