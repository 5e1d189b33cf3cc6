"""Writes docs/behaviours.md from what the behaviours declare; ``--check`` fails where the page is out of date."""

import sys

from pages import write_or_check

from keyroll.detection.contract import Behaviour
from keyroll.detection.hunt import NEEDS, behaviours
from keyroll.model.finding import Severity

_INTRO = """# Behaviours

Made by `scripts/behaviours_page.py` from `src/keyroll/detection/behaviours/`, one file each. A behaviour is SQL over
what machines, hosts and logs did; some score aggregates. **Weight** is the chance, judged alone, that a signal is not
ordinary: signals of different **sides** within three days are joined (noisy-or) to a finding at medium from 0.7 and at
high from 0.85; those of one side weigh as much as the strongest. One signal by itself is low, except where the last
column says otherwise. **History** is how many days of log must lie before an act; before that, a behaviour does what
stands under *cold start*. Peers are machines of the same kind in the same source.

The alert threshold adapts to the noise of an organisation. A signal of **use by another actor**, alone or with others,
is high too where nobody else did anything nearly as unusual in 28 days; any signal is, where nothing was unusual
(from 24 days of log on, each once a week at most, as of each signal's own time;
[ADR 20](adr/0020-alert-threshold-adapts-to-noise.md)).

`keyroll hunt --budget 5/day` bounds how many new stories may ask for attention: the best-scored fused findings of the
moment are shown at their level, by a bar learned from the two weeks before; the rest are listed as low and say so. What
is news of a story that was shown costs nothing. Figures: [Sigma](sigma.md), [performance](performance.md).

"""


def page() -> str:
    """Return the page."""
    known = sorted(behaviours().values(), key=lambda one: one.id)
    head = (
        "| behaviour | weight | side | history, days | cold start | needs | ATT&CK | alone | another |\n|"
        + "---|" * 9
        + "\n"
    )
    rows = [head, *(_row(one) for one in known)]
    needs = [f"- **{name}**: {said}\n" for name, (_, said) in NEEDS.items()]
    return "".join([_INTRO, *rows, "\n## What they need\n\n", *needs])


def _row(one: Behaviour) -> str:
    alone = "" if one.alone is Severity.LOW else one.alone.name.lower()
    cells = (
        f"**{one.id.removeprefix('keyroll.')}**: {one.title}", one.weight, one.family or "own", one.history_days,
        one.cold, ", ".join(one.needs), ", ".join(one.techniques), alone,
        "yes" if one.another else "",
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |\n"


if __name__ == "__main__":
    sys.exit(write_or_check("behaviours.md", page()))
