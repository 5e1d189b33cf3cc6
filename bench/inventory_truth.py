"""Measures the joining of identifiers against a known truth: ``python bench/inventory_truth.py --seeds 20``.

Each seed is an estate of several providers over eight weekly listings with typical faults of names: renamed accounts,
names given to others, reissued ids, equal native ids of two tenants, keys in logs before any listing, lists that give
one credential different identifiers, tokens with only a hash or only the last four characters, incomplete reads, and
rows that merge two credentials and are corrected later. Pairs of strong identifiers are compared with the truth. Prints
a Markdown table.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from keyroll.intake.surveys import TABLE, TYPES
from keyroll.inventory import tables
from keyroll.inventory.published import open_inventory
from keyroll.model.identifier import Identifier
from keyroll.model.ids import digest
from keyroll.model.observation import Observation, credential, value
from keyroll.model.source import Source
from keyroll.providers.catalogue import logs
from keyroll.providers.contracts.logs import native_name
from keyroll.store.home import Home, prepare
from keyroll.store.ledger.lease import this_process
from keyroll.store.session import Session

WEEKS = 8
FIRST = datetime(2026, 9, 7, tzinfo=UTC)
AWS = (Source.parse("aws@111111111111"), Source.parse("aws@222222222222"))
CLOUDS = (Source.parse("cloudflare@main"), Source.parse("cloudflare@two"))
OKTA = Source.parse("okta@main")
Sight = tuple[int, Source, str, Observation]


@dataclass
class Estate:
    """The content of listings and logs, and the true credential of each strong identifier."""

    by: random.Random
    told: list[Sight] = field(default_factory=list)
    used: list[tuple[int, str]] = field(default_factory=list)
    truth: dict[str, int] = field(default_factory=dict)
    wrong: list[tuple[int, str, str]] = field(default_factory=list)
    reissued: set[str] = field(default_factory=set)
    hints: set[frozenset[str]] = field(default_factory=set)
    cut: set[tuple[int, str, str]] = field(default_factory=set)
    number: int = 0

    def new(self, *identifiers: Identifier) -> int:
        """Record that these identifiers are one further credential; a later record of an identifier wins."""
        self.number += 1
        self.truth.update(dict.fromkeys((one.text for one in identifiers), self.number))
        return self.number

    def tell(self, weeks: range, source: Source, endpoint: str, one: Observation) -> None:
        """Let a list contain a credential each week, except for some incomplete reads."""
        for week in weeks:
            if week in (weeks[0], weeks[-1]) or self.by.random() > 0.02:
                self.told.append((week, source, endpoint, one))
            else:
                self.cut.add((week, str(source), endpoint))

    def weeks(self) -> range:
        begins = self.by.randrange(3)
        return range(begins, WEEKS - self.by.randrange(2))


def estate(seed: int, size: int = 12) -> Estate:
    """Return an estate of ``size`` credentials of each sort."""
    made = Estate(random.Random(seed))
    for number in range(size):
        for sort in (keys, tokens, names, recycled, hashes, mistakes):
            sort(made, number)
    return made


def keys(e: Estate, n: int) -> None:
    """Add an access key: by its id in one list, by its user and time in the report, in logs before either."""
    source = e.by.choice(AWS)
    key, slot = (
        Identifier.anywhere("aws", "access_key_id", f"AKIA{n}"),
        Identifier.of(source, "access_key_slot", f"u{n}/t"),
    )
    e.new(key, slot)
    weeks = e.weeks()
    e.tell(weeks, source, "access_keys", credential(key, "access_key", identifiers=[slot], name="deploy"))
    e.tell(weeks, source, "credential_report", credential(slot, "access_key"))
    e.used.append((0, key.text))


def tokens(e: Estate, n: int) -> None:
    """Add two tenants whose tokens have the same native id, the same name and different client ids."""
    for source in CLOUDS:
        token = Identifier.of(source, "access_service_token", f"t{n}")
        client = Identifier.anywhere("cloudflare", "access_client_id", f"{source.name}{n}.access")
        e.new(token, client)
        name = f"bot-{e.by.randrange(3)}"
        e.tell(e.weeks(), source, "access_service_tokens",
               credential(token, "access_service_token", identifiers=[client], name=name))  # fmt: skip


def names(e: Estate, n: int) -> None:
    """Add a renamed account with a number; half of the old names go to another account, or come with it."""
    change = e.by.randrange(2, WEEKS - 2)
    old, new = (Identifier.login("sso.a.example", f"{name}{n}") for name in ("before", "after"))
    first, second = (Identifier.of(OKTA, "api_token", f"{n}-{turn}") for turn in (1, 2))
    e.new(first, old, new)
    e.tell(range(change), OKTA, "api_tokens", credential(first, "api_token", identifiers=[old]))
    gone = e.by.random() < 0.5
    if not gone:
        e.tell(range(change, WEEKS), OKTA, "api_tokens", credential(first, "api_token", identifiers=[new]))
    else:
        e.truth.pop(new.text)
    if e.by.random() < 0.5 or gone:
        e.new(second, old)
        e.tell(range(change, WEEKS), OKTA, "api_tokens", credential(second, "api_token", identifiers=[old]))


def recycled(e: Estate, n: int) -> None:
    """Add an id that was deleted and reissued to another one: one identifier, which the inventory must report."""
    identifier = Identifier.of(OKTA, "client_secret", f"r{n}")
    e.new(identifier)
    for weeks, year in ((range(3), 2024), (range(4, WEEKS), 2026)):
        made = datetime(year, 1, 1, tzinfo=UTC)
        e.tell(weeks, OKTA, "app_client_secrets", credential(identifier, "client_secret", created=made))
    e.reissued.add(identifier.text)


def hashes(e: Estate, n: int) -> None:
    """Add a token that a scan finds by fingerprint and hash, and one that it finds by its last characters only."""
    token, other = (Identifier.of(CLOUDS[0], "account_token", f"{kind}{n}") for kind in "hl")
    hashed = Identifier.anywhere("cloudflare", "token_hash", digest(str(n)))
    prints = [Identifier.anywhere("keyroll", "fingerprint", f"hmac:k:{digest(kind, str(n))}") for kind in "hl"]
    last = Identifier.of(CLOUDS[0], "last_four", f"{n:04}", strong=False)
    scan = Source.parse("scan@code")
    e.new(token, hashed, prints[0])
    e.new(other)
    e.new(prints[1])
    weeks = e.weeks()
    e.tell(weeks, CLOUDS[0], "account_tokens", credential(token, "account_token", identifiers=[hashed]))
    e.tell(weeks, CLOUDS[0], "account_tokens", credential(other, "account_token", identifiers=[last]))
    e.tell(e.weeks(), scan, "values", value(prints[0], "account_token", identifiers=[hashed]))
    e.tell(e.weeks(), scan, "values", value(prints[1], "account_token", identifiers=[last]))
    e.hints.add(frozenset({other.text, prints[1].text}))


def mistakes(e: Estate, n: int) -> None:
    """Add a row with another key, or another token's client id, in one week; the next week it is right again."""
    week, source = e.by.randrange(1, WEEKS - 1), AWS[0]
    one, two = (Identifier.anywhere("aws", "access_key_id", f"AKIAM{n}{side}") for side in "AB")
    slots = [Identifier.of(source, "access_key_slot", f"m{n}{side}/t") for side in "AB"]
    for key, slot in zip((one, two), slots, strict=True):
        e.new(key, slot)
        e.tell(range(WEEKS), source, "access_keys", credential(key, "access_key", identifiers=[slot]))
    named = two if n % 2 else slots[1]
    e.told.append((week, source, "access_keys", credential(one, "access_key", identifiers=[slots[0], named])))
    # In that week the right row of the same key is missing.
    e.told = [s for s in e.told if s[0] != week or s[3].subject != one or named in s[3].identifiers]
    e.wrong.append((week, one.text, two.text))


def rows(sights: list[Sight], cut: Set[tuple[int, str, str]]) -> Iterator[tuple[object, ...]]:
    """Yield the lake's rows of sights, and the read of each list, which is complete unless it was cut."""
    for week, source, endpoint, one in sights:
        when = FIRST + timedelta(weeks=week)
        given = (one.subject, *one.identifiers)
        strong, weak = (sorted({h.text for h in given if h.strong is side}) for side in (True, False))
        facts = json.dumps(dict(one.facts or {}), sort_keys=True)
        name = digest(str(source), endpoint, str(week), one.subject.text, *strong, *weak, facts)
        yield (str(source), when.date(), name, when, when, when, "raw", 1, endpoint, str(one.entity), one.subject.text,
               one.kind, strong, weak, facts, [])  # fmt: skip
    for week, at, endpoint in sorted({(s[0], str(s[1]), s[2]) for s in sights}):
        whole = (week, at, endpoint) not in cut
        when, facts = FIRST + timedelta(weeks=week), json.dumps({"complete": whole, "because": "" if whole else "cut"})
        yield (at, when.date(), digest("read", at, endpoint, str(week)), when, when, when, "raw", 0, endpoint,
               "read", f"{at}:endpoint:{endpoint}", "read", [], [], facts, [])  # fmt: skip


def arrive(
    session: Session, home: Home, sights: list[Sight], stream: str, cut: Set[tuple[int, str, str]] = frozenset()
) -> None:
    found = list(rows(sights, cut))
    if found:
        columns = dict(zip(TYPES, (list(column) for column in zip(*found, strict=True)), strict=True))
        session.load_columns("sights_told", TYPES, columns)
        home.lake.append(session, "sights_told", TABLE, stream, 1)


def use(session: Session, home: Home, identifiers: list[str]) -> None:
    """Append a CloudTrail record of each access key, before any listing."""
    trail = logs("aws")["cloudtrail"]
    given = {
        "eventID": "key", "eventTime": "happened_at", "eventSource": "'s3.amazonaws.com'", "eventName": "'GetObject'",
        "userIdentity": "struct_pack(accessKeyId := key)",
    }  # fmt: skip
    native = ", ".join(
        f'({given.get(name, "NULL")})::{kind.replace("JSON", "VARCHAR")} AS "{native_name(name)}"'
        for name, kind in trail.columns.items()
    )
    session.load_columns("keys_used", {"key": "VARCHAR"}, {"key": [one.rpartition(":")[2] for one in identifiers]})
    moment = f"'{FIRST - timedelta(days=2)}'::TIMESTAMPTZ"
    session.run(
        f"CREATE OR REPLACE TEMP TABLE uses_told AS SELECT '{AWS[0]}' AS source, happened_at::DATE AS day, "
        f"key AS event_id, happened_at, happened_at AS observed_at, happened_at AS recorded_at, 'raw' AS raw, "
        f"1::BIGINT AS record, false AS implausible, {native} FROM (SELECT key, {moment} AS happened_at FROM keys_used)"
    )
    home.lake.append(session, "uses_told", "events/aws.cloudtrail", "used", 1)


@dataclass
class Score:
    """Pairs of strong identifiers that are joined in truth, in the inventory, and in both; and the reports."""

    truth: int = 0
    joined: int = 0
    both: int = 0
    silent: int = 0
    merges: int = 0
    unmended: int = 0
    reissued: tuple[int, int] = (0, 0)
    hinted: tuple[int, int] = (0, 0)
    aliases_left: int = 0


def measure(seed: int, size: int = 12) -> Score:
    """Sync an estate week by week and compare."""
    e, score = estate(seed, size), Score()
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), {"clock": "2026-11-25T00:00:00Z"})
        home = Home.open(Path(folder))
        with home.session() as session:
            use(session, home, [identifier for _, identifier in e.used])
        for week in range(WEEKS):
            with home.session() as session:
                arrive(session, home, [s for s in e.told if s[0] == week], f"week {week}", e.cut)
            with home.ledger.hold(this_process("bench")) as ledger:
                tables.publish(home, ledger)
            with home.session() as session:
                open_inventory(session, home)
                ids = {
                    str(h): (str(i), bool(a))
                    for h, i, a in session.tuples("SELECT identifier, id, ambiguous FROM identifiers")
                }
            for _, one, two in (wrong for wrong in e.wrong if wrong[0] == week):
                score.merges += 1
                score.silent += not (ids[one] == (one, True) and ids[two] == (two, True))
        _compare(home, e, ids, score)
    return score


def _compare(home: Home, e: Estate, ids: dict[str, tuple[str, bool]], score: Score) -> None:
    known = sorted(e.truth)
    for a, b in combinations(known, 2):
        same, joined = e.truth[a] == e.truth[b], ids.get(a, (a,))[0] == ids.get(b, (b,))[0]
        score.truth, score.joined, score.both = (
            score.truth + same,
            score.joined + joined,
            score.both + (same and joined),
        )
    score.unmended = sum(ids[one] != (one, False) or ids[two] != (two, False) for _, one, two in e.wrong)
    with home.session() as session:
        open_inventory(session, home)
        said = {str(one) for (one,) in session.tuples("SELECT id FROM credentials WHERE reissued = 'yes'")}
        pairs = {
            frozenset((str(a), str(b))) for a, b in session.tuples("SELECT a, b FROM suggestions WHERE b IS NOT NULL")
        }
    score.reissued = (len(e.reissued & said), len(e.reissued))
    score.hinted = (len(e.hints & pairs), len(e.hints))
    score.aliases_left = sum(
        ids.get(one.old, ("",))[0] != ids.get(one.new, (one.new,))[0] for one in home.ledger.aliases()
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--size", type=int, default=12)
    chosen = parser.parse_args()
    print(
        "| seed | pairs | precision | recall | wrong merges | silent | not fixed | ids issued again, reported | weak "
        "pairs, suggested |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for seed in range(1, chosen.seeds + 1):
        s = measure(seed, chosen.size)
        print(
            f"| {seed} | {s.truth} | {s.both / max(s.joined, 1):.4f} | {s.both / max(s.truth, 1):.4f} | {s.merges} "
            f"| {s.silent} | {s.unmended} | {s.reissued[0]} of {s.reissued[1]} | {s.hinted[0]} of {s.hinted[1]} |",
            flush=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
