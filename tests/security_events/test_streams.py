"""Streams of a home: what is written is read again, and what cannot be is refused with its place."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import ConfigError
from keyroll.security_events.streams import Stream, read, write

ONE = Stream("idp", "https://idp.example", ("https://us.example",), "jwks.json", pushed_by="idp-push")
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)


@given(issuer=TEXT, audience=st.lists(TEXT, min_size=1, max_size=3), keys=TEXT.filter(lambda one: "://" not in one))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, issuer: str, audience: list[str], keys: str
) -> None:
    home = tmp_path_factory.mktemp("streams")
    polled = replace(ONE, name="b", poll="https://idp.example/poll", credential="env:IDP", every="1h")
    known = {"a": replace(ONE, name="a", issuer=issuer, audience=tuple(audience), keys=keys), "b": polled}
    write(home, known)
    assert read(home) == known
    assert (home / "signals.toml").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text",
    [
        "idp = 1",
        '[idp]\nissuer = "x"\naudience = "us"\nkeys = "k"',
        '[idp]\nissuer = "x"\nkeys = "k"\npushed_by = "t"',
        '[idp]\nissuer = "x"\naudience = [1]\nkeys = "k"\npushed_by = "t"',
        '[idp]\nissuer = "x"\naudience = "us"\nkeys = "k"\npoll = "https://idp.example/p"',
        '[idp]\nissuer = "x"\naudience = "us"\nkeys = "k"\npoll = "https://idp.example/p"\ncredential = "s3cr3t"',
        '[idp]\nissuer = "x"\naudience = "us"\nkeys = "k"\npoll = "https://idp.example/p"\ncredential = "fd:3"',
        '[idp]\nissuer = "x"\naudience = "us"\nkeys = "k"\npoll = "http://idp.example/p"\ncredential = "env:X"',
        '[idp]\nissuer = "x"\naudience = "us"\nkeys = "http://idp.example/k"\npushed_by = "t"',
        '[idp]\nissuer = "x"\naudience = "us"\nkeys = "k"\npushed_by = "t"\nevery = "soon"',
        '[idp]\nissuer = "x"\naudience = "us"\nkeys = "k"\npushed_by = "t"\nevery = "0m"',
        '[idp]\nissuer = "x"\naudience = "us"\nkeys = "k"\npushed_by = "t"\nname = "other"',
        '["../x"]\nissuer = "x"\naudience = "us"\nkeys = "k"\npushed_by = "t"',
    ],
)
def test_what_cannot_be_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    (tmp_path / "signals.toml").write_text(text)
    with pytest.raises(ConfigError) as refused:
        read(tmp_path)
    assert str(refused.value).startswith(f"{tmp_path / 'signals.toml'}: [")
    assert "s3cr3t" not in f"{refused.value} {refused.value.hint}"
