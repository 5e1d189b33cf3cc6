"""What is in a product, and what its administrators may run. A product that is not here holds nothing that is known.

Sources (from memory: re-check): administrators of Jira, Confluence and Bitbucket Data Center install apps, whose code
runs in the server's process (Atlassian, "Managing apps"); administrators of GitLab register server hooks, which are
files of the host (GitLab, "Git server hooks"), so no code is theirs to run there.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Product:
    """``holds`` names what is in it, ``runs`` what its administrator installs; ``sites`` begin host names."""

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
