"""The contents of a product, and the code that its administrators may run. The contents of other products are unknown.

Sources (from memory: re-check): administrators of Jira, Confluence and Bitbucket Data Center install apps, whose code
runs in the server's process (Atlassian, "Managing apps"); administrators of GitLab register server hooks, which are
files of the host (GitLab, "Git server hooks"), so they can run no code there.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Product:
    """``holds`` names its contents, ``runs`` the code that its administrator installs; ``sites`` are host prefixes."""

    provider: str
    holds: str
    sites: tuple[str, ...] = ()
    runs: str = ""
    is_code: bool = False


PRODUCTS: Final = (
    Product("jira", "issues", ("jira",), "app"),
    Product("confluence", "pages", ("confluence", "wiki"), "app"),
    Product("bitbucket", "repositories", ("bitbucket", "git", "stash"), "app", is_code=True),
    Product("github", "repositories", ("github",), is_code=True),
    Product("gitlab", "repositories", ("gitlab", "git"), is_code=True),
    Product("openbao", "secrets", ("vault", "openbao")),
)
