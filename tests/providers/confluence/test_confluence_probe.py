"""A token of Confluence Data Center, tried on a fake."""

import pytest

from fakes.atlassian import DataCenter
from fakes.data_center import assert_tokens_are_judged


@pytest.mark.support("confluence", "probe", "fake")
def test_a_token_of_confluence_is_judged() -> None:
    with DataCenter().running() as fake:
        assert isinstance(fake, DataCenter)
        assert_tokens_are_judged(fake, "confluence")
