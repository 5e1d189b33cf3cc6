"""How long a plan says that a credential takes: consumers, the provider's window, lockouts, and what was issued."""

from datetime import timedelta

import pytest

from keyroll.model.campaign import ConsumerClass
from keyroll.rotation.directions import NOBODY, Consumer, Directions
from keyroll.rotation.expected import waits
from keyroll.rotation.planning import probe_for, rotator_of

POLLS = Consumer("web", ConsumerClass.POLL, "file:/x", longest_poll=timedelta(minutes=3))
GIVEN = Directions(("p",), NOBODY, observe=timedelta(minutes=2), consumers=(POLLS,))


@pytest.mark.parametrize(
    ("provider", "kind", "way", "least", "most"),
    [
        # Poll, observation and window; two refusals ten seconds apart.
        ("postgresql", "role", "pair", timedelta(minutes=6), timedelta(minutes=7)),
        ("aws", "access_key", "", timedelta(minutes=10), timedelta(minutes=11)),
        # Three times ten minutes pass between four visits with a failed sign-in: three in ten minutes lock the account.
        ("jira", "account", "password", timedelta(minutes=38), timedelta(minutes=39)),
        # Sign-ins that a browser remembers live for thirty days more, and nothing ends them.
        ("bitbucket", "account", "password", timedelta(days=30, minutes=38), timedelta(days=30, minutes=39)),
        # The window of half an hour, and twice the half hour after which failed sign-ins are forgotten.
        ("ldap", "entry", "", timedelta(minutes=95), timedelta(minutes=96)),
        # Cookies of the named applications are revoked: their life of a month is not waited for.
        ("cloudflare", "access_service_token", "", timedelta(minutes=10), timedelta(minutes=11)),
    ],
)
def test_a_plan_counts_all_that_a_credential_waits_for(
    provider: str, kind: str, way: str, least: timedelta, most: timedelta
) -> None:
    takes = waits(rotator_of(provider, kind, way), probe_for(provider, kind), provider, GIVEN)
    assert least <= sum(takes.values(), timedelta()) <= most
