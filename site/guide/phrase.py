"""Which message of the catalogues tells a rule's value, and with which parameters."""

from typing import Any

# The prefix of the messages that name the ids in a rule's list.
LABELS = {
    "types_offered": "type",
    "schemes": "scheme",
    "channels": "channel",
    "credential": "credential",
    "chronic_diseases": "disease",
    "materials": "material",
    "agent_materials": "material",
}
Params = dict[str, int | str | list[str]]


def phrase(rule: str, value: Any) -> tuple[str, Params]:
    """Return a value's message id and its parameters; a list of message ids among them is joined by the reader's language."""
    if rule in {"materials", "agent_materials"}:
        return _papers(rule, value)
    if isinstance(value, list):
        return f"rule.{rule}", {"list": [f"{LABELS[rule]}.{entry}" for entry in value]}
    if isinstance(value, dict):
        params: Params = {key: part for key, part in value.items() if key not in {"kind", "letter", "diseases"}}
        if "diseases" in value:
            params["list"] = [f"{LABELS[rule]}.{entry}" for entry in value["diseases"]]
        return f"rule.{rule}.{value['kind']}", params
    return f"rule.{rule}", {"n": value}


def _papers(rule: str, groups: list[dict[str, list[str]]]) -> tuple[str, Params]:
    if not groups:
        return f"rule.{rule}.none", {}
    joined = ["|".join(f"material.{entry}" for entry in group["any_of"]) for group in groups]
    return f"rule.{rule}", {"list": joined}
