"""The kind of secret location of a file, by its path: CI definition, wiki page, ticket, file, repository file."""

import re
from pathlib import PurePosixPath

#: Paths in the CI systems' own documentation, and the files that pass variables to containers.
_CI = re.compile(
    r"(?:^|/)(?:\.github/(?:workflows|actions)/.+\.ya?ml|\.gitlab-ci\.ya?ml|\.gitlab/ci/.+\.ya?ml|Jenkinsfile[^/]*"
    r"|bitbucket-pipelines\.ya?ml|azure-pipelines[^/]*\.ya?ml|\.azure-pipelines/.+\.ya?ml|\.circleci/config\.ya?ml"
    r"|\.travis\.ya?ml|\.drone\.ya?ml|\.buildkite/.+\.ya?ml|cloudbuild\.ya?ml|\.woodpecker(?:/.+)?\.ya?ml"
    r"|appveyor\.ya?ml|buildspec[^/]*\.ya?ml|(?:docker-)?compose[^/]*\.ya?ml|(?:[^/]+)?\.env(?:\.[^/]+)?)$"
)
_WIKI = re.compile(r"(?:^|/)[^/]*(?:wiki|confluence)[^/]*/", re.IGNORECASE)
_TICKETS = re.compile(r"(?:^|/)[^/]*(?:jira|tickets?|issues?)[^/]*/", re.IGNORECASE)
_TICKET = re.compile(r"[A-Z][A-Z0-9_]{1,15}-[0-9]{1,8}")
_TEXT = {".md", ".markdown", ".txt", ".html", ".htm", ".rst", ".wiki", ".mediawiki", ".adoc"}


def kind_of(path: str, *, repository: bool) -> str:
    """Return the kind of place of a file, by its path below the root of the scan."""
    if _CI.search(path):
        return "ci_definition"
    if ticket_of(path):
        return "ticket"
    if PurePosixPath(path).suffix.lower() in _TEXT and _WIKI.search(path):
        return "wiki_page"
    return "repository_file" if repository else "file"


def ticket_of(path: str) -> str:
    """Return the key of a ticket in the name of a text file (``OPS-12.md``), or an empty text."""
    name = PurePosixPath(path)
    if name.suffix.lower() not in _TEXT:
        return ""
    return name.stem if _TICKET.fullmatch(name.stem) and (_TICKETS.search(path) or name.parent.name) else ""


def is_export(path: str) -> bool:
    """Return whether a file is in a folder with the name of a wiki or a tracker."""
    return bool(_WIKI.search(path) or _TICKETS.search(path))


def is_ticket(key: str) -> bool:
    """Return whether a text has the form of a tracker's key (``OPS-12``)."""
    return _TICKET.fullmatch(key) is not None
