"""What a credential's card says is wrong with it, and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from keyroll.report.cards.contract import CardRequest, Fact, clauses, command, day, hunted, names, same, short
from keyroll.report.words import count
from keyroll.store.session import Row

_ENDED = ("destroyed", "deactivated")
_STORIES = (
    "SELECT id, severity, first_at, contained, networks FROM last_stories WHERE list_contains(subjects, $id) "
    "ORDER BY contained, severity_id DESC, last_at DESC, id"
)


def answers(request: CardRequest, subject: str) -> list[Row]:
    """Return what each posture check answers of a subject, the worst first."""
    return request.session.rows(
        "SELECT * FROM posture WHERE subject = $id ORDER BY answer = 'yes' DESC, severity DESC, check_id",
        {"id": subject},
    )


def wrong(posture: list[Row], row: Row) -> Fact:
    """Return each check that answers yes, with its reason, and how many could not be answered."""
    if not posture:
        dead = f"no check looked at it: it is {row['state']}" if row["state"] in _ENDED else ""
        return Fact("wrong", (dead or "unknown: no check looked at it",))
    texts = [f"{one['nhi']} {one['title']}: {one['because']}" for one in posture if one["answer"] == "yes"]
    unknown = sum(one["answer"] == "unknown" for one in posture)
    no = sum(one["answer"] == "no" for one in posture)
    parts = (f"{unknown} unknown" if unknown else "", f"{no} with no" if no else "")
    rest = clauses(*parts)
    # The count stands behind the worst, where it is not cut.
    head = f"{count(len(texts), 'check')} with yes" if texts else "no check answers yes"
    return Fact("wrong", (clauses(head, rest), *texts))


@dataclass(frozen=True, slots=True)
class Misuse:
    """What the last hunt says of a credential: a fact, a story that is not contained, and networks with their story."""

    fact: Fact
    story: str = ""
    networks: Mapping[str, str] = field(default_factory=dict)


def misuse(request: CardRequest, identifier: str) -> Misuse:
    """Return the stories of the last hunt that a credential is a subject of."""
    if not hunted(request):
        return Misuse(Fact("misuse", ("unknown: nothing was hunted yet (keyroll hunt)",)))
    found = request.session.rows(_STORIES, {"id": identifier})
    texts = [
        f"in story {short(row['id'])}: {row['severity']}, {'contained' if row['contained'] else 'not contained'}, "
        f"since {day(row['first_at'])}"
        for row in found
    ]
    still = [short(row["id"]) for row in found if not row["contained"]]
    networks = {one: short(row["id"]) for row in found for one in names(row["networks"])}
    return Misuse(
        Fact("misuse", tuple(texts) or ("in no story of the last hunt",)), still[0] if still else "", networks
    )


def to_do(posture: list[Row], story: str, row: Row) -> tuple[Fact, str]:
    """Return what to do next in words, and the one command that begins it."""
    identifier = str(row["id"])
    worst = next((one for one in posture if one["answer"] == "yes"), None)
    if story:
        return Fact("to do", ("Read the story, then rotate it: it is part of one that is not contained.",)), command(
            "show", story
        )
    if row["state"] in _ENDED:
        return Fact("to do", ("Check what shows that it ended.",)), command("list", "credentials", "--open", identifier)
    if worst is not None:
        return Fact("to do", (str(worst["fix"]),)), command("list", "posture", "--where", same("subject", identifier))
    unknown = next((one for one in posture if one["answer"] == "unknown"), None)
    words = str(unknown["unlock"]) if unknown is not None else "Nothing is known to be wrong."
    return Fact("to do", (words,)), command("list", "credentials", "--open", identifier)
