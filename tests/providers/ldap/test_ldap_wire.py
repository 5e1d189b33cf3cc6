"""LDAP's encoding and names, for anything that may come."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from keyroll.providers.ldap import ber
from keyroll.providers.ldap.names import normal
from keyroll.providers.ldap.times import day, moment
from keyroll.providers.ldap.wire import SUBTREE, connected, either, has, place


@given(st.recursive(st.binary(max_size=300), lambda inner: st.lists(inner, max_size=4), max_leaves=8))
@example(b"x" * 127)
@example(b"x" * 128)
@example(b"x" * 70_000)
def test_what_is_written_is_read(tree) -> None:
    def write(one) -> bytes:
        return ber.text(one) if isinstance(one, bytes) else ber.element(ber.SEQUENCE, *map(write, one))

    def read(one: ber.Element):
        return [read(part) for part in one.parts()] if one.tag == ber.SEQUENCE else one.content

    (found,) = ber.elements(write(tree))
    assert read(found) == tree


@given(st.integers(0, 2**40))
def test_a_number_is_never_read_as_negative(value: int) -> None:
    (found,) = ber.elements(ber.number(value))
    assert found.number() == value


@given(st.binary(max_size=40))
def test_any_bytes_are_elements_or_malformed(raw: bytes) -> None:
    try:
        found = list(ber.elements(raw))
    except ber.Malformed:
        return
    assert sum(len(one.content) for one in found) <= len(raw)


@given(st.text())
def test_a_name_in_normal_form_stays_as_it_is(name: str) -> None:
    assert normal(normal(name)) == normal(name)


def test_one_entry_has_one_name() -> None:
    assert normal("CN = App , DC=Example") == normal("cn=app,dc=example") == "cn=app,dc=example"
    assert normal(r"cn=a\, b,dc=x") != normal("cn=a,b,dc=x")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("20261125194627Z", "2026-11-25T19:46:27+00:00"),
        ("20261125194627.164393Z", "2026-11-25T19:46:27+00:00"),
        ("2026112520+0100", "2026-11-25T19:00:00+00:00"),
        ("202611251430-0530", "2026-11-25T20:00:00+00:00"),
        ("000001010000Z", None),
        ("yesterday", None),
    ],
)
def test_a_generalized_time_is_read_in_each_of_its_forms(text: str, said: str | None) -> None:
    found = moment(text)
    assert (found.isoformat() if found else None) == said


def test_days_are_counted_from_1970() -> None:
    found = day("20000")
    assert found is not None
    assert found.isoformat() == "2024-10-04T00:00:00+00:00"
    assert day("-1") is day("") is None


@pytest.mark.server
def test_a_search_in_pages_gives_each_entry_once(slapd) -> None:
    for number in range(7):
        slapd.add(f"cn=page{number},dc=telling", "some-Password")
    seen: list[str] = []
    with connected(place(slapd.address).address) as directory:
        directory.bind("cn=root,dc=telling", b"root-of-the-tests")
        cookie = b""
        while True:
            entries, cookie = directory.search(
                "dc=telling", SUBTREE, either(has("userPassword"), has("dc")), ("cn", "1.1"), cookie, size=3
            )
            seen += [one["dn"][0] for one in entries]
            assert len(entries) <= 3
            if not cookie:
                break
    assert len(seen) == len(set(seen))
    assert {f"cn=page{number},dc=telling" for number in range(7)} | {"dc=telling"} <= set(seen)
