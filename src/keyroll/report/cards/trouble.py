"""Facts of a credential's card: its problems, and the next action."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from keyroll.errors import KeyrollError
from keyroll.report.cards.contract import CardRequest, Fact, clauses, command, day, hunted, names, same, short
from keyroll.report.words import count
from keyroll.response.campaign import ItemStanding
from keyroll.store.session import Row

_ENDED = ("destroyed", "deactivated")
_STORIES = """
WITH own AS (SELECT list(identifier) AS identifiers FROM identifiers WHERE id = $id)
SELECT s.*, list_has_any(subjects, list_append(identifiers, $id)) AS used
FROM last_stories s, own
WHERE used OR len(list_filter(footholds, lambda made: ends_with(made, ': ' || $id))) > 0
ORDER BY contained, severity_id DESC, last_at DESC, id
"""


def answers(request: CardRequest, subject: str) -> list[Row]:
    """Return the answers of each posture check about a subject, the worst first."""
    return request.session.rows(
        "SELECT * FROM posture WHERE subject = $id ORDER BY answer = 'yes' DESC, severity DESC, check_id",
        {"id": subject},
    )


def wrong(posture: list[Row], row: Row) -> Fact:
    """Return each check that answers yes, with its reason, and the number of checks without an answer."""
    if not posture:
        dead = f"no check examines it: it is {row['state']}" if row["state"] in _ENDED else ""
        return Fact("wrong", (dead or "unknown: no check examined it",))
    texts = [f"{one['nhi']} {one['title']}: {one['because']}" for one in posture if one["answer"] == "yes"]
    unknown = sum(one["answer"] == "unknown" for one in posture)
    no = sum(one["answer"] == "no" for one in posture)
    parts = (f"{unknown} unknown" if unknown else "", f"{no} with no" if no else "")
    rest = clauses(*parts)
    # The count follows the worst check, if it is not cut.
    head = f"{count(len(texts), 'check')} with yes" if texts else "no check answers yes"
    return Fact("wrong", (clauses(head, rest), *texts))


@dataclass(frozen=True, slots=True)
class Misuse:
    """The last hunt's result about a credential: a fact, an uncontained story, and networks with their story."""

    fact: Fact
    story: str = ""
    networks: Mapping[str, str] = field(default_factory=dict)


def misuse(request: CardRequest, row: Row) -> Misuse:
    """Return the stories of the last hunt with the credential as a subject, or as an intruder's creation."""
    if not hunted(request):
        return Misuse(Fact("misuse", ("unknown: nothing was hunted yet (keyroll hunt)",)))
    found = request.session.rows(_STORIES, {"id": row["id"]})
    texts = [
        f"{'in' if one['used'] else 'made or changed by the intruder of'} story {short(one['id'])}: {one['severity']}, "
        f"{'contained' if one['contained'] else 'not contained'}, since {day(one['first_at'])}"
        for one in found
    ]
    nothing = "in no story of the last hunt" if row["log"] else "unknown: no log that was read shows its use"
    still = [short(one["id"]) for one in found if not one["contained"]]
    networks = {network: short(one["id"]) for one in found for network in names(one["networks"])}
    return Misuse(Fact("misuse", tuple(texts) or (nothing,)), still[0] if still else "", networks)


@dataclass(frozen=True, slots=True)
class IncidentOnCard:
    """The incidents of a credential, and one in which it is not proven dead."""

    fact: Fact
    incident: str = ""


def exposed(request: CardRequest, identifier: str) -> IncidentOnCard:
    """Return the incidents that expose a credential, with its proof in each."""
    texts, left = [], ""
    for one in request.home.ledger.incidents():
        try:
            status = request.status(one.name)
        except KeyrollError as error:
            texts.append(f"unknown in incident {one.name}: {error}")
            continue
        for standing in status.standings:
            if standing.item.identifier == identifier:
                proven = standing.proven(status.incident.policy)
                left = left or ("" if proven else one.name)
                texts.append(f"in incident {one.name}: {_proven(standing, proven=proven)}")
    return IncidentOnCard(Fact("exposed", tuple(texts)), left)


def _proven(standing: ItemStanding, *, proven: bool) -> str:
    if proven:
        return f"proven dead, grade {standing.judgement.grade}"
    return f"not proven dead: {standing.judgement.because}"


def to_do(posture: list[Row], story: str, incident: str, row: Row) -> tuple[Fact, str]:
    """Return the text of the next action, and its first command."""
    identifier = str(row["id"])
    words, then = _routine(posture, row, identifier)
    if incident:
        words = "Revoke it, and prove that its value is dead: it is exposed in an open incident."
        then = command("incident", "status", incident)
    elif story:
        words = "Read the story, then rotate the credential: an intruder who is not contained holds it."
        then = command("show", story)
    return Fact("to do", (words,)), then


def _routine(posture: list[Row], row: Row, identifier: str) -> tuple[str, str]:
    observations = command("list", "credentials", "--open", identifier)
    if row["state"] in _ENDED:
        return "Check the evidence that it ended.", observations
    worst = next((one for one in posture if one["answer"] == "yes"), None)
    if worst is not None:
        return str(worst["fix"]), command("list", "posture", "--where", same("subject", identifier))
    unknown = next((one for one in posture if one["answer"] == "unknown"), None)
    return str(unknown["unlock"]) if unknown is not None else "No problem is known.", observations
