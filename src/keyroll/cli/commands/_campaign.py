"""Commands of a campaign beside proving: ``incident set``, ``except`` and ``remind``."""

import getpass
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path

import click

from keyroll.api import Campaign, Containment, ItemReach, ItemStanding, Keyroll, Work
from keyroll.cli.root import Span, TimeParameter, deciding_key, shared
from keyroll.cli.screen import complain, json_lines, show, show_closed
from keyroll.cli.together import together
from keyroll.clock import iso
from keyroll.errors import NOT_PROVEN, OK, PARTIAL, NothingToDo
from keyroll.model.incident import ClosingPolicy
from keyroll.report.campaign import campaign as screen
from keyroll.report.closing import ClosingLines
from keyroll.report.document import Document, Gap, Table
from keyroll.report.incident import listed_closing
from keyroll.report.words import count


def show_campaign(known: Campaign, *, as_json: bool) -> int:
    """Print the state of a campaign; exit 12 while anything is not proven. Raises NothingToDo without any item."""
    if as_json:
        json_lines("item", (_row(known, one) for one in known.work))
        json_lines("unmatched", map(asdict, known.status.unmatched))
        if known.status.containment:
            json_lines("containment", [_left(known, known.status.containment)])
    else:
        show(screen(known))
    if not known.work and not known.status.unmatched:
        # An empty scope does not prove that nothing was held: it must not look like a successful end.
        raise NothingToDo(
            f"no known credential was exposed by {known.status.incident.title}",
            hint="see the holdings of third parties: keyroll list vendors",
        )
    return OK if known.status.ended else NOT_PROVEN


def who(key: str) -> str:
    """Return the account that decides; with a key its owner decides, whoever that is."""
    return "" if key else getpass.getuser()


def tell_reactivated(keyroll: Keyroll) -> None:
    """Print on stderr the watched credentials that were proven dead and are reactivated."""
    for one in keyroll.campaigns.reactivated():
        identifier = one.work.standing.item.identifier
        complain(f"{identifier} woke: {one.finding.because}", f"keyroll incident status {one.incident}")


def _row(known: Campaign, one: Work) -> Mapping[str, object]:
    excepted = one.excepted
    return {
        **_judged(known, one.standing),
        "proven": one.proven,
        "reaches": one.reach.words,
        "reaches_protected": str(one.reach.truth.answer.value),
        "reach": _reach(one.reach),
        "owner": one.owner,
        "consumer": str(one.consumers.kind),
        "consumer_because": one.consumers.because,
        "deadline": known.terms.deadline,
        "next_act": one.next_act,
        "exception": {
            "because": excepted.because,
            "by": excepted.person,
            "until": excepted.until,
            "ended": one.exception_ended,
        }
        if excepted
        else None,
        "reopened_after": one.reopened,
        "watched_until": one.watched_until,
    }


def _reach(reach: ItemReach) -> Mapping[str, object] | None:
    """Return the counts; none where the graph has no answer."""
    if reach.protected is None:
        return None
    return {
        "protected": reach.protected,
        "protected_possible": reach.protected_possible,
        "credentials": reach.credentials,
        "credentials_possible": reach.credentials_possible,
        "because": reach.because or None,
    }


def _judged(known: Campaign, one: ItemStanding) -> Mapping[str, object]:
    return {
        "incident": known.status.incident.name,
        "identifier": one.item.identifier,
        "name": one.item.name,
        "credential_kind": one.item.kind,
        "source": one.item.source,
        "exposed": "yes" if one.item.sure else "unknown",
        "exposed_because": [reason.text for reason in one.item.reason],
        "exposed_from": one.item.first_exposed_at,
        "exposed_until": one.item.last_exposed_at,
        "chain": [
            {
                "from": step.start,
                "to": step.to,
                "reason": step.reason.kind,
                "text": step.reason.text,
                "ruled_out_by": step.reason.ruled_out_by or None,
            }
            for step in known.status.way(one.item.identifier)
        ],
        "verdict": str(one.judgement.verdict),
        "grade": str(one.judgement.grade),
        "reason": str(one.judgement.why),
        "because": one.judgement.because,
        "words": one.words,
        "next_try_at": one.judgement.next_at,
        "evidence": [{"raw": seen.raw, "record": seen.record} for seen in one.judgement.evidence],
        "attempts": [
            {"tried": made.role, "place": made.plane, "at": made.at, "outcome": made.outcome, "said": made.said}
            for made in one.judgement.attempts
        ],
    }


def _left(known: Campaign, left: Containment) -> dict[str, object]:
    return {
        "incident": known.status.incident.name,
        "contained": left.contained,
        "known": str(left.truth.answer.value),
        "because": left.truth.because,
        "alive": list(left.open_subjects),
        "footholds": [
            {"identifier": one.identifier, "what": one.what, "by": one.by, "at": one.at, "gone_at": one.gone_at}
            for one in left.footholds
        ],
    }


@click.command("set")
@click.argument("name")
@click.option("--deadline", type=TimeParameter(end_of_day=True), help="Time by which everything must be proven.")
@click.option("--watch", type=Span(), help="Time for which dead credentials are watched, for example 90d.")
@click.option(
    "--policy",
    type=click.Choice([str(policy) for policy in ClosingPolicy]),
    help="Grades that close an item: live or exports.",
)
@deciding_key
@shared
def set_(
    name: str,
    deadline: datetime | None,
    watch: timedelta | None,
    policy: str | None,
    key: str,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Set the deadline of incident NAME, the watch time of dead credentials, and its policy.

    It is signed, and is in the evidence.
    """
    keyroll = Keyroll.open(home, now=now, create=False)
    terms = keyroll.campaigns.set_terms(
        name, deadline=deadline, watch=watch, policy=ClosingPolicy(policy) if policy else None, by=who(key), key=key
    )
    if as_json:
        json_lines("terms", [{"incident": name, "deadline": terms.deadline, "watch_days": terms.watch.days}])
        return OK
    ends = iso(terms.deadline) if terms.deadline else "none"
    row = next(one for one in keyroll.incidents.listed() if one["name"] == name)
    result = f"{name}: deadline {ends}; dead credentials are watched for {terms.watch.days} days"
    show_closed(Document([]), replace(listed_closing([row]), result=result))
    return OK


@click.command("except")
@click.argument("name")
@click.argument("identifier", metavar="ID")
@click.option("--because", required=True, help="Reason why it may stay unproven for now.")
@click.option("--until", type=TimeParameter(end_of_day=True), required=True, help="End of the exception.")
@click.option("--by", default="", help="Person accountable for it; default: the owner of --key.")
@deciding_key
@shared
def except_(
    name: str,
    identifier: str,
    because: str,
    until: datetime,
    by: str,
    key: str,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Let credential ID of incident NAME stay unproven until a time.

    It is signed and is in the evidence; the credential still counts as not
    proven, and the exit code stays 12.
    """
    keyroll = Keyroll.open(home, now=now, create=False)
    return show_campaign(
        keyroll.campaigns.except_(name, identifier, because=because, until=until, by=by, key=key), as_json=as_json
    )


@click.command("close")
@click.argument("name")
@click.option("--because", default="", help="Reason for closing it.")
@deciding_key
@shared
def close(name: str, because: str, key: str, home: Path, as_json: bool, now: datetime | None) -> int:
    """Sign that incident NAME is closed, with the result of each credential.

    Each must be proven dead as the policy requires, or excepted; else the exit
    code is 12. Proven credentials are still watched, and may reopen it.
    """
    incidents = Keyroll.open(home, now=now, create=False).incidents
    record = incidents.close(name, because=because, by=who(key), key=key)
    accounts = Counter(
        "excepted" if how == "excepted" else "dead" for how in record.accounts(record.closed_at()).values()
    )
    if as_json:
        json_lines("closing", [{"incident": name, "closed_at": record.closed_at(), **accounts}])
    else:
        result = f"{name} is closed: {accounts['dead']} dead, {accounts['excepted']} excepted"
        excepted = accounts["excepted"]
        left = f"{count(excepted, 'exception')} not proven" if excepted else "nothing that is known"
        show_closed(Document([]), ClosingLines(result, left, f"keyroll report evidence {name}", good=True))
    return OK


@click.command("remind")
@click.argument("name")
@click.option("--mail", metavar="SENDER", default="", help="Send mail to each owner's address, from this one.")
@click.option("--mail-server", default="127.0.0.1:25", show_default=True, metavar="HOST:PORT")
@click.option("--mail-otherwise", default="", metavar="ADDRESS", help="Recipient if the owner is not a mail address.")
@click.option("--webhook", metavar="REF", default="", help="Post to the webhook (Slack's format) at this reference.")
@click.option("--jira", metavar="ADDRESS", default="", help="Keep one issue for each owner at this Jira.")
@click.option("--jira-project", metavar="KEY", default="", help="The project of the issues.")
@click.option("--jira-credential", metavar="REF", default="", help="Reference to the token for Jira.")
@click.option("--jira-user", default="", help="The account of an API token (Cloud); none for a personal access token.")
@click.option("--teams", metavar="REF", default="", help="Post to the Teams webhook at this reference.")
@click.option(
    "--pagerduty", metavar="REF", default="", help="Trigger PagerDuty alerts by the routing key at this reference."
)
@click.option("--pagerduty-at", metavar="ADDRESS", default="", help="Another service that accepts PagerDuty's events.")
@click.option("--ocsf", metavar="ADDRESS", default="", help="Post OCSF findings to this collector of a SIEM.")
@click.option("--ocsf-credential", metavar="REF", default="", help="Reference to the collector's token.")
@click.option("--quiet", metavar="HH:MM-HH:MM", default="", help="Send nothing in these hours (UTC).")
@click.option("--test", "only_test", is_flag=True, help="Send one test message over each channel, and nothing else.")
@click.option("--daily", is_flag=True, help="Let keyroll serve repeat it every day.")
@shared
@together(
    needs={
        "--mail-server": "--mail",
        "--mail-otherwise": "--mail",
        "--jira-project": "--jira",
        "--jira-credential": "--jira",
        "--jira-user": "--jira",
        "--pagerduty-at": "--pagerduty",
        "--ocsf-credential": "--ocsf",
    }
)
def remind(
    name: str,
    mail: str,
    mail_server: str,
    mail_otherwise: str,
    webhook: str,
    jira: str,
    jira_project: str,
    jira_credential: str,
    jira_user: str,
    teams: str,
    pagerduty: str,
    pagerduty_at: str,
    ocsf: str,
    ocsf_credential: str,
    quiet: str,
    only_test: bool,
    daily: bool,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Send each owner the unproven items of incident NAME, once a day.

    A rerun sends nothing twice; a message that a killed run may have sent
    is reported, and sent again the next day only. A message holds no secret.
    """
    from keyroll.api import ReminderChannels, Sent

    wanted = ReminderChannels(
        mail=mail,
        mail_server=mail_server,
        mail_otherwise=mail_otherwise,
        webhook=webhook,
        jira=jira,
        jira_project=jira_project,
        jira_credential=jira_credential,
        jira_user=jira_user,
        teams=teams,
        pagerduty=pagerduty,
        pagerduty_at=pagerduty_at,
        ocsf=ocsf,
        ocsf_credential=ocsf_credential,
        quiet=quiet,
    )
    campaigns = Keyroll.open(home, now=now, create=False).campaigns
    reminders = campaigns.try_channels(name, wanted) if only_test else campaigns.remind(name, wanted)
    if daily and not only_test:
        campaigns.remind_daily(name, wanted)
    if as_json:
        json_lines("reminder", map(asdict, reminders))
    else:
        rows = tuple((one.owner, str(one.credentials), one.channel, str(one.sent), one.said) for one in reminders)
        table = Table(("owner", "not proven", "channel", "", ""), rows)
        show_closed(Document([table, Gap()]), _reminded(name, [row[3] for row in rows]))
    return PARTIAL if any(one.sent in (Sent.FAILED, Sent.MAYBE) for one in reminders) else OK


def _reminded(name: str, outcomes: Sequence[str]) -> ClosingLines:
    sent = Counter(outcomes)
    result = ", ".join(f"{number} {how}" for how, number in sorted(sent.items())) or "no owner has an unproven item"
    from keyroll.api import Sent

    left = sum(sent[str(one)] for one in (Sent.FAILED, Sent.MAYBE, Sent.QUIET))
    return ClosingLines(
        f"messages about {name}: {result}",
        f"{count(left, 'message')} not known to be sent" if left else "no message",
        f"keyroll incident status {name}",
    )


COMMANDS = (set_, except_, close, remind)
