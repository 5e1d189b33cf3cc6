"""Turns a match of the scanner into the value within it, with its kind and identifiers. The match is then dropped."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from keyroll.intake.scan.examples import EXAMPLES
from keyroll.intake.scan.scanner import ScanMatch
from keyroll.model.identifier import Identifier
from keyroll.providers import catalogue
from keyroll.providers.contracts.secrets import Derived, SecretKind, SecretMatch, Shape
from keyroll.reveal import reveal
from keyroll.secret import Secret

#: The placeholders in vendors' pages and templates.
_PLACEHOLDER = re.compile(
    r"example|placeholder|changeme|change[_-]me|replace[_-]?me|redacted|dummy|sample|not[_-]?a[_-]?real|your[_-]"
    r"|x{6}|\*{4}|\.{4}|0{8}|12345678|abcdefgh|deadbeef|(.)\1{7}",
    re.IGNORECASE,
)
#: A value as long as a key file holds such runs by chance.
_LONG = 256


@dataclass(frozen=True, slots=True, repr=False)
class Value:
    """A found secret: its kind and identifiers, and the value itself until it is fingerprinted. No repr.

    ``rank`` says how certain the kind is: a vendor's form (3), a known form (2), another rule of the scanner (1), or
    only a label beside the value (0). ``paired`` says that the value is a part of the match.
    """

    provider: str
    kind: str
    rule: str
    secret: Secret
    searched: Secret
    identifiers: tuple[Identifier, ...]
    rank: int
    paired: bool = False


def shapes() -> tuple[Shape, ...]:
    """Return the shapes of all kinds, which the scanner uses as additional rules."""
    return tuple(shape for _, kind in catalogue.secrets() for shape in kind.shapes)


def value_of(finding: ScanMatch) -> Value | None:
    """Return the value within a finding, or None for a placeholder or a text of another form."""
    with finding.open() as match:
        return value_in(match)


def value_in(match: SecretMatch) -> Value | None:
    """Return the value within a match, or None."""
    provider, kind = _kinds().get(match.rule, ("", None))
    derived = kind.derive(match) if kind else Derived(match.text)
    if derived is None or not derived.value or _is_example(derived.value):
        return None
    name = derived.kind or (kind.kind if kind else match.rule.rpartition(".")[2])
    whose = "" if kind is None or provider == "generic" else provider
    rank = 1 if kind is None else 0 if kind.generic else 3 if whose else 2
    searched = derived.searched or derived.value
    paired = derived.value != match.text
    return Value(whose, name, match.rule, _hidden(derived.value), _hidden(searched), derived.identifiers, rank, paired)


def _is_example(value: str) -> bool:
    """Return whether a value is in a vendor's or a standard's own pages, or is a placeholder."""
    if hashlib.sha256(value.encode("utf-8", "replace")).hexdigest() in EXAMPLES:
        return True
    return len(value) < _LONG and _PLACEHOLDER.search(value) is not None


def distinct(values: Iterable[Value]) -> list[Value]:
    """Return the values of one place, each once: if one contains another, the better kind or the longer value stays.

    Two rules that match the same value as the same kind, or by a label only, both add their identifiers.
    """
    kept: list[tuple[str, Value]] = []
    for text, one in sorted(((_plain(one), one) for one in values), key=_order):
        inside = next((place for place, (other, _) in enumerate(kept) if text in other or other in text), None)
        if inside is None:
            kept.append((text, one))
        elif kept[inside][0] == text and (one.kind == kept[inside][1].kind or one.rank == 0):
            kept[inside] = (text, _joined(kept[inside][1], one))
    return [one for _, one in kept]


def _order(pair: tuple[str, Value]) -> tuple[int, int, str, str]:
    text, one = pair
    return -one.rank, -len(text) if one.rank else len(text), one.rule, text


def _joined(one: Value, other: Value) -> Value:
    identifiers = tuple(dict.fromkeys((*one.identifiers, *other.identifiers)))
    return replace(one, identifiers=identifiers)


def _plain(one: Value) -> str:
    with reveal(one.secret) as raw:
        return raw.decode()


def _hidden(text: str) -> Secret:
    return Secret(text.encode("utf-8", "replace"))


def _kinds() -> dict[str, tuple[str, SecretKind]]:
    return {
        rule: (provider, kind)
        for provider, kind in catalogue.secrets()
        for rule in (*kind.rules, *(shape.name for shape in kind.shapes))
    }
