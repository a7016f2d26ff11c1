"""Officers: who may do what at the desk, and in which places."""

from dataclasses import dataclass

# What each role may do. Somebody may have several.
ROLES = {
    "clerk": frozenset({"queue", "file", "import"}),
    "officer": frozenset({"queue", "open", "decide", "figures"}),
    "supervisor": frozenset({"queue", "open", "decide", "reopen", "hold", "figures", "export"}),
    "auditor": frozenset({"queue", "audit", "figures", "proof"}),
}


@dataclass(frozen=True)
class Officer:
    """Somebody who works for the agencies of `places` (codes of insured places), known by `id` at the desk's OpenID provider."""

    id: str
    name: str
    roles: frozenset[str]
    places: tuple[str, ...]

    def may(self, act: str, place: str | None = None) -> bool:
        """Say whether one of the roles allows an act (a word of ROLES), and in `place` where one is given."""
        return act in self.acts and (place is None or place in self.places)

    @property
    def acts(self) -> frozenset[str]:
        """Everything that one of the roles allows."""
        return frozenset[str]().union(*(ROLES[role] for role in self.roles))

    def signed(self) -> dict[str, str]:
        """Return how an event or an entry of the audit log names who acted."""
        return {"id": self.id, "name": self.name}
