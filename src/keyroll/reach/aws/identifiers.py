"""Ids of users, roles and groups of AWS in the inventory's form, and the account in a name."""


def identifier(source: str, arn: str) -> str:
    """Return the inventory's id of a user, role or group; without an ARN the id of the account's administration."""
    if not arn:
        return f"{source}:administration"
    kind, _, path = arn.split(":", 5)[5].partition("/")
    return f"{source}:{kind}:{path.rpartition('/')[2]}"


def account_of(name: str) -> str:
    """Return the account in a principal's name; empty if there is none."""
    return name.split(":")[4] if name.count(":") >= 5 else name if name.isdigit() else ""
