"""API keys of Anthropic: the one that a person made is found by its name, the old one is disabled and archived."""

from collections.abc import Iterator

import pytest

from fakes.anthropic import _ORG, Anthropic, api_key
from fakes.judges import Models
from fakes.strict import RefusedError, Reply, Request, route
from keyroll.providers._wire import balanced
from keyroll.providers.anthropic.probe import PROBES
from keyroll.providers.anthropic.rotate import ROTATORS
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Ended, GenerationAct, GenerationState, Subject
from rotating import MARK, Rotating, secret

ACTIVE, DISABLED = GenerationState.ACTIVE, GenerationState.DISABLED
_KEY = ("organization.api_key", "APIKey")


class WritingAnthropic(Anthropic):
    judge = Models({f"{_ORG}/api_keys": _KEY, f"{_ORG}/api_keys/{{id}}": _KEY}, "anthropic.types.", "data")

    def _of(self, request: Request) -> dict[str, object]:
        for one in self.keys:
            if one["id"] == request.names["id"]:
                found: dict[str, object] = one
                return found
        raise RefusedError(404)

    @route("GET", f"{_ORG}/api_keys/{{id}}", "admin")
    def one_key(self, request: Request) -> Reply:
        return Reply(200, self._of(request))

    @route("POST", f"{_ORG}/api_keys/{{id}}", "admin")
    def change_key(self, request: Request) -> Reply:
        found = self._of(request)
        if found["status"] == "archived":
            raise RefusedError(400)
        found["status"] = request.body["status"]
        return Reply(200, found)


@pytest.fixture
def fake() -> Iterator[WritingAnthropic]:
    one = WritingAnthropic()
    with one.running():
        yield one


@pytest.mark.support("anthropic", "rotation", "typed client + fake")
def test_the_key_that_a_person_made_is_found_and_the_old_one_is_disabled_and_archived(fake: WritingAnthropic) -> None:
    admin = Login("root", secret(fake.key("sk-ant-admin01-")), MARK)
    rotating = Rotating(ROTATORS[0], PROBES[0], balanced(fake.address), admin, Subject("apikey_1"))
    (old,) = rotating.listed()
    assert rotating.rotator.create is None
    assert [one.act for one in rotating.rotator.guided] == [GenerationAct.CREATE]
    fake.keys.append(api_key(1) | {"id": "apikey_9", "name": "key 1 [keyroll apikey_1]"})
    assert rotating.states() == {"apikey_1": ACTIVE, "apikey_9": ACTIVE}
    rotating.done("disable", old)
    assert rotating.states() == {"apikey_1": DISABLED, "apikey_9": ACTIVE}
    rotating.done("enable", old)
    rotating.done("delete", old)
    assert rotating.states() == {"apikey_9": ACTIVE}
    assert rotating.change("enable", old).ended is Ended.REFUSED
