"""The last four characters of a value, which many vendors' lists show. They are a hint, never a unique name."""

from keyroll.model.identifier import ANYWHERE, Identifier
from keyroll.providers.contracts.secrets import Derived, SecretMatch


def last_four(provider: str, shown: str) -> tuple[Identifier, ...]:
    """Return the weak identifier of a value, or of its end as a list shows it; none if that is too short."""
    end = shown[-4:]
    return (Identifier(f"{provider}@{ANYWHERE}", "last_four", end, strong=False),) if end.isalnum() else ()


class LastFour:
    """Derives that identifier from a value."""

    def __init__(self, provider: str) -> None:
        self._provider = provider

    def __call__(self, match: SecretMatch) -> Derived | None:
        """Return the whole text with its identifier."""
        return Derived(match.text, last_four(self._provider, match.text))
