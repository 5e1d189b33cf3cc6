"""Keys of an issuer: from a file as they are, from an address kept for a while, and asked for again in time."""

import json
from pathlib import Path

import pytest

from keyroll.errors import UsageError
from keyroll.security_events import keys
from keyroll.security_events.keys import Keys
from signal_tokens import KEY, NEXT, jwks

ADDRESS = "https://idp.example/jwks.json"


def test_an_address_is_asked_again_after_a_while_or_for_a_key_that_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    now, asked = [1000.0], []
    published = [jwks(KEY)]

    def fetched(where: str) -> bytes:
        asked.append(where)
        return json.dumps(published[-1]).encode()

    monkeypatch.setattr(keys, "issuer_keys", fetched)
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    known = Keys()
    first = known.of(ADDRESS)
    published.append(jwks(KEY, NEXT))
    now[0] += 59
    # An unknown issuer's token must not cause a request for each.
    assert known.of(ADDRESS, unknown=True) is first
    now[0] += 1
    assert len(known.of(ADDRESS, unknown=True).keys) == 2
    now[0] += 599
    known.of(ADDRESS)
    assert len(asked) == 2
    now[0] += 1
    known.of(ADDRESS)
    assert asked == [ADDRESS] * 3


def test_a_file_is_read_as_it_is_now(tmp_path: Path) -> None:
    file, known = tmp_path / "jwks.json", Keys()
    for published in (jwks(KEY), jwks(KEY, NEXT)):
        file.write_text(json.dumps(published))
        assert len(known.of(str(file)).keys) == len(published["keys"])
    file.unlink()
    with pytest.raises(UsageError, match="cannot be read"):
        known.of(str(file))
