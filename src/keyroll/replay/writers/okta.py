"""Okta's native formats: System Log, users, API tokens, applications and their client secrets."""

from collections.abc import Iterator, Sequence

import orjson

from keyroll.replay.company import Person
from keyroll.replay.estate import ACTIVE, Application, Credential, PlayedKind, Principal
from keyroll.replay.folder import OKTA, Record
from keyroll.replay.times import DAY, iso_ms
from keyroll.replay.words import TEAMS

HOST = "https://northwind.okta.com"
_PLACES = {
    "us": ("Austin", "United States", "Texas", 30.27, -97.74),
    "pt": ("Lisbon", "Portugal", "Lisbon", 38.72, -9.14),
    "gb": ("London", "United Kingdom", "England", 51.51, -0.13),
    "sg": ("Singapore", "Singapore", "Singapore", 1.35, 103.82),
    "nl": ("Amsterdam", "Netherlands", "North Holland", 52.37, 4.9),
    "uy": ("Montevideo", "Uruguay", "Montevideo", -34.9, -56.19),
    "lk": ("Colombo", "Sri Lanka", "Western Province", 6.93, 79.85),
}


def place(country: str) -> str:
    """The geographicalContext of a country."""
    city, name, state, lat, lon = _PLACES[country]
    return (
        f'{{"city":"{city}","country":"{name}","geolocation":{{"lat":{lat},"lon":{lon}}},"postalCode":null,'
        f'"state":"{state}"}}'
    )


def actor(id_: str, mail: str, display: str, kind: str = "User") -> str:
    """The actor of an event."""
    return f'{{"alternateId":"{mail}","detailEntry":null,"displayName":"{display}","id":"{id_}","type":"{kind}"}}'


def target(id_: str, mail: str, display: str, kind: str) -> str:
    """One target of an event."""
    return actor(id_, mail, display, kind)


def client(address: str, agent: str, where: str) -> str:
    """The client of an event."""
    browser = "CHROME" if "Chrome" in agent else "FIREFOX" if "Firefox" in agent else "UNKNOWN"
    system = "Mac OS X" if "Macintosh" in agent else "Windows" if "Windows" in agent else "Linux"
    return (
        f'{{"device":"Computer","geographicalContext":{where},"id":null,"ipAddress":"{address}",'
        f'"userAgent":{{"browser":"{browser}","os":"{system}","rawUserAgent":"{agent}"}},"zone":"null"}}'
    )


def event(
    ms: int, id_: str, kind: str, message: str, who: str, via: str, targets: str, *, address: str, where: str,
    request: str, session: str = "unknown", detail: str = "{}", uri: str = "/", reason: str = "",
) -> Record:  # fmt: skip
    """One System Log event; a reason makes it a failure."""
    outcome = f'{{"reason":"{reason}","result":"FAILURE"}}' if reason else '{"reason":null,"result":"SUCCESS"}'
    line = (
        f'{{"actor":{who},"authenticationContext":{{"authenticationProvider":null,"authenticationStep":0,'
        f'"credentialProvider":null,"credentialType":null,"externalSessionId":"{session}","interface":null,'
        f'"issuer":null,"rootSessionId":"{session}"}},"client":{via},"debugContext":{{"debugData":{{'
        f'"requestId":"{request}","requestUri":"{uri}","threatSuspected":"false","url":"{uri}?"}}}},"device":null,'
        f'"displayMessage":"{message}","eventType":"{kind}","legacyEventType":"core.{kind}","outcome":{outcome},'
        f'"published":"{iso_ms(ms)}","request":{{"ipChain":[{{"geographicalContext":{where},"ip":"{address}",'
        f'"source":null,"version":"V4"}}]}},"securityContext":{{"asNumber":64496,"asOrg":"Example Networks",'
        f'"domain":null,"isProxy":false,"isp":"Example Networks"}},"severity":"{"WARN" if reason else "INFO"}",'
        f'"target":[{targets}],"transaction":{{"detail":{detail},"id":"{request}","type":"WEB"}},"uuid":"{id_}",'
        f'"version":"0"}}'
    )
    return OKTA, ms, line


def _user(person: Person, ms: int, managers: Sequence[Person]) -> dict[str, object]:
    gone = ms >= person.left
    return {
        "id": person.okta, "status": "DEPROVISIONED" if gone else "ACTIVE", "created": iso_ms(person.joined),
        "activated": iso_ms(person.joined), "lastLogin": iso_ms(max(person.joined, min(ms, person.left) - DAY)),
        "passwordChanged": iso_ms(person.joined), "lastUpdated": iso_ms(person.left if gone else person.joined),
        "profile": {
            "login": person.mail, "email": person.mail, "firstName": person.first, "lastName": person.last,
            "displayName": person.display, "userType": "Contractor" if person.contractor else "Employee",
            "department": TEAMS[person.team][0], "manager": managers[person.team % len(managers)].mail,
        },
    }  # fmt: skip


def member(user: Principal, kind: str = "Service", *, active: bool = True) -> dict[str, object]:
    """A row of the directory."""
    return {
        "id": user.native, "status": "ACTIVE" if active else "DEPROVISIONED",
        "created": iso_ms(user.created), "activated": iso_ms(user.created),
        "lastLogin": None, "passwordChanged": iso_ms(user.created), "lastUpdated": iso_ms(user.created),
        "profile": {
            "login": user.name, "email": user.mail or user.name, "firstName": user.display.split()[0],
            "lastName": user.display.split()[-1], "displayName": user.display, "userType": kind,
            "department": None, "manager": None,
        },
    }  # fmt: skip


def users(ms: int, staff: Sequence[Person], services: Sequence[Principal]) -> Iterator[bytes]:
    """Return pages of the directory with present and former employees."""
    rows = [_user(one, ms, staff[:12]) for one in staff if one.joined <= ms] + [member(one) for one in services]
    return pages(rows)


def pages(rows: Sequence[dict[str, object]]) -> Iterator[bytes]:
    """Return pages of 200 rows at most; another page follows a full one."""
    for start in range(0, len(rows) + 1, 200):
        yield orjson.dumps(rows[start : start + 200])


def api_tokens(found: Sequence[Credential], host: str = HOST) -> Iterator[bytes]:
    """Pages of the API tokens."""
    rows: list[dict[str, object]] = []
    for one in found:
        used = one.used or one.created
        rows.append({
            "name": one.name, "userId": one.principal.native, "tokenWindow": "P30D",
            "network": {"connection": "ANYWHERE"}, "id": one.native, "clientName": "Okta API",
            "expiresAt": iso_ms(used + 30 * DAY), "created": iso_ms(one.created), "lastUpdated": iso_ms(used),
            "_links": {
                "self": {
                    "href": f"{host}/api/v1/api-tokens/{one.native}", "hints": {"allow": ["GET", "DELETE"]},
                },
                "user": {"href": f"{host}/api/v1/users/{one.principal.native}", "hints": {"allow": ["GET"]}},
            },
        })  # fmt: skip
    return pages(rows)


def _stored(app: Application, ms: int) -> tuple[dict[str, object], dict[str, object]]:
    held = app.holding(ms)
    if held is None:
        return {}, {}
    if held.kind is PlayedKind.AWS_KEY:
        return {}, {"accessKey": held.native, "awsEnvironmentType": "aws.amazon"}
    if held.kind is PlayedKind.SERVICE_TOKEN:
        return {}, {"clientId": held.native, "url": app.host}
    shared = {"scheme": "SHARED_USERNAME_AND_PASSWORD", "userName": held.native, "password": {}}
    return dict(shared), {"url": app.host}


def apps(ms: int, found: Sequence[Application]) -> Iterator[bytes]:
    """Pages of the application instances."""
    rows: list[dict[str, object]] = []
    for app in found:
        if app.created > ms:
            continue
        credentials, settings = _stored(app, ms)
        if app.mode == "OPENID_CONNECT":
            credentials = {"oauthClient": {"client_id": app.native}}
        elif app.mode == "BROWSER_PLUGIN" and not credentials:
            credentials, settings = {"scheme": "EDIT_USERNAME_AND_PASSWORD"}, {"url": app.host}
        changed = max([start for start, _ in app.stored if start <= ms], default=app.created)
        rows.append({
            "id": app.native, "name": app.name, "label": app.label,
            "status": "INACTIVE" if ms >= app.inactive_from else "ACTIVE", "created": iso_ms(app.created),
            "lastUpdated": iso_ms(max(changed, app.created)), "signOnMode": app.mode, "credentials": credentials,
            "settings": {"app": settings},
        })  # fmt: skip
    return pages(rows)


def client_secrets(ms: int, secrets: Sequence[tuple[Application, Sequence[Credential]]]) -> Iterator[bytes]:
    """A page for each application with its secrets."""
    for app, found in secrets:
        rows: list[dict[str, object]] = []
        for one in found:
            base = f"{HOST}/api/v1/apps/{app.native}/credentials/secrets/{one.native}"
            active = one.state(ms) == ACTIVE
            links: dict[str, object] = (
                {"deactivate": {"href": f"{base}/lifecycle/deactivate", "hints": {"allow": ["POST"]}}}
                if active
                else {
                    "activate": {"href": f"{base}/lifecycle/activate", "hints": {"allow": ["POST"]}},
                    "delete": {"href": base, "hints": {"allow": ["DELETE"]}},
                }
            )
            changed = max(start for start, _ in one.states if start <= ms)
            rows.append({
                "id": one.native, "status": "ACTIVE" if active else "INACTIVE",
                "client_secret": f"{one.serial[:12]}......{one.serial[12:24]}", "secret_hash": one.serial[24:46],
                "created": iso_ms(one.created), "lastUpdated": iso_ms(changed), "_links": links,
            })  # fmt: skip
        yield orjson.dumps(rows)
