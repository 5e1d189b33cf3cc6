"""What the file of a scenario needs besides its company's own names."""

from keyroll.replay.browsers import LINUX, WINDOWS, chrome, firefox
from keyroll.replay.streams import aws_id, code, digits, hexes, okta_id, uuid
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.actor import Actor
from scenarios.keeping import BY_HAND, by_hand, handed, take_up
from scenarios.machine import FOREVER, FRESH, Machine, Person
from scenarios.scenario import intrusion, surge
from scenarios.scene import Scene

__all__ = [
    "BY_HAND", "DAY", "FOREVER", "FRESH", "HOUR", "LINUX", "MINUTE", "SECOND", "WINDOWS", "Actor", "Machine", "Person",
    "Scene", "aws_id", "by_hand", "chrome", "code", "digits", "firefox", "handed", "hexes", "intrusion", "okta_id",
    "surge", "take_up", "uuid",
]  # fmt: skip
