"""Writes docs/behaviours.md from the declarations of behaviours; ``--check`` fails if the page is out of date."""

import sys

from pages import write_or_check

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.blind_spots import REQUIREMENTS
from keyroll.detection.signals.catalogue import behaviours
from keyroll.model.finding import Severity

_INTRO = """# Behaviours

Made by `scripts/behaviours_page.py` from `src/keyroll/detection/behaviours/`, one file each. A behaviour is an SQL
query over the actions of machines and hosts in the logs. Some behaviours compute a score from aggregates.

| column | meaning |
|---|---|
| weight | the probability that one signal of the behaviour, without other signals, is not ordinary |
| family | signals of one family count as much as the strongest of them; `own` means a family of one behaviour |
| history, days | how many days of log are needed before an action |
| cold start | what the behaviour does with less history |
| needs | which data the behaviour requires; the last section explains them |
| severity | the severity of one signal without other signals; an empty cell means low |
| use by another actor | the signal is likely not caused by the credential's holder |
| follow-up | what is followed after an alert: the network, the network for all subjects, or the client |

keyroll joins signals of different families within three days to one finding (noisy-or). The finding is medium from 0.7
and high from 0.85. Peers are machines of the same kind in the same source.

The alert threshold adapts to the noise of an organisation. A signal of **use by another actor** is also high, alone or
with others, if no other subject did anything nearly as unusual in 28 days. Any signal is high if nothing was unusual
in that time. Both rules need 24 days of log, apply at the time of the signal, and apply at most once a week each
([ADR 20](adr/0020-alert-threshold-adapts-to-noise.md)).

From two weeks of log on, each level is a budget of false alarms ([ADR 56](adr/0056-ranks-and-budgets.md), [ADR
68](adr/0068-every-high-alert-has-a-rate.md), [ADR 69](adr/0069-two-ranks-share-a-budget.md), [ADR
70](adr/0070-ranks-within-kinds-of-place.md)). Each signal has a rank: how often others have such a signal, in benign
organisations (`benign.csv` is shipped) and here in the four weeks before. Signals from networks that are new to the
organisation are ranked among each other: a new client program is common, but not from such a network. The ranks of one
subject within three days are joined, once for each family. The sum is ranked in the same way, and the rarest signal
alone, too. The sum has two thirds of a budget, and the rarest signal one third. The result is how often a week
something as rare is expected here without an intruder. It is high where that is at most once, and medium where it is
at most twice; the finding says the number. An alert by fixed weights is high only if something as rare is
expected at most three times in two weeks. For ranks a weight only orders the signals of one behaviour. The weights of
behaviours of people's accounts in new ranges have no other part. The setting `high_budget` says how many false high
alerts a week are accepted: 1 by default. With 0 only fixed weights and the adaptive threshold give high findings.

**One subject.** Accounts and credentials of one person or machine in several systems are judged together, if a
listing, a log or their own name has the same mail address, or the same UUID. A rotated credential continues the one
before.

**Rarity.** A story says how often one as rare is expected in an organisation without an intruder. It is as rare as the
rarest moment of its subjects. What is above all that was measured without an intruder is *extrapolated*: the number
continues the tail of what was measured. Lists and screens begin with the most severe open stories, of these with the
rarest.

**One cause.** Alerts of many credentials from one network that is new for each are one alert. What a crowd shows makes
nothing high, by fixed weights or by rank: signals of a kind that at least five others had in the day before, in the
same source. They still count for medium.

`keyroll hunt --budget 5/day` limits how many new stories are alerts. The fused findings with the best scores keep their
level. The threshold comes from the two weeks before. Other fused findings are listed as low, with a note. New findings
of a story that was already shown do not count. Figures: [Sigma](sigma.md), [performance](performance.md).

"""
_NEEDS = """
## Required data

Where the data are missing, `keyroll hunt` prints the message of the line, followed by the names of the logs:

"""


def page() -> str:
    """Return the page."""
    known = sorted(behaviours().values(), key=lambda behaviour: behaviour.id)
    head = (
        "| behaviour | weight | family | history, days | cold start | needs | ATT&CK | severity "
        "| use by another actor | follow-up |\n|" + "---|" * 10 + "\n"
    )
    rows = [head, *(_row(behaviour) for behaviour in known)]
    needs = [f"- **{name}**: {requirement.message}\n" for name, requirement in REQUIREMENTS.items()]
    return "".join([_INTRO, *rows, _NEEDS, *needs])


def _row(behaviour: Behaviour) -> str:
    severity = "" if behaviour.severity is Severity.LOW else behaviour.severity.name.lower()
    cells = (
        f"**{behaviour.id.removeprefix('keyroll.')}**: {behaviour.title}", behaviour.weight, behaviour.family or "own",
        behaviour.history_days, behaviour.cold_start, ", ".join(behaviour.needs), ", ".join(behaviour.techniques),
        severity, "yes" if behaviour.use_by_another_actor else "", _follow_up(behaviour),
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |\n"


def _follow_up(behaviour: Behaviour) -> str:
    networks = {NewTo.CREDENTIAL: "network", NewTo.ORGANISATION: "network for all", None: ""}
    return "client" if behaviour.follow_client else networks[behaviour.follow_network]


if __name__ == "__main__":
    sys.exit(write_or_check("behaviours.md", page()))
