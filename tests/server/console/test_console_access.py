"""Who may see and do what: every route of the console by every role by signed out, and requests from elsewhere."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from console_home import Client, console, cookie, opened, raw

from keyroll.api import Keyroll
from keyroll.api.people import ROLES, People, able
from keyroll.server.console import pages
from keyroll.server.entry import acts
from keyroll.server.limits import LIMITS
from small_world import NOW, SmallWorld

pytestmark = pytest.mark.long

LATER = NOW + timedelta(days=30)


@pytest.fixture(scope="module")
def home(world: SmallWorld, tmp_path_factory: pytest.TempPathFactory) -> Keyroll:
    return opened(world, tmp_path_factory.mktemp("access"))


@pytest.fixture(scope="module")
def port(home: Keyroll) -> Iterator[int]:
    with console(home) as number:
        yield number


@pytest.fixture(scope="module")
def cookies(home: Keyroll) -> dict[str, str]:
    return {"": "", **{role: cookie(home, role) for role in ROLES}}


def routes() -> list[tuple[str, str, str]]:
    """Return every page and twin: its path, its role, and what signed-out people get."""
    found = []
    for page in pages().values():
        needed = "&".join(f"{one.name}=1" for one in page.parameters if one.needed)
        twin = "/overview.json" if page.path == "/" else f"{page.path}.json"
        query = f"?{needed}" if needed else ""
        found += [(page.path + query, page.role, "303"), (twin + query, page.role, "401")]
        if page.csv:
            found.append((f"{page.path}.csv{query}", page.role, "401"))
    return sorted(found)


@pytest.mark.parametrize(("route", "role"), list(itertools.product(routes(), ("", *ROLES))))
def test_a_page_and_its_twin_are_for_their_role_and_above(
    port: int, cookies: dict[str, str], route: tuple[str, str, str], role: str
) -> None:
    path, least, outside = route
    status, headers, content = Client(port, cookies[role]).ask(path)
    if not role:
        assert str(status) == outside
        assert b"AKIA" not in content
    elif able(role, least):
        assert status in (200, 400, 404, 500), content  # what is asked for need not exist
    else:
        assert status == 403
    assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")


def test_only_these_acts_are_open_to_anybody() -> None:
    assert sorted(name for name, one in acts().items() if one.role is None) == [
        "link_page", "link_use", "oidc_begin", "oidc_callback", "passkey_challenge", "passkey_sign_in", "sign_in_page",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "role"), list(itertools.product((n for n, a in acts().items() if a.role), ("", *ROLES)))
)
def test_an_act_is_for_its_role_and_above(home: Keyroll, port: int, name: str, role: str) -> None:
    act = acts()[name]
    client = Client(port, cookie(home, role) if role else "")
    if act.method == "GET":
        status, _, _ = client.ask(f"{act.path}?name=nobody")
    else:
        status, _, _ = client.post(act.path, {"name": "nobody", "role": "viewer"})
    assert (status in (401, 403)) is not bool(role and act.role and able(role, act.role))


@pytest.mark.parametrize("name", sorted(name for name, one in acts().items() if one.method == "POST"))
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Host": "evil.example"},
    ],
)
def test_what_comes_from_another_site_is_refused(
    port: int, cookies: dict[str, str], name: str, headers: dict[str, str]
) -> None:
    status, _, _ = Client(port, cookies["admin"]).post(acts()[name].path, {"name": "x"}, **headers)
    assert status in (403, 421)


def test_a_page_does_not_answer_to_another_name(port: int, cookies: dict[str, str]) -> None:
    for path in ("/", "/inventory.json", "/inventory.csv", "/openapi.json", "/sign-in"):
        assert Client(port, cookies["admin"]).ask(path, Host="evil.example")[0] == 421


def test_a_link_is_good_once(home: Keyroll, port: int) -> None:
    value = raw(home.people.link("somebody", "viewer", by="test"))
    status, headers, _ = Client(port).post("/link/use", {"value": value})
    assert (status, headers["location"]) == (303, "/account")
    flags = headers["set-cookie"].lower()
    assert "httponly" in flags
    assert "samesite=strict" in flags
    assert Client(port).post("/link/use", {"value": value})[0] == 403


def test_a_link_ends_by_time_and_by_a_newer_one(home: Keyroll, monkeypatch: pytest.MonkeyPatch) -> None:
    first = home.people.link("other", "viewer", by="test")
    second = home.people.link("other", "viewer", by="test")
    assert home.people.use_link(first, "") is None
    monkeypatch.setattr(People, "_time", lambda _: datetime.now(UTC) + timedelta(hours=2))
    assert home.people.use_link(second, "") is None


def test_a_session_ends(home: Keyroll, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(port, cookie(home, "viewer"))
    assert client.ask("/account")[0] == 200
    assert client.post("/sign-out", {})[0] == 303
    assert client.ask("/account")[0] == 303
    late = Client(port, cookie(home, "viewer"))
    with monkeypatch.context() as later:
        later.setattr(People, "_time", lambda _: datetime.now(UTC) + timedelta(hours=13))
        assert late.ask("/account")[0] == 303
    assert Client(port, "keyroll=forged").ask("/account")[0] == 303
    assert Client(port, f"keyroll={'x' * 5000}").ask("/account")[0] == 303


def test_a_person_who_ended_is_out_at_once_and_the_last_admin_stays(home: Keyroll, port: int) -> None:
    admin, gone = Client(port, cookie(home, "admin")), Client(port, cookie(home, "approver", "somebody who leaves"))
    assert gone.ask("/account")[0] == 200
    assert admin.post("/people/end", {"name": "somebody who leaves"})[0] == 303
    assert gone.ask("/account")[0] == 303
    assert admin.post("/people/end", {"name": "admin person"})[0] == 400
    acts_of = [one.act for one in home.people.audited()]
    assert "person ended" in acts_of


def test_too_many_wrong_links_from_one_address_are_refused(world: SmallWorld, tmp_path: Path) -> None:
    keyroll = opened(world, tmp_path)
    with console(keyroll, replace(LIMITS, wrong_tokens=3)) as port:
        wrong = [Client(port).post("/link/use", {"value": "wrong"})[0] for _ in range(4)]
        assert wrong == [403, 403, 403, 429]
        status, headers, _ = Client(port).post("/passkey/challenge", {})
        assert status == 429
        assert int(headers["retry-after"]) > 0


def test_a_machine_reads_twins_of_viewers_only(home: Keyroll, port: int) -> None:
    good = raw(home.tokens.make("board", ["pages:read"], LATER, by="lead"))
    other = raw(home.tokens.make("other", ["incidents:read"], LATER, by="lead"))
    asked = lambda path, token: Client(port).ask(path, Authorization=f"Bearer {token}")[0]  # noqa: E731
    assert asked("/inventory.json", good) == 200
    assert asked("/openapi.json", good) == 200
    assert asked("/inventory.json", other) == 403
    assert asked("/settings/people.json", good) == 403
    assert asked("/", good) == 303  # a page is for people


def test_a_page_takes_no_parameter_that_it_does_not_declare(port: int, cookies: dict[str, str]) -> None:
    client = Client(port, cookies["viewer"])
    for path in (
        "/inventory?other=1",
        "/inventory?q=a&q=b",
        "/?q=1",
        "/inventory?from=-1",
        "/inventory?sort=-uses%0A",
        "/card?id=x&kind=no-kind",
        "/stories?tab=other",
        f"/inventory?q={'x' * 5000}",
    ):
        assert client.page(path)[0] == 400, path


def test_a_record_that_is_not_there_is_said_to_be_missing(port: int, cookies: dict[str, str]) -> None:
    client, rest = Client(port, cookies["responder"]), f"raw={'0' * 64}&number=0"
    long = "x" * 800
    for source, place in (("aws", "0"), ("nobody@x", "0"), (f"aws@{long}", long), ("okta", "okta.system_log")):
        for more in ("log=yes", "log=no"):
            status, _, content = client.ask(f"/record.json?source={source}&place={place}&{rest}&{more}")
            assert status in (404, 500), content
            assert b"Internal Server Error" not in content
    assert client.ask(f"/record.json?source=..&place=x&{rest}")[0] == 400


def test_sign_in_leads_back_to_pages_of_ours_only(port: int) -> None:
    for wanted, shown in (("/inventory", "/inventory"), ("//evil.example", "/"), ("https://evil.example", "/")):
        _, _, content = Client(port).ask(f"/sign-in?next={wanted}")
        assert re.findall(rb'data-next="([^"]*)"', content) == [shown.encode()]


def test_no_value_of_a_link_or_session_is_kept(home: Keyroll, port: int) -> None:
    link = home.people.link("kept", "viewer", by="test")
    value = home.people.use_link(link, "")
    for path in home.home.path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert raw(link).encode() not in content
            assert raw(value).encode() not in content
