"""Finds the logs of a rule by its logsource, as the providers' packages declare it."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sigma.rule import SigmaLogSource

from keyroll.detection.sigma.fields import Fields
from keyroll.intake.events import table_of
from keyroll.model.event import COLUMNS, ENVELOPE
from keyroll.providers import catalogue
from keyroll.providers.contracts.logs import Log, native_name
from keyroll.providers.contracts.sigma import Logsource

#: The product of rules about the events of all logs, with OCSF's names.
OCSF: Final = "ocsf"
_OCSF_PATHS: Final = MappingProxyType(
    {
        "api.operation": "operation",
        "actor.user.uid": "actor",
        "actor.user.name": "actor_name",
        "actor.session.uid": "session_uid",
        "src_endpoint.ip": "src_ip",
        "http_request.user_agent": "user_agent",
        "http_response.code": "http_status",
        "traffic.bytes_out": "bytes_out",
        "user.uid": "target",
        "group.name": "target_group",
        "resources.type": "resource_type",
        "resources.uid": "resource_uid",
        "resources.name": "resource_name",
        "web_resources.type": "resource_type",
        "web_resources.uid": "resource_uid",
        "web_resources.name": "resource_name",
        "web_resources.data.search": "query",
    }
)


@dataclass(frozen=True, slots=True)
class RuleLog:
    """A log for a rule: its name, its table or view, its fields, and the SQL condition for its records."""

    name: str
    table: str
    fields: Fields
    log: Log | None = None
    only: str = ""

    @property
    def relation(self) -> str:
        """Return its table or view as a name in SQL."""
        return f'"{self.table}"'


def answers(wanted: SigmaLogSource) -> list[RuleLog]:
    """Return the logs of a rule, in order of name; none if no log here fits."""
    if (wanted.product or "").lower() == OCSF:
        columns = {**ENVELOPE, "log": "VARCHAR", **COLUMNS}
        return [RuleLog(OCSF, "events", Fields(OCSF, columns, _OCSF_PATHS))]
    return [
        _answer(provider, catalogue.logs(provider)[logsource.log], logsource, (wanted.service or "").lower())
        for provider in catalogue.providers()
        for logsource in catalogue.logsources(provider)
        if _means(wanted, logsource)
    ]


def unanswered(wanted: SigmaLogSource) -> str:
    """Return the message that no log here fits a rule's logsource."""
    parts = [f"{what} {name}" for what in ("product", "service", "category") if (name := getattr(wanted, what))]
    return f"no log here fits {', '.join(parts)}"


def _means(wanted: SigmaLogSource, logsource: Logsource) -> bool:
    product, service, category = ((name or "").lower() for name in (wanted.product, wanted.service, wanted.category))
    if product and product != logsource.product:
        return False
    if service:
        return service in logsource.services or bool(product and not logsource.services)
    return category in logsource.categories if category else bool(product)


def _answer(provider: str, log: Log, logsource: Logsource, service: str) -> RuleLog:
    name = f"{provider}.{log.name}"
    fields = Fields(name, log.columns, logsource.aliases, native_name)
    return RuleLog(name, table_of(provider, log), fields, log, logsource.only.get(service, ""))
