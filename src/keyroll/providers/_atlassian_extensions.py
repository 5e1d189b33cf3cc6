"""The applications with access to Jira, Confluence and Bitbucket Data Center: linked ones and installed plugins.

- ``GET /rest/applinks/3.0/applinks`` lists application links ("How to fetch Application link status through REST api",
  support.atlassian.com/jira/kb, read 2026-11). The authentication of a link is **not requested**: for basic
  authentication that response holds the stored password ("How to generate an Application Links Configuration Summary",
  same place). The list has no dates, and does not show which of the two sides may call the other.
- Incoming links by OAuth 2.0 are created and shown on the page of application links ("Configure an incoming link",
  confluence.atlassian.com/adminjiraserver 1115659067). No documented call lists them: **unlistable**.
- ``GET /rest/plugins/1.0/`` of the Universal Plugin Manager lists plugins for administrators. Other accounts get 401
  ("UPM REST API", ecosystem.atlassian.net/wiki/display/UPM, read 2026-11). Those that come with the product are not
  ``userInstalled`` and are left out. The response has its own media type.
- The list does not show whether a plugin runs scripts that people write. Some apps are made for that, as their pages on
  marketplace.atlassian.com say. They are recognised by their keys. For other plugins it is **unknown**: a plugin's code
  runs within the server, with all rights.
- Neither list was tested on a server. From memory: both accept a token (re-check).
"""

import re
from collections.abc import Iterator
from typing import Final

from keyroll.model.identifier import Identifier
from keyroll.model.observation import Observation, PrincipalKind, credential, grant, principal
from keyroll.providers._lists import field_with, list_with, required
from keyroll.providers.contracts.kinds import Kind
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

#: Privileges of plugins: a plugin made to run scripts may do anything; for other plugins it is not known.
RUNS_SCRIPTS: Final = "runs scripts of people"
RUNS: Final = "runs in the server"
#: ScriptRunner for each product, Power Scripts, MyGroovy, JMWE (Groovy): keys on marketplace.atlassian.com, 2026-11.
_SCRIPTING: Final = re.compile(
    r"com\.onresolve\.\w+\.groovy\.groovyrunner|com\.keplerrominfo\.jira\.plugins\.jjupin|ru\.mail\.jira\.plugins\.groovy"
    r"|com\.innovalog\.jmwe\.jira-misc-workflow-extensions"
)

KINDS: Final = (
    Kind(
        "application_link",
        "application link",
        "application_link",
        listed_by="application_links",
        in_place=True,
        never_expires=True,
    ),
    Kind(
        "oauth_client",
        "incoming link of an external application (OAuth 2.0)",
        "oauth_client",
        unlistable_because="incoming links are shown on an administration page; no documented call lists them",
        in_place=True,
    ),
)


def read_application_links(page: SurveyPage) -> Iterator[Observation]:
    """Yield each linked application as a nonhuman principal, and the link as its credential. Raises VendorChanged."""
    for link in page.records():
        subject = Identifier.of(page.source, "application_link", link.text("id"))
        name, kind = link.text("name"), link.maybe("type") or "unknown"
        yield principal(subject, "application", kind=PrincipalKind.NONHUMAN, name=name)
        yield credential(
            subject, "application_link", name=name, vendor_kind=f"application link ({kind})", principal=subject
        )


def read_plugins(page: SurveyPage) -> Iterator[Observation]:
    """Yield the plugins that people installed, and whether each is made to run scripts. Raises VendorChanged."""
    for plugin in page.record().records("plugins"):
        if not required(plugin, "userInstalled"):
            continue
        key, enabled = plugin.text("key"), required(plugin, "enabled")
        subject = Identifier.of(page.source, "plugin", key)
        name = plugin.maybe("name") or key
        yield principal(subject, "plugin", kind=PrincipalKind.NONHUMAN, name=name, active=enabled)
        if enabled:
            yield grant(subject, RUNS_SCRIPTS if _SCRIPTING.fullmatch(key) else RUNS, "server")


ENDPOINTS: Final = (
    Endpoint(
        "application_links",
        "/rest/applinks/3.0/applinks",
        read_application_links,
        recognise=list_with("id", "rpcUrl", "displayUrl", "type"),
    ),
    Endpoint(
        "plugins",
        "/rest/plugins/1.0/",
        read_plugins,
        recognise=field_with("plugins", "key", "userInstalled", "enabled"),
    ),
)
