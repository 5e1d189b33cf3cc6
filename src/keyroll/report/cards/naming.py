"""Finds the subject that a person means by a word: an id, a name, a key id, an owner, a fingerprint."""

from dataclasses import dataclass
from typing import Final

from keyroll.errors import NothingToDo
from keyroll.report.cards.contract import CardRequest, hunted
from keyroll.report.words import in_home, some
from keyroll.store.relations import build, load
from keyroll.store.session import Session

#: The least similarity of a likely name to the given word (Jaro-Winkler, 0 to 1).
_LIKE: Final = 0.82
_LIKELY: Final = 5
#: The least number of characters of a story's id that identify it.
_BEGINS: Final = 4

_MEANT: Final = """
SELECT kind, id, min(name), min(rank + CASE WHEN said = $word THEN 0 WHEN lower(said) = lower($word) THEN 2 ELSE 4 END)
FROM card_names
WHERE ($kind = '' OR kind = $kind) AND (lower(said) = lower($word)
    OR (kind = 'story' AND length($word) >= $begins AND starts_with(id, lower($word))))
GROUP BY kind, id
ORDER BY kind, id
"""
_NEAR: Final = """
SELECT said FROM (SELECT said, min(rank) AS rank FROM card_names
    WHERE said <> '' AND ($kind = '' OR kind = $kind) GROUP BY said)
WHERE contains(lower(said), lower($word)) OR jaro_winkler_similarity(lower(said), lower($word)) >= $like
ORDER BY rank DESC, contains(lower(said), lower($word)) DESC,
    jaro_winkler_similarity(lower(said), lower($word)) DESC, said
LIMIT $most
"""


@dataclass(frozen=True, slots=True)
class NamedThing:
    """One subject of a word; ``kind`` is the file of its card."""

    kind: str
    id: str
    name: str


def named(request: CardRequest, word: str, kind: str = "") -> list[NamedThing]:
    """Return the subjects of a word: ids before names, exact names before names in other letters' case.

    A principal beside its own credential is left out. Raises NothingToDo with likely names.
    """
    session = request.session
    if "card_names" not in session.built:
        prepared(request)
        build(session, "card_names")
    rows = session.tuples(_MEANT, {"word": _stored(word), "kind": kind, "begins": _BEGINS})
    if not rows:
        raise _nothing(request, word, kind)
    best = min(int(str(rank)) for *_, rank in rows)
    found = [NamedThing(str(of), str(one), str(name or "")) for of, one, name, rank in rows if rank == best]
    whose = _principals(session, [one.id for one in found if one.kind == "credential"])
    return [one for one in found if not (one.kind == "principal" and one.id in whose)]


def _stored(word: str) -> str:
    """Return a word as a text that may be stored: no name has half of a surrogate pair."""
    return word.encode("utf-8", "replace").decode()


def prepared(request: CardRequest) -> None:
    """Load stories and incidents."""
    rows = [("incident", one.name, one.name) for one in request.home.ledger.incidents()]
    if hunted(request):
        stories = request.session.tuples("SELECT id, severity || ' story since ' || first_at::DATE FROM last_stories")
        rows += [("story", str(one), str(name)) for one, name in stories]
    names = ("kind", "id", "name")
    load(request.session, "card_others", {name: [row[place] for row in rows] for place, name in enumerate(names)})


def _principals(session: Session, ids: list[str]) -> set[str]:
    rows = session.tuples("SELECT principal FROM credentials WHERE list_contains($ids::VARCHAR[], id)", {"ids": ids})
    return {str(principal) for (principal,) in rows}


#: The list with the names of a kind.
_LISTS: Final = {"vendor": "vendors", "source": "sources", "story": "stories", "principal": "principals"}


def _nothing(request: CardRequest, word: str, kind: str) -> NothingToDo:
    near = request.session.tuples(_NEAR, {"word": _stored(word), "kind": kind, "like": _LIKE, "most": _LIKELY})
    likely = some([str(said) for (said,) in near])
    names = in_home(f"keyroll list {_LISTS.get(kind, 'credentials')}", request.home.path)
    hint = f"did you mean: {likely}?" if likely else f"names and ids are shown by: {names}"
    said = f"no read source has the {kind} {word!r}" if kind else f"nothing has the name or id {word!r}"
    return NothingToDo(said, hint=hint)
