"""What a text is about, as far as an intruder would care: how to get in, or whether anybody noticed.

Words of the trade in English, taken from no incident; an organisation that writes in another language adds its own
here.
"""

_ACCESS = (
    r"passwor[dt]|passwd|passphrase|credential|secret|(api|access|private|ssh)[ _-]?(key|token)|\btokens?\b|\bvpn\b"
    r"|remote[ _-]?access|bastion|jump[ _-]?(host|box|server)|single[ _-]?sign|\b(sso|mfa|2fa|totp|ssh|rdp)\b"
    r"|second[ _-]?factor|log-?in\b|firewall|\bvaults?\b|keytab|kubeconfig"
    r"|service[ _-]?accounts?|\badmin(istrator)?s?\b"
)
_INCIDENT = (
    r"incident|breach|intrusion|intruder|compromis|forensic|phishing|malware|ransom|vulnerabilit|pen-?test"
    r"|\bsecurity\b|\b(soc|siem|edr|csirt|secops|infosec)\b|\bcve-|\bleak(s|ed)?\b|exfiltrat"
)

#: The text of an act, by SQL over the columns of events: what was asked, and the names of what was looked at.
ABOUT = "lower(concat_ws(' ', query, resource_name, resource_uid, resource_group))"
#: ``access``, ``incident`` or NULL, by SQL over the same columns.
TOPIC = f"""
    CASE WHEN regexp_matches({ABOUT}, '{_INCIDENT}') THEN 'incident'
         WHEN regexp_matches({ABOUT}, '{_ACCESS}') THEN 'access' END"""
