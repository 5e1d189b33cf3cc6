"""Decisions for a person, the most severe first: each with the reason and the first command."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from keyroll.inventory.estimate.answer import Estimate
from keyroll.report.cards.contract import command, same
from keyroll.report.words import count, some
from keyroll.response.work import Campaign
from keyroll.store.session import Row

#: The most names in one decision.
NAMED = 4


@dataclass(frozen=True, slots=True)
class DecisionToMake:
    """One decision: action, reason, and the first command."""

    what: str
    why: str
    command: str


def decisions(
    campaigns: Sequence[Campaign],
    stories: Sequence[Row],
    answer: Estimate,
    unowned: int,
    vendors: Sequence[Row],
) -> Iterator[DecisionToMake]:
    """Yield the decisions that follow from the facts."""
    for one in campaigns:
        if one.left:
            names = [work.standing.item.name for work in one.left]
            yield DecisionToMake(
                f"Replace {some(names, most=NAMED)} now",
                f"exposed by {one.status.incident.title}, not proven dead",
                f"keyroll incident status {one.status.incident.name}",
            )
    for story in stories:
        yield DecisionToMake(
            "Remove the intruder: revoke the used credentials, delete the created ones",
            f"a story of severity {story['severity']} is not contained",
            f"keyroll show {str(story['id'])[:8]}",
        )
    hidden = [scope for scope in answer.scopes if not scope.surveyed and not scope.scope.source.endswith("@*")]
    if hidden:
        most = max(hidden, key=lambda scope: (scope.interval.high if scope.interval else scope.known, scope.scope))
        yield DecisionToMake(
            f"Give read access to {most.scope.source}, which is not listed",
            f"{count(most.known, 'credential')} are known only from use and copies",
            "keyroll estimate",
        )
    if vendors and int(str(vendors[0]["alive"])):
        most_held = vendors[0]
        name = str(most_held["vendor"])
        yield DecisionToMake(
            f"Decide what {name} may keep",
            f"it holds {count(int(str(most_held['alive'])), 'usable credential')}, more than any other third party",
            command("list", "holdings", "--where", same("vendor", name)),
        )
    if unowned:
        yield DecisionToMake(
            f"Name owners for {count(unowned, 'credential')}",
            "without an accountable person they are not replaced",
            'keyroll list credentials --where "owner is null"',
        )
