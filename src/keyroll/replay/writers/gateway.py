"""Cloudflare Gateway's native formats in Logpush: DNS queries, HTTP requests and network sessions."""

from dataclasses import dataclass

from keyroll.replay.folder import GATEWAY_DNS, GATEWAY_HTTP, GATEWAY_NETWORK, Record
from keyroll.replay.times import iso
from keyroll.replay.writers.cloudflare import ACCOUNT


@dataclass(frozen=True, slots=True)
class Device:
    """The origin of traffic: a person's enrolled device, or a site whose servers have none."""

    address: str
    inside: str
    mail: str = ""
    user: str = ""
    id: str = ""
    name: str = ""
    location: str = ""


def _asker(one: Device) -> str:
    return f'"DeviceID":"{one.id}","DeviceName":"{one.name}","Email":"{one.mail}"'


def dns(ms: int, one: Device, port: int, name: str, answer: str) -> Record:
    """One query that the resolver allowed."""
    backwards = ".".join(reversed(name.split(".")))
    line = (
        f'{{"ColoCode":"LIS","ColoID":57,"Datetime":"{iso(ms)}",{_asker(one)},"DstIP":"172.64.36.1","DstPort":443,'
        f'"Location":"{one.location}","LocationID":"","MatchedCategoryIDs":[],"MatchedCategoryNames":[],"Policy":"",'
        f'"PolicyID":"","Protocol":"https","QueryCategoryIDs":[],"QueryCategoryNames":[],"QueryName":"{name}",'
        f'"QueryNameReversed":"{backwards}","QuerySize":{len(name) + 33},"QueryType":1,"QueryTypeName":"A","RCode":0,'
        f'"ResolvedIPs":["{answer}"],"ResolverDecision":"allowedOnNoPolicyMatch","SrcIP":"{one.address}",'
        f'"SrcPort":{port},"TimeZone":"","UserID":"{one.user}"}}'
    )
    return GATEWAY_DNS, ms, line


def http(ms: int, one: Device, port: int, key: str, host: str, path: str, to: str, agent: str, status: int) -> Record:
    """One request; ``key`` is the vendor's id of it."""
    line = (
        f'{{"AccountID":"{ACCOUNT}","Action":"allow","BlockedFileHash":"","BlockedFileName":"",'
        f'"BlockedFileReason":"unknown","BlockedFileSize":0,"BlockedFileType":"","Datetime":"{iso(ms)}",'
        f'"DestinationIP":"{to}","DestinationPort":443,{_asker(one)},"DownloadedFileNames":[],"HTTPHost":"{host}",'
        f'"HTTPMethod":"GET","HTTPStatusCode":{status},"HTTPVersion":"HTTP/2","IsIsolated":false,"PolicyID":"",'
        f'"PolicyName":"","Referer":"","RequestID":"{key}","SourceIP":"{one.address}",'
        f'"SourceInternalIP":"{one.inside}","SourcePort":{port},"URL":"https://{host}{path}",'
        f'"UntrustedCertificateAction":"none","UploadedFileNames":[],"UserAgent":"{agent}","UserID":"{one.user}"}}'
    )
    return GATEWAY_HTTP, ms, line


def network(ms: int, one: Device, port: int, key: str, name: str, to: str, to_port: int = 443) -> Record:
    """Return one session that matched no rule; ``name`` is the name that the client sent in TLS, if any."""
    line = (
        f'{{"AccountID":"{ACCOUNT}","Action":"allowedOnNoRuleMatch","Datetime":"{iso(ms)}","DestinationIP":"{to}",'
        f'"DestinationPort":{to_port},{_asker(one)},"OverrideIP":"","OverridePort":0,"PolicyID":"","PolicyName":"",'
        f'"SNI":"{name}","SessionID":"{key}","SourceIP":"{one.address}","SourceInternalIP":"{one.inside}",'
        f'"SourcePort":{port},"Transport":"tcp","UserID":"{one.user}"}}'
    )
    return GATEWAY_NETWORK, ms, line
