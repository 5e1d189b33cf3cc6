"""Addresses of files that take a new value: what is none is refused with how to write it."""

import pytest

from keyroll.errors import UsageError
from keyroll.providers.generic import deliver


@pytest.mark.parametrize("mode", ["0689", "rw", "", "0644", "8"])
def test_a_mode_that_is_none_or_is_for_others_is_refused(mode: str) -> None:
    with pytest.raises(UsageError) as refused:
        deliver.place(f"/run/app/secret?mode={mode}")
    assert "mode=0640" in refused.value.hint


@pytest.mark.parametrize("mode", ["0640", "600"])
def test_a_mode_for_owner_and_group_is_kept(mode: str) -> None:
    assert deliver.place(f"/run/app/secret?mode={mode}").address == f"/run/app/secret?mode={mode}"
