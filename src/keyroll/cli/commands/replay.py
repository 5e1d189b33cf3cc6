"""``keyroll replay``: replay a published breach in a synthetic company."""

from datetime import UTC, datetime
from pathlib import Path

import click

from keyroll.api import Keyroll, replay, replay_place
from keyroll.cli.replays import Replays, has_its_own_clock, written
from keyroll.cli.root import shared
from keyroll.cli.screen import json_lines, progress, show
from keyroll.clock import parse_time
from keyroll.errors import OK
from keyroll.model.incident import ClosingPolicy
from keyroll.model.truth import Answer
from keyroll.report.estimate import as_object
from keyroll.report.replayed import Reality, ReplayResult, replayed
from keyroll.report.words import count, relative

#: The alert that fired in reality (Cloudflare's post of 2024-02-01).
REALITY = Reality("Thanksgiving 2023, replayed", datetime(2023, 11, 23, 16, 0, tzinfo=UTC))
INCIDENT = "okta-2023"


@click.group("replay", cls=Replays)
def replay_group() -> None:
    """Published breaches, replayed in synthetic companies."""


@replay_group.command("thanksgiving")
@click.option("--out", type=click.Path(path_type=Path), help="Only write the exports there.")
@click.option("--scale", type=float, default=0.05, show_default=True, help="Size of the company, from 0.02 to 1.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same bytes.")
@click.option(
    "--survivors", type=int, help="Let the seed choose this many other survivors (default: the four of 2023)."
)
@click.option("--no-intrusion", is_flag=True, help="The same company without an intruder.")
@shared
def thanksgiving(
    out: Path | None,
    scale: float,
    seed: int,
    survivors: int | None,
    no_intrusion: bool,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """The breach of Thanksgiving 2023: a rotation that missed four credentials.

    Without --out the breach is replayed: the exports are written, synced and hunted, and the incident is opened,
    as with the single commands, in a home of its own below --home.
    """
    if out:
        with progress("writing") as bar:
            summary = replay(out, scale=scale, seed=seed, survivors=survivors, intrusion=not no_intrusion, progress=bar)
        sentence = f"{count(summary.records, 'record')} in {count(summary.files, 'file')}"
        sentence += f"; the truth is in {summary.truth}"
        return written(sentence, [f"--from {out}"])
    has_its_own_clock(now)
    label = f"thanksgiving-s{scale:g}-seed{seed}"
    label += f"-survivors{survivors}" if survivors is not None else ""
    label += "-no-intrusion" if no_intrusion else ""
    place = home / "replays" / label
    with progress("writing") as bar:
        keyroll, exports = replay_place(
            place, scale=scale, seed=seed, survivors=survivors, intrusion=not no_intrusion, progress=bar
        )
    return _play(keyroll, exports, as_json=as_json)


def _play(keyroll: Keyroll, folder: Path, *, as_json: bool) -> int:
    place = keyroll.home.path
    with progress("reading") as bar:
        keyroll.exports.sync(folder, progress=bar)
    with progress("hunting") as bar:
        hunt_result = keyroll.hunt.run(progress=bar)
    begins, until = parse_time("2023-09-28"), parse_time("2023-10-18", end_of_day=True)
    if INCIDENT not in keyroll.incidents.names():
        keyroll.incidents.open(
            INCIDENT, vendor="Okta", begins=begins, ends=until, policy=ClosingPolicy.EXPORTS, by="replay"
        )
    campaign = keyroll.campaigns.status(INCIDENT)
    reaching = sum(1 for one in campaign.left if one.reach.truth.answer is Answer.YES)
    answer, _ = keyroll.inventory.estimate()
    counts, names = keyroll.inventory.figures(), keyroll.browse.names()
    played = ReplayResult(counts, answer, campaign.status, hunt_result, names, reaching)
    if as_json:
        json_lines("replay", [_row(place, played)])
    else:
        show(replayed(played, keyroll.now(), REALITY, relative(place)))
    return OK


def _row(place: Path, played: ReplayResult) -> dict[str, object]:
    """Return the answer of a replay as members of JSON."""
    high = [story.high_at for story in played.hunt.stories if story.high_at]
    return {
        "home": str(place),
        "credentials": played.counts.live,
        "estimate": as_object(played.estimate),
        "exposed": len(played.status.standings),
        "unproven": [
            {"identifier": standing.item.identifier, "reason": str(standing.judgement.why)}
            for standing in played.status.open_items
        ],
        "first_high_at": min(high) if high else None,
    }


COMMAND = replay_group
