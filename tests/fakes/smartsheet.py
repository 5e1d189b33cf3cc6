"""Smartsheet, strictly: users in numbered pages, and whose token asks. Judged by the vendor's own Python library.

The library's model takes a record and gives it back: what it does not know is lost on the way, and a wrong type is
refused. It knows no tokens; neither does the API.
"""

from typing import Any

from smartsheet.models import IndexResult, User, UserProfile

from fakes.strict import Fake, RefusedError, Reply, Request, route

Json = Any
_CODES = {400: 1018, 401: 1002, 403: 1004, 404: 1006}
SCOPE = "READ_USERS, of a System Admin"


class Library:
    """Holds each record against the library's model of it."""

    def faults(self, method: str, template: str, _status: int, body: Json) -> list[str]:
        if template.endswith("/me"):
            return self._lost(template, UserProfile, body)
        lost = self._lost(template, IndexResult, {name: one for name, one in body.items() if name != "data"})
        return lost + [wrong for one in body["data"] for wrong in self._lost(template, User, one)]

    @staticmethod
    def _lost(template: str, model: Json, record: Json) -> list[str]:
        try:
            kept = model(record).to_dict()
        except (ValueError, TypeError) as error:
            return [f"{template}: {error}"]
        return [
            f"{template}: the vendor has no field {name}" for name in sorted(record.keys() - kept.keys() - {"data"})
        ]


class Smartsheet(Fake):
    """One organisation."""

    judge = Library()

    def __init__(self) -> None:
        super().__init__()
        self.users = [user(1, admin=True), user(2, status="PENDING"), user(3, groupAdmin=True)]

    def token(self, number: int = 1, *scopes: str, **more: Json) -> str:
        """Issue a token of a user."""
        return self.issue(*(scopes or (SCOPE,)), user=number, **more)

    def refusal(self, status: int) -> Json:
        return {"errorCode": _CODES[status], "message": "no", "refId": "cd9hgzwmdduh"}

    @route("GET", "/2.0/users/me")
    def me(self, request: Request) -> Reply:
        number = self.who(request).facts["user"]
        known = next(one for one in self.users if one["id"] == number)
        shown = {name: one for name, one in known.items() if name not in ("name", "status", "sheetCount")}
        return Reply(200, shown | {"locale": "en_US", "timeZone": "US/Pacific"})

    @route("GET", "/2.0/users", SCOPE)
    def list_users(self, request: Request) -> Reply:
        number, size = int(request.query["page"]), min(int(request.query["pageSize"]), self.page_size)
        pages = max(-(-len(self.users) // size), 1)
        if not 0 < number <= pages:
            raise RefusedError(400, self.refusal(400))
        counts = {"pageNumber": number, "pageSize": size, "totalPages": pages, "totalCount": len(self.users)}
        return Reply(200, counts | {"data": self.users[(number - 1) * size : number * size]})


def user(number: int, **more: Json) -> Json:
    """A user as the vendor lists it to a System Admin."""
    return {
        "id": number,
        "email": f"u{number}@corp.test",
        "firstName": "U",
        "lastName": f"{number}",
        "name": f"U {number}",
        "admin": False,
        "licensedSheetCreator": True,
        "groupAdmin": False,
        "resourceViewer": False,
        "status": "ACTIVE",
        "sheetCount": -1,
    } | more
