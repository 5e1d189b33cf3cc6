"""Sigma rules about Zeek; some name the fields of a request as Sigma's taxonomy for proxies does."""

from keyroll.providers.contracts.sigma import Logsource

LOGSOURCES = (
    Logsource("notice", "zeek", ("notice",)),
    Logsource("ssh", "zeek", ("ssh",)),
    Logsource("kerberos", "zeek", ("kerberos",)),
    Logsource("rdp", "zeek", ("rdp",)),
    Logsource("smb_files", "zeek", ("smb_files",)),
    Logsource("smb_mapping", "zeek", ("smb_mapping",)),
    Logsource("files", "zeek", ("files",)),
    Logsource("x509", "zeek", ("x509",)),
    Logsource(
        "http",
        "zeek",
        ("http",),
        aliases={
            "c-uri": "uri",
            "c-useragent": "user_agent",
            "cs-host": "host",
            "cs-method": "method",
            "cs-referrer": "referrer",
            "sc-status": "status_code",
        },
    ),
)
