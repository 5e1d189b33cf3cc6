"""How an effect over HTTP ended, and which values are of one purpose."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.strict import Fake, Reply, Request, route
from keyroll.http import bearer
from keyroll.providers._changing import Changing, digest, effect, listed, of_one_purpose
from keyroll.providers.contracts.rotate import EffectResult, Ended, Generation, ListedGenerations
from rotating import secret

VALUE = "canary-value-0123456789"
_NAMES = st.text("abcd", min_size=1, max_size=2)


class Tiny(Fake):
    @route("GET", "/thing")
    def thing(self, _request: Request) -> Reply:
        return Reply(200, {"id": "1"})

    @route("POST", "/thing")
    def change(self, _request: Request) -> Reply:
        return Reply(201, {"id": "1"})


@pytest.fixture
def fake() -> Iterator[Tiny]:
    one = Tiny()
    one.credentials[VALUE] = one.credentials[one.issue()]
    with one.running():
        yield one


def changed(fake: Tiny, *paths: str) -> EffectResult:
    def talk(http: Changing) -> EffectResult:
        for path in paths:
            http.change("POST", path, {})
        return EffectResult(Ended.DONE)

    return effect(lambda: Changing(fake.address, bearer(secret(VALUE))), talk)


@pytest.mark.parametrize(
    ("status", "ended"),
    [(400, Ended.REFUSED), (401, Ended.REFUSED), (403, Ended.REFUSED), (404, Ended.REFUSED), (429, Ended.THROTTLED),
     (500, Ended.UNKNOWN), (503, Ended.UNKNOWN)],
)  # fmt: skip
def test_a_status_says_whether_the_first_change_may_have_been_made(fake: Tiny, status: int, ended: Ended) -> None:
    fake.mood = lambda _request: Reply(status, {"message": VALUE})
    assert changed(fake, "/thing") == EffectResult(ended, f"{status}")


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
def test_after_one_change_no_refusal_says_that_nothing_was_changed(fake: Tiny, status: int) -> None:
    fake.mood = lambda request: Reply(status, {}) if request.number == 2 else None
    assert changed(fake, "/thing", "/thing") == EffectResult(Ended.UNKNOWN, f"{status}")


def test_a_server_that_is_down_was_not_changed() -> None:
    down = Tiny()
    address = "http://127.0.0.1:1"
    done = effect(lambda: Changing(address), lambda http: EffectResult(Ended.DONE, http.change("POST", "/x", {}).where))
    assert done.ended is Ended.THROTTLED
    down._server.server_close()


def test_a_list_that_cannot_be_read_is_none_and_not_empty(fake: Tiny) -> None:
    fake.mood = lambda _request: Reply(403, {"message": VALUE})

    def read(http: Changing) -> ListedGenerations:
        http.get("/thing")
        return ListedGenerations((Generation("1", "1"),))

    found = listed(lambda: Changing(fake.address, bearer(secret(VALUE))), read)
    assert found == ListedGenerations(None, "403")


@given(st.binary(min_size=1))
def test_a_digest_leads_back_to_nothing(raw: bytes) -> None:
    assert len(digest(raw)) == 20
    assert raw.hex() not in digest(raw) or len(raw) < 10


@given(_NAMES, st.dictionaries(_NAMES, st.one_of(st.just(""), _NAMES)))
def test_values_of_one_purpose_are_listed_ones_that_lead_to_the_account(account: str, made_for: dict[str, str]) -> None:
    same = of_one_purpose(account, made_for)
    assert same <= set(made_for)
    assert (account in same) == (account in made_for)
    assert {name for name, of in made_for.items() if of == account} <= same
    before = made_for.get(account, "")
    assert all({name, made_for[name]} & {account, before} - {""} for name in same)
