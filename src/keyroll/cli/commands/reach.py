"""``keyroll reach``: print the reach of a leaked credential, who reaches a resource, and the changes that stop it."""

import shlex
from datetime import datetime, timedelta
from pathlib import Path

import click

from keyroll.api import Keyroll
from keyroll.api.reaching import FORMATS, Reach, least_privilege, rules_of
from keyroll.cli.root import Span, shared
from keyroll.cli.screen import data, json_lines, show, tell
from keyroll.cli.together import together
from keyroll.errors import OK, PARTIAL, UsageError
from keyroll.report import least_privilege as shown_least
from keyroll.report import reach as shown
from keyroll.report import reach_next as then
from keyroll.report.words import in_home


@click.command("reach")
@click.argument("names", nargs=-1, metavar="[FROM] [TO]")
@click.option("--to", "resource", metavar="RESOURCE", help="Credentials and people that reach this resource.")
@click.option("--bypass", is_flag=True, help="All paths to protected resources that need no phishing-resistant factor.")
@click.option("--cut", is_flag=True, help="The cheapest changes that close all paths to protected resources.")
@click.option("--what-if", "change", metavar="CHANGE", help="Effect of a change, for example 'revoke X'.")
@click.option("--story", metavar="STORY", help="Reach of a story's intruder, by time.")
@click.option("--narrow", is_flag=True, help="Narrower entitlements for one principal, by its calls.")
@click.option("--window", type=Span(), default="90d", show_default=True, help="Calls that count for --narrow.")
@click.option(
    "--data-events",
    metavar="WORDS",
    default="",
    help="Services that the log covers fully, in the provider's words (s3,lambda; requests).",
)
@click.option("--protect", multiple=True, metavar="RESOURCE", help="A protected resource (may be given again).")
@click.option(
    "--protect-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The same, one name in each line.",
)
@click.option("--known", is_flag=True, help="Take only the steps that are known.")
@click.option("--count", type=click.IntRange(1, 1000), default=5, show_default=True, help="Number of paths.")
@click.option("--mermaid", is_flag=True, help="Print paths as a Mermaid chart.")
@click.option("--format", "as_format", type=click.Choice(sorted(FORMATS)), help="Print the whole graph.")
@shared
@together(needs={"--window": "--narrow", "--data-events": "--narrow"})
def reach(
    names: tuple[str, ...],
    resource: str | None,
    bypass: bool,
    cut: bool,
    change: str | None,
    story: str | None,
    narrow: bool,
    window: timedelta,
    data_events: str,
    protect: tuple[str, ...],
    protect_file: Path | None,
    known: bool,
    count: int,
    mermaid: bool,
    as_format: str | None,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Print the reach of a credential from computed paths.

    \b
    keyroll reach AKIA…                         reach if it leaks
    keyroll reach --to RESOURCE                 everything that reaches it
    keyroll reach FROM TO --mermaid             the paths
    keyroll reach --bypass                      without a hardware key
    keyroll reach --cut FROM --protect TO       the changes that stop it
    keyroll reach FROM --what-if 'revoke X'     the effect of a change
    keyroll reach --story 4156f934              an intruder's reach, by time
    keyroll reach PRINCIPAL --narrow            entitlements from its use

    A step is certain, or possible with a reason: an unread permission is never
    treated as harmless. Changes are: revoke X · segment X from Y · take X out of Y ·
    narrow X · require certificate X · require phishing-resistant X.
    """
    if len(names) > 2 or (len(names) == 2 and (resource or cut or bypass or change)):
        raise UsageError("too many names", hint="give FROM, or FROM and TO: keyroll reach --help")
    keyroll = Keyroll.open(home, now=now, create=False)
    if narrow:
        return _narrow(keyroll, names, window, frozenset(filter(None, data_events.split(","))), as_json=as_json)
    lines = protect_file.read_text(encoding="utf-8").splitlines() if protect_file else []
    asked = Reach.of(keyroll.home, [*protect, *lines], known=known)
    for line in (*asked.faults, *asked.notes):
        tell(line)
    if as_format:
        data(FORMATS[as_format](asked.graph))
        return PARTIAL if asked.faults else OK
    partial = bool(asked.faults)
    if (bypass or change) and (asked.unlisted or not asked.entries):
        partial = True
        tell(asked.unlisted or shown.NO_ENTRY)
    if story:
        following = _story(asked, keyroll, story, as_json=as_json)
    elif bypass:
        following = _bypass(asked, as_json=as_json)
    elif cut:
        following = _cut(asked, names, as_json=as_json)
    elif change:
        following = _what_if(asked, names, change, as_json=as_json)
    elif len(names) == 2:
        following = _paths(asked, keyroll, names, count, mermaid=mermaid, as_json=as_json)
    else:
        following = _falls(asked, keyroll, names, resource, as_json=as_json)
    if not as_json:
        tell(f"next: {in_home(then.protecting(following, protect), keyroll.home.path)}")
    return PARTIAL if partial else OK


def _falls(asked: Reach, keyroll: Keyroll, names: tuple[str, ...], resource: str | None, *, as_json: bool) -> str:
    if bool(names) == bool(resource):
        raise UsageError("neither FROM nor --to is given, or both are", hint="for example: keyroll reach AKIA…")
    name = names[0] if names else str(resource)
    reached = asked.falls(name) if names else asked.reaches(name)
    if as_json:
        json_lines("reached", shown.reached_rows(asked.graph, reached))
        return ""
    title = f"Reach of {asked.name(name)} if it leaks" if names else f"Reach to {asked.name(name)}"
    show(shown.what_falls(asked.graph, title, reached, asked.protected if names else ()))
    if not names:
        return then.after_reaches(asked.graph, name, reached)
    _tell_unknown(keyroll, asked.id(name))
    return then.after_falls(asked.graph, name, reached, asked.protected)


def _tell_unknown(keyroll: Keyroll, credential: str) -> None:
    """Print the reasons why the reach may be larger, if the permissions of the credential could not be read."""
    quoted = credential.replace("'", "''")
    for row in keyroll.inventory.listed("credentials", where=f"id = '{quoted}'", limit=1).rows:
        if row["reaches_because"]:
            tell(f"unknown beyond that: {row['reaches_because']}")


def _paths(asked: Reach, keyroll: Keyroll, names: tuple[str, ...], count: int, *, mermaid: bool, as_json: bool) -> str:
    ways = asked.paths(names[0], names[1], count)
    ends = (asked.node(names[0]), asked.node(names[1]))
    rules, faults = rules_of(keyroll.home, asked.graph, () if mermaid else (way for way, _ in ways))
    for line in faults:
        tell(line)
    if as_json:
        json_lines("path", shown.path_rows(asked.graph, ways, rules))
        if not ways:
            tell(shown.nothing_leads(asked.graph, *ends))
    elif mermaid:
        data(asked.chart(ways))
    else:
        show(shown.paths(asked.graph, ways, ends, rules))
    return then.after_paths(names[0], names[1], found=bool(ways))


def _story(asked: Reach, keyroll: Keyroll, name: str, *, as_json: bool) -> str:
    steps = asked.story(keyroll.home, name)
    if as_json:
        json_lines("story_reach", shown.story_rows(asked.graph, steps, asked.protected))
        return ""
    show(shown.story(asked.graph, name, steps, asked.protected))
    tell("the steps are those known now: the intruder's own changes count from the beginning")
    return f"keyroll show {shlex.quote(name)}"


def _bypass(asked: Reach, *, as_json: bool) -> str:
    entries = len(asked.entries)
    for protected, classes in asked.bypasses():
        if as_json:
            json_lines("bypass", shown.bypass_rows(asked.graph, protected, classes))
        else:
            show(shown.bypass(asked.graph, protected, classes, entries))
    return then.after_bypass()


def _cut(asked: Reach, names: tuple[str, ...], *, as_json: bool) -> str:
    found = asked.cut(names[0] if names else None)
    start = f"from {asked.name(names[0])}" if names else "from third parties and outside"
    protected = ", ".join(asked.graph.names[one.node] for one in asked.protected)
    if as_json:
        json_lines("cut", [shown.cut_row(asked.graph, found)])
    else:
        show(shown.cut(asked.graph, found, f"every way {start} to {protected}"))
    return then.after_cut(asked.graph, names[0] if names else None, found)


def _what_if(asked: Reach, names: tuple[str, ...], change: str, *, as_json: bool) -> str:
    lost, open_before, open_after = asked.what_if(names[0] if names else None, change)
    if as_json:
        json_lines("no_longer_reached", shown.nodes(asked.graph, lost))
        return ""
    show(shown.what_if(asked.graph, change, lost))
    tell(
        f"paths to protected resources without a phishing-resistant factor: {open_before:,} entries before, "
        f"{open_after:,} after"
    )
    return then.after_what_if(names[0] if names else None)


def _narrow(
    keyroll: Keyroll, names: tuple[str, ...], window: timedelta, shown: frozenset[str], *, as_json: bool
) -> int:
    if len(names) != 1:
        raise UsageError("--narrow takes one principal", hint="for example: keyroll reach deployer --narrow")
    least = least_privilege(keyroll.home, names[0], window, shown)
    for fault in least.faults:
        tell(fault)
    if as_json:
        json_lines("narrower_policy", [shown_least.narrower_row(least)])
    else:
        for line in shown_least.sentences(least):
            tell(line)
        data(shown_least.policy_text(least))
        tell(f"next: {in_home(f'keyroll reach {shlex.quote(names[0])}', keyroll.home.path)}")
    return PARTIAL if least.faults else OK


COMMAND = reach
