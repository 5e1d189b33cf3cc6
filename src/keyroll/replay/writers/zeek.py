"""Zeek's native formats: connections, TLS handshakes and DNS queries, one JSON object a line."""

from keyroll.replay.folder import CONN, NAMES, TLS, Record


def _stamp(ms: int) -> str:
    return f"{ms // 1000}.{ms % 1000:03d}"


def conn(
    ms: int, uid: str, ends: tuple[str, int, str, int], *, service: str = "ssl", seconds: float = 0.2, sent: int = 900,
    got: int = 4200, state: str = "SF", proto: str = "tcp",
) -> Record:  # fmt: skip
    """One connection; ``ends`` are the client's address and port, then the server's."""
    source, source_port, target, port = ends
    there = sent // 1400 + 4
    back = got // 1400 + 4
    named = f'"service":"{service}",' if service and state == "SF" else ""
    history = {"SF": "ShADadfF", "S0": "S", "REJ": "Sr"}.get(state, "ShADadR")
    line = (
        f'{{"ts":{_stamp(ms)},"uid":"{uid}","id.orig_h":"{source}","id.orig_p":{source_port},"id.resp_h":"{target}",'
        f'"id.resp_p":{port},"proto":"{proto}",{named}"duration":{seconds:.6f},"orig_bytes":{sent},"resp_bytes":{got},'
        f'"conn_state":"{state}","local_orig":true,"local_resp":{"true" if target.startswith("10.") else "false"},'
        f'"missed_bytes":0,"history":"{history}","orig_pkts":{there},"orig_ip_bytes":{sent + 40 * there},'
        f'"resp_pkts":{back},"resp_ip_bytes":{got + 40 * back}}}'
    )
    return CONN, ms, line


def ssl(ms: int, uid: str, ends: tuple[str, int, str, int], name: str, *, resumed: bool = False) -> Record:
    """Return one TLS handshake; an empty name means that the client sent none."""
    source, source_port, target, port = ends
    named = f'"server_name":"{name}",' if name else ""
    line = (
        f'{{"ts":{_stamp(ms)},"uid":"{uid}","id.orig_h":"{source}","id.orig_p":{source_port},"id.resp_h":"{target}",'
        f'"id.resp_p":{port},"version":"TLSv13","cipher":"TLS_AES_128_GCM_SHA256","curve":"x25519",{named}'
        f'"resumed":{"true" if resumed else "false"},"established":true}}'
    )
    return TLS, ms, line


def dns(ms: int, uid: str, ends: tuple[str, int, str, int], number: int, name: str, answer: str) -> Record:
    """One query with its answer."""
    source, source_port, target, port = ends
    line = (
        f'{{"ts":{_stamp(ms)},"uid":"{uid}","id.orig_h":"{source}","id.orig_p":{source_port},"id.resp_h":"{target}",'
        f'"id.resp_p":{port},"proto":"udp","trans_id":{number},"rtt":0.00{number % 9 + 1},"query":"{name}","qclass":1,'
        f'"qclass_name":"C_INTERNET","qtype":1,"qtype_name":"A","rcode":0,"rcode_name":"NOERROR","AA":false,'
        f'"TC":false,"RD":true,"RA":true,"Z":0,"answers":["{answer}"],"TTLs":[300.0],"rejected":false}}'
    )
    return NAMES, ms, line
