"""What is tried on vendors of models, whose lists an admin key reads."""

from pathlib import Path

import pytest

from fakes.anthropic import Anthropic
from fakes.least import unseen
from fakes.openai import OpenAI
from fakes.strict import RefusedError, Request
from keyroll.api import Keyroll
from keyroll.errors import CredentialRefused, NotAllowed
from keyroll.model.source import Source
from keyroll.providers import catalogue
from live_servers import partial_sync


def assert_lists_need_an_admin_key(
    fake: Anthropic | OpenAI, source: Source, prefix: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Refuse keys that are no admin key, and the list of service accounts; return the scope that a sync names."""
    keyroll = Keyroll.open(home)
    for value, error in ((fake.key(), NotAllowed), ("unknown", CredentialRefused)):
        monkeypatch.setenv("ADMIN_KEY", value)
        with pytest.raises(error):
            keyroll.sources.connect(source, "env:ADMIN_KEY", address=fake.address, settings={})
    monkeypatch.setenv("ADMIN_KEY", fake.key(prefix))
    keyroll.sources.connect(source, "env:ADMIN_KEY", address=fake.address, settings={})

    def refuse(request: Request) -> None:
        if request.path.endswith("/service_accounts"):
            raise RefusedError(403, fake.refusal(403))

    fake.mood = refuse
    partial_sync(home, monkeypatch)
    assert len(Keyroll.open(home).inventory.listed("credentials").rows) >= 4
    assert set(unseen(source, fake.address, fake.key(prefix), {}, home.parent)) == {"service_accounts"}
    return catalogue.provider(source.provider).scopes[0].scope
