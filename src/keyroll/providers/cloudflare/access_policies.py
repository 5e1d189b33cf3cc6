"""Cloudflare Access: its applications, and whom their policies admit.

Source: developers.cloudflare.com/api, *Zero Trust: Access applications* (``policies`` of each, in their order) and
*Access groups*, in the models of the vendor's library ``cloudflare`` 5.9, read 2026-11-29. Decisions are allow, deny,
bypass (no sign-in at all) and non_identity (a service token or a certificate alone).
"""

from collections.abc import Iterator
from typing import Final

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, grant
from keyroll.providers._lists import objects
from keyroll.providers.contracts.survey import Endpoint, SurveyPage


def _results(page: SurveyPage) -> Iterator[Record]:
    answer = page.record()
    if answer.flag("success") is not True:
        raise VendorChanged(f"{page.where}: success", hint="the response is an error of the vendor: fetch it again")
    yield from answer.records("result")


def read_applications(page: SurveyPage) -> Iterator[Observation]:
    """Yield the decisions of each application, and the service tokens that its policies name. Raises VendorChanged."""
    for one in _results(page):
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
    for one in _results(page):
        subject = Identifier.of(page.source, "access_group", one.text("id"))
        for rule in objects(one, "include"):
            yield grant(subject, "includes", ", ".join(rule.body) or "nothing")


def _more(page: SurveyPage) -> bool:
    info = page.record().inner("result_info")
    number, total = info.number("page"), info.number("total_pages")
    return number is not None and total is not None and number < total


def _first(body: Json) -> dict[str, Json]:
    result = body.get("result") if isinstance(body, dict) and isinstance(body.get("success"), bool) else None
    first = result[0] if isinstance(result, list) and result else None
    return first if isinstance(first, dict) else {}


ENDPOINTS: Final = (
    Endpoint(
        "access_applications", "/client/v4/accounts/{account_id}/access/apps?per_page=100", read_applications,
        more=_more, recognise=lambda body: {"id", "domain", "policies"} <= _first(body).keys(),
    ),
    Endpoint(
        "access_groups", "/client/v4/accounts/{account_id}/access/groups?per_page=100", read_groups, more=_more,
        recognise=lambda body: {"id", "include", "require", "exclude"} <= _first(body).keys(),
    ),
)  # fmt: skip
