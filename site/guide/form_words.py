"""Which of the form's words come later: with the table of the place, before which none of them is said."""

from collections.abc import Mapping

# What the form tells of a place (NEEDS in assets/form-place.js), and how soon the place decides.
_RULES = (
    *("materials", "letter", "papers_due", "for_others", "agent_materials", "referring_hospital", "reach", "places_max"),
    *("validity", "change_lock", "after_admission", "decision_time"),
)
_LATER = (
    *("who.consent.", "who.insured.", "where.added", "where.removed", "where.gone-", "where.limit", "where.none", "needs."),
    *("letter.follows", "letter.many", "text.changed.", "papers.", "material.", "upload.", "hand.source", "overlap.", "status."),
    *("finding.", "receipt.", "next.submitted", "keep.clear.", "keep.arrived"),
    *(f"{kind}.{rule}" for rule in _RULES for kind in ("rule", "rule-name")),
)
# What the first questions may be wrong in, what is drawn at once, and what is said elsewhere.
_NOT_LATER = (
    *("finding.required", "finding.other", "upload.choose", "upload.camera"),
    *("finding.action", "finding.list-", "finding.column-", "finding.row-"),
)


def later(messages: Mapping[str, str]) -> dict[str, str]:
    """Return the messages of a language that the form's pages do not bring along but fetch (assets/form-more.js)."""
    return {key: text for key, text in messages.items() if key.startswith(_LATER) and not key.startswith(_NOT_LATER)}
