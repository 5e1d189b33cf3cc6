"""The twelve stages of the intrusion: the purpose of each of its records."""

TRIES, ENTRY, SEARCHES, TICKETS = "S1 tries", "S2 gateway and entry", "S3 searches", "S3 tickets"
USER, CHECKS, PLUGIN, C2 = "S4 user and groups", "S5 checks", "S6 plugin", "S6 C2"
CONSOLE, VIEWS, ARCHIVES, ADMIN = "S6 console-server try", "S7 views", "S7 archives", "S8 admin group"
STAGES = (TRIES, ENTRY, SEARCHES, TICKETS, USER, CHECKS, PLUGIN, C2, CONSOLE, VIEWS, ARCHIVES, ADMIN)
_OF_STEP = {"S1": TRIES, "S2": ENTRY, "S4": USER, "S5": CHECKS, "S8": ADMIN}
_OF_WORDS = (
    ("wiki ", SEARCHES), ("ticket ", TICKETS), ("archived ", ARCHIVES), ("c2 ", C2), ("server-side script", PLUGIN),
    ("script run ", PLUGIN), ("console server ", CONSOLE),
)  # fmt: skip


def stage(step: str, what: str) -> str:
    """Return the stage of one act, by its description, else by its step.

    Wiki pages that were read belong to the searches. A later passage of the gateway is entry again. A refused passage
    on the last day but one belongs to the attempt at the console server and its neighbours.
    """
    for begins, found in _OF_WORDS:
        if what.startswith(begins):
            return found
    if what.startswith("gateway ") and step in ("S3", "S6"):
        return CONSOLE if what.endswith(" refused") else ENTRY
    return _OF_STEP.get(step, VIEWS)
