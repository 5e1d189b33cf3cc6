"""Cloudflare Access: its applications, and whom their policies admit.

Source: developers.cloudflare.com/api, *Zero Trust: Access applications* (``policies`` of each, in their order) and
*Access groups*, in the models of the vendor's library ``cloudflare`` 5.9, read 2026-11-29. Decisions are allow, deny,
bypass (no sign-in at all) and non_identity (a service token or a certificate alone).
"""

from collections.abc import Iterator
from typing import Final

from keyroll.model.identifier import Identifier
from keyroll.model.observation import Observation, grant
from keyroll.providers._lists import objects
from keyroll.providers.cloudflare.pages import further_page, results, results_with
from keyroll.providers.contracts.survey import Endpoint, SurveyPage


def read_applications(page: SurveyPage) -> Iterator[Observation]:
    """Yield the decisions of each application, and the service tokens that its policies name. Raises VendorChanged."""
    for one in results(page):
        subject = Identifier.of(page.source, "access_application", one.text("id"))
        where = f"application:{one.maybe('domain') or one.text('id')}"
        for policy in objects(one, "policies"):
            decision = policy.text("decision")
            yield grant(subject, decision, where)
            for rule in objects(policy, "include"):
                token = rule.maybe("service_token.token_id")
                if token and decision in ("non_identity", "allow"):
                    yield grant(Identifier.of(page.source, "access_service_token", token), "access", where)


def read_groups(page: SurveyPage) -> Iterator[Observation]:
    """Yield the members of each group of rules. Raises VendorChanged."""
    for one in results(page):
        subject = Identifier.of(page.source, "access_group", one.text("id"))
        for rule in objects(one, "include"):
            yield grant(subject, "includes", ", ".join(rule.body) or "nothing")


ENDPOINTS: Final = (
    Endpoint(
        "access_applications", "/client/v4/accounts/{account_id}/access/apps?per_page=100", read_applications,
        more=further_page, recognise=results_with("id", "domain", "policies"),
    ),
    Endpoint(
        "access_groups", "/client/v4/accounts/{account_id}/access/groups?per_page=100", read_groups, more=further_page,
        recognise=results_with("id", "include", "require", "exclude"),
    ),
)  # fmt: skip
