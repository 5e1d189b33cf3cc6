"""The page on adding a live survey works when it is followed."""

import re
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from fakes.strict import Fake, Reply, Request, route
from keyroll.http import Http, bearer
from keyroll.intake.fetch import fetch
from keyroll.intake.spool import Spool
from keyroll.model.identifier import Identifier
from keyroll.model.json import single
from keyroll.model.probe import Outcome
from keyroll.model.source import Source
from keyroll.providers._rest import Rest, RestCall, by_field
from keyroll.providers.contracts.probe import Login
from keyroll.providers.live import Connection, LiveSource, Me, Opening, Pull
from keyroll.secret import Secret

PAGE = Path(__file__).parent.parent.parent / "docs" / "adding.md"
NAMES: dict[str, Any] = {
    one.__name__: one
    for one in (
        Fake,
        Reply,
        Request,
        route,
        Http,
        bearer,
        Identifier,
        single,
        Source,
        RestCall,
        Rest,
        by_field,
        partial,
    )
} | {one.__name__: one for one in (Connection, LiveSource, Me, Opening, Pull)}


def code_of(*titles: str) -> dict[str, Any]:
    """Run the blocks of some sections of the page; return what they define."""
    made = dict(NAMES)
    for title in titles:
        section = PAGE.read_text("utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]
        for block in re.findall(r"```python\n(.*?)```", section, re.DOTALL):
            exec(block, made)
    return made


def test_the_fake_and_the_probe_of_the_page_work_together() -> None:
    made = code_of("A live survey", "A probe")
    fake, (probe,) = made["Tiny"](), made["PROBES"]
    issued = Secret(fake.issue("read").encode())
    with fake.running():
        plane = probe.place(fake.address)
        answers = [probe.attempt(plane, Login("", one, "keyroll-1")) for one in (issued, probe.never_issued(issued))]
    assert [one.outcome for one in answers] == [Outcome.ACCEPTED, Outcome.REFUSED_CREDENTIAL]
    assert answers[0].identity == "1"


def test_the_fake_and_the_connection_of_the_page_work_together(tmp_path: Path) -> None:
    made = code_of("A live survey")
    fake = made["Tiny"]()
    fake.state = [{"id": str(number)} for number in range(250)]
    with fake.running():
        opening = Opening(Source("tiny"), fake.address, Secret(fake.issue("read").encode()))
        live = made["CONNECTION"].open(opening)
        pulls = tuple(Pull("tokens", one.scope) for one in made["CONNECTION"].pulls)
        one = fetch(tmp_path, Source("tiny"), live, pulls, 2, datetime(2026, 11, 25, tzinfo=UTC))
        live.close()
    assert (one.reasons, one.ended) == ({}, True)
    assert one.me == Me("keyroll", "token", Identifier("tiny@main", "token", "1"))
    pages = [body for _, body in Spool(one.folder, pulls[0]).pages()]
    assert [len(page["tokens"]) for page in pages] == [100, 100, 50]  # type: ignore[index, call-overload, arg-type]
