"""What of a filing's events the person is told: what was decided and what time did, not through whose hands it went."""

from datetime import timedelta
from typing import Any

import pytest

from desk import Desk

Step = tuple[str, dict[str, Any]]
CLAIM: Step = ("in-review", {"event": "claimed"})
GIVE_BACK: Step = ("submitted", {"event": "released"})
HOLD: Step = ("in-review", {"event": "hold-set"})
APPROVE: Step = ("approved", {})


def happened(desk: Desk, *steps: Step) -> list[str]:
    for n, (status, members) in enumerate(steps):
        desk.decide(status, desk.amending.lookup.now() + timedelta(minutes=n), **members)
    return [each["event"] for each in desk.told()["events"]]


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([CLAIM], ["claimed"]),
        ([CLAIM, GIVE_BACK], []),
        ([CLAIM, GIVE_BACK, CLAIM], ["claimed"]),
        ([CLAIM, CLAIM, APPROVE], ["claimed", "approved"]),
        ([CLAIM, HOLD, GIVE_BACK], []),
        ([CLAIM, HOLD, CLAIM, APPROVE], ["claimed", "approved"]),
    ],
    ids=["taken", "given back", "taken again", "taken over", "noted and given back", "noted, taken over, decided"],
)
def test_going_from_hand_to_hand_is_no_news(desk: Desk, steps: list[Step], told: list[str]) -> None:
    assert happened(desk, *steps) == ["submitted", *told]


def test_what_nobody_did_is_told_as_such(desk: Desk) -> None:
    happened(
        desk, ("approved", {"automatic": "takes_effect"}), ("approved", {"event": "reminded", "of": "papers", "automatic": "x"})
    )
    assert [(each["event"], each.get("automatic"), each.get("of")) for each in desk.told()["events"]] == [
        ("submitted", None, None),
        ("approved", True, None),
        ("reminded", True, "papers"),
    ]
