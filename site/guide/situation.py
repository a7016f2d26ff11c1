"""What the decision helper asks, and what an answer is made of."""

from dataclasses import dataclass

from guide.facts import Fact

# What is asked, in this order, and what may be answered. `where` follows from the two places; the reader is not asked for it.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "where": ("same-place", "same-province", "other-province"),
    "why": ("retired", "living", "posted", "referred", "emergency", "own-choice"),
    "stay": ("long-term", "for-a-time"),
    "care": ("inpatient", "outpatient", "chronic"),
    "hospital": ("not-admitted", "in-hospital", "discharged"),
}
_KINDS = {
    "retired": "settled-retiree",
    "living": "long-term-resident",
    "posted": "stationed-worker",
    "referred": "referred",
    "own-choice": "other-temporary",
}


@dataclass(frozen=True)
class Situation:
    """What a reader answered; each field is one of the answers that QUESTIONS names."""

    where: str
    why: str
    stay: str = "long-term"
    care: str = "inpatient"
    hospital: str = "not-admitted"

    @property
    def kind(self) -> str:
        """The type of filing that this is; somebody who lives or works there for a time only is an other temporary patient."""
        short = self.stay == "for-a-time" and self.why in {"living", "posted"}
        return "other-temporary" if short else _KINDS[self.why]


@dataclass(frozen=True)
class Outcome:
    """What holds in a situation.

    `verdict`, `when` and `steps` are ids of messages; `kind` is the type of filing, where one is settled. `because` are the facts
    that the verdict rests on; `parts` tell more, a part without facts being one of which no source says anything. `form` says
    whether this site's form takes the filing.
    """

    verdict: str
    kind: str | None = None
    when: str | None = None
    steps: tuple[str, ...] = ()
    because: tuple[Fact, ...] = ()
    parts: tuple[tuple[str, tuple[Fact, ...]], ...] = ()
    form: bool = False


def where(insured: str, treated: str) -> str:
    """Say how far the place of treatment is from the insured place, by their codes; the first two digits are the province's."""
    if insured == treated:
        return "same-place"
    return "same-province" if insured[:2] == treated[:2] else "other-province"
