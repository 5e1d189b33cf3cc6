"""The hunt: runs the stages over the lake, from the baseline to stories. It connects the stages and decides nothing."""

from collections.abc import Collection
from datetime import datetime

from keyroll.detection.alerts.acts import acts
from keyroll.detection.alerts.budget import Budget
from keyroll.detection.alerts.decide import Evidences, alerts
from keyroll.detection.baseline.learn import learn
from keyroll.detection.effects.find import effect_findings, unreported
from keyroll.detection.effects.types import new_event_types
from keyroll.detection.follow_up.follow import follow_up
from keyroll.detection.hunted import Hunted
from keyroll.detection.sigma.outcome import RuleRequest, RulesRun
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.blind_spots import blind_spots
from keyroll.detection.signals.catalogue import behaviours_by_id
from keyroll.detection.signals.detect import Progress, detect_signals
from keyroll.detection.signals.lost_columns import lost_columns
from keyroll.detection.stories.compose import Material, stories
from keyroll.detection.timings import Timings, acts_in
from keyroll.errors import NothingToDo
from keyroll.intake.surveys import observations_view
from keyroll.intake.view import events_view
from keyroll.inventory.published import build_named, offer_inventory
from keyroll.store.home import Home
from keyroll.store.session import Session


def hunt(
    home: Home,
    *,
    since: datetime | None = None,
    rules: RuleRequest | None = None,
    budget: Budget | None = None,
    progress: Progress | None = None,
    timings: Timings | None = None,
) -> Hunted:
    """Run every behaviour and every rule; ``since`` limits the returned findings, not the events of the baseline.

    ``rules`` names rules beside keyroll's own; findings of rules have no part in scores and alerts. ``budget`` limits
    the alerts of behaviours. This is the order of the work; ``timings`` measures each stage.
    Raises NothingToDo, UsageError, ConfigError.
    """
    cost = timings or Timings()
    high_budget = home.config.number("high_budget")
    with home.session() as session:
        cost.stage("open the inventory and the events", 0, lambda: _open(session, home), lambda _: cost.count(home))
        events = cost.events
        known = behaviours_by_id()
        build_named(session, *(behaviour.sql for behaviour in known.values()))
        baseline = cost.stage("baseline", events, lambda: learn(session, home), lambda _: acts_in(session))
        acted = acts_in(session)
        signals = cost.stage(
            "signals of behaviours",
            acted,
            lambda: detect_signals(session, known.values(), baseline, progress, cost),
            len,
        )
        judged = cost.stage(
            "rules", events, lambda: _judge_rules(session, rules or RuleRequest()), lambda run: len(run.findings)
        )
        found = (*signals, *judged.findings)
        effects = cost.stage("effects", events, lambda: effect_findings(session, found), len)
        done = acts((*judged.findings, *effects), judged.own)
        evidences = Evidences(signals, known, done, baseline.judged_with, baseline.people, high_budget)
        raised = cost.stage(
            "alerts", len(signals) + len(done), lambda: alerts(evidences, baseline.log_begins, budget),
            lambda made: len(made.findings),
        )  # fmt: skip
        followed = cost.stage(
            "follow-up", acted, lambda: follow_up(session, signals, raised.followed, known),
            lambda made: len(made.findings),
        )  # fmt: skip
        own = (*signals, *raised.findings, *followed.findings)
        effects = unreported(effects, own)
        material = Material(own, followed.network_keys, (*judged.findings, *effects), raised.leaders, raised.rates)
        findings = sorted([*own, *judged.findings, *effects], key=lambda finding: (finding.detected_at, finding.id))
        joined = cost.stage("stories", len(findings), lambda: stories(session, material), len)
        silent = cost.stage("blind spots", events, lambda: _silent(session, known.values()), len)
    hunted = Hunted(tuple(findings), tuple(joined), silent, judged)
    return hunted.since(since) if since else hunted


def _open(session: Session, home: Home) -> None:
    """Open the inventory, the events and the observations of a home. Raises NothingToDo."""
    if not offer_inventory(session, home, home.clock.now()) or not events_view(session, home.lake):
        raise NothingToDo("there are no events", hint="begin with: keyroll sync --from FOLDER")
    for name in ("observations", "observed"):
        observations_view(session, home.lake, name)


def _silent(session: Session, known: Collection[Behaviour]) -> tuple[str, ...]:
    return (*blind_spots(session, known), *lost_columns(session), *new_event_types(session))


def _judge_rules(session: Session, rules: RuleRequest) -> RulesRun:
    # The rules' library takes half a second to import, so only a hunt imports it.
    from keyroll.detection.sigma.run import judge

    return judge(session, rules)
