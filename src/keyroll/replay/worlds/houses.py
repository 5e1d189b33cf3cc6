"""The companies, each with the systems that it uses."""

from keyroll.replay.worlds.companies import halden
from keyroll.replay.worlds.company import Company
from keyroll.replay.worlds.systems.gcp import Gcp
from keyroll.replay.worlds.systems.github import Github
from keyroll.replay.worlds.systems.kubernetes import Kubernetes
from keyroll.replay.worlds.systems.microsoft import Microsoft
from keyroll.replay.worlds.systems.openbao import Openbao
from keyroll.replay.worlds.systems.slack import Slack
from keyroll.replay.worlds.systems.workspace import Workspace

HALDEN = Company(
    "halden",
    halden.BEGINS,
    halden.ENDS,
    halden.people,
    (Github, Slack, Gcp, Kubernetes, Workspace, Openbao, Microsoft),
)
