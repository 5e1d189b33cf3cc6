"""Derives the effect of an event type from the words in its name, for the catalogues and for unlisted types.

A name is split into words (``CreateAccessKey``, ``user.mfa.factor.deactivate``, ``create pods/exec``), each in its
plain form (``created`` is ``create``, ``keys`` is ``key``). The rules are tried in order; the first match decides.
Each rule is about a verb and an object, never about one vendor's event.
"""

import re
from typing import Final, NamedTuple


class ByWords(NamedTuple):
    """The result for a name's words: effect, object, whether a refused attempt matters, severity of a first act."""

    effect: str
    object: str = ""
    refused: bool = False
    prior: str = ""


_READ: Final = (
    "get|list|describe|view|read|search|lookup|query|scan|head|check|test|validate|show|select|fetch|watch|count"
    "|preview|browse|open|look|retrieve|explain|batch get"
)
_MAKE: Final = (
    "create|add|put|generate|issue|register|insert|import|new|mint|upload|provision|activate|enable|make|post"
    "|regenerate|set|write|rollover|reset|(?<!signing )(?<!certificate )request|send"
)
_GIVE: Final = (
    "attach|put|add|set|grant|assign|create|update|insert|bind|promote|elevate|approve|accept|change|modify|patch"
    "|replace|write|associate|allow|consent|expand|edit|activate|upgrade|new"
)
_CHANGE: Final = "update|modify|set|change|edit|patch|replace|put|write|toggle|configure|save"
_REMOVE: Final = (
    "delete|remove|destroy|purge|drop|revoke|detach|disable|deactivate|stop|suspend|terminate|disassociate|deregister"
    "|leave|wipe|off|unenroll|bypass|override|dismiss|exempt|pause|release|unset|clear|truncate|weaken|unassign|trash"
    "|unprotect|disarm|exclude|exclusion|skip|mute|silence|suppress|ignore"
)
_CREDENTIALS: Final = (
    "access key|api key|apikey|token|secret|password|login profile|credential|certificate|ssh key|ssh public key"
    "|deploy key|client secret|key pair|account key|signing key|private key|passkey|app password|scratch code"
    "|recovery code|service specific|public key|auth key|admin key|federated identity|pat"
)
_PRIVILEGES: Final = (
    "role|policy|permission|privilege|grant|binding|admin|administrator|owner|ownership|acl|entitlement|superuser|sudo"
    "|access entry|scope|delegation|iam|eligible|elevate access|moderator|maintainer|collaborator|group member|member"
    "|membership|assignment|access policy|service account|app resource|user role"
)
_STRONG: Final = "admin|administrator|owner|superuser|root|elevate|iam policy|privilege|iam permission"
_LOGGING: Final = (
    "trail|audit|flow log|logging|log|event selector|diagnostic setting|sink|log stream|log group|log profile|streaming"
    "|event data store|activity stream|data collection"
)
_DEFENCES: Final = (
    "detector|guard duty|guardduty|macie|security hub|inspector|config rule|configuration recorder|recorder|defender"
    "|waf|firewall|alarm|alert|alert rule|monitor|scanning|protection|protected branch|branch protection|guardrail|dlp"
    "|threat|quarantine|antivirus|malware|security policy|security center|barrier|ruleset|required status|scanner"
    "|advanced security|vulnerability|finding|network watcher|watchlist|web acl|shield|ddos|safe link|safe attachment"
    "|phish|spam|transport rule|network policy|policy assignment|conditional|security alert"
)
_FEDERATION: Final = (
    "identity provider|idp|federation|sso|saml|oidc|single sign|sso profile|workload identity|identity pool"
    "|domain authentication|trusted domain|trust anchor|open id|openid|certificate authority|saml provider"
)
_SIGN_IN: Final = (
    "mfa|two factor|2fa|2 sv|two step|2 step|conditional access|password policy|sign on|session duration"
    "|session length|ip allow list|ip whitelist|authenticator|security key|strong auth|strong authentication"
    "|titanium|factor|password min length|password max length|named location|session control|security default"
    "|device trust|caa|authentication method|authentication policy|access policy rule|client certificate auth"
    "|user auth|access lockdown|login challenge"
)
_STORES: Final = (
    "database|cluster(?! role)|volume|repository|repo|project|organization|table|vault|account|org|workspace|namespace"
    "|file system|stack|disk|bucket|server|tenant|eventhub|event hub|hub|site|machine|zone|domain|backup|schema"
    "|protection container|security group|security rule|resource group|subscription|gateway|firewall"
)
_SMALL: Final = (
    "object|blob|instance|image|queue|topic|stream|user|container|app|function|index|collection|dataset|space|channel"
    "|group|node|branch|package|team|record|file|message|item|member|pod|secret|key"
)
_DATA_LIFE: Final = (
    "versioning|retention|encryption|object lock|legal hold|litigation hold|hold|replication|backup|snapshot"
    "|recovery point|crypto key version|deletion protection|soft delete|vault lock|data key|recovery vault|lifecycle"
    "|kms key|key deletion|preservation rule|retention rule"
)
_RUN: Final = (
    "send command|run command|start session|exec|execute script|run task|start build|run job|run workflow"
    "|start execution|run script|attach pod|create build|create function|function code|user data|serial|ssh connection"
    "|debug|live session|start automation|ephemeral|serial port|create deployment|deployment insert|pod create"
    "|create pod|create job|job write|job create|invoke function|create daemon set|create stateful set"
)
#: Jobs that move, watch or describe data, or only hold other jobs. Creating one runs no code of the creator.
_NO_CODE: Final = (
    "logpush|import|export|migration|transfer|backup|restore|copy|clone|cutover|replication|monitor|monitoring"
    "|labeling|dlp|metadata|media|mediaconvert|transcription|snowball|queue|template"
)
_LATER: Final = (
    "hook|webhook|schedule|cron|cron job|trigger|event source mapping|layer|extension|plugin|startup|forwarding"
    "|inbox rule|app install|integration installation|runbook|mirror|traffic mirror|instance metadata|launch template"
    "|automation account|set metadata|gmail setting|routing rule|self hosted runner|script trigger|serial port"
)
_APPS: Final = (
    "application|oauth app|add in|connector|workflow|lambda|agent|integration|delegate|runner|service|app|module|image"
)
_EXPORT: Final = "export|dump|takeout|ediscovery|content search|data transfer|mailbox dump|userlist|download userlist"
#: Ending, deleting or failing to make an export takes no data out.
_NO_EXPORT: Final = "delete|remove|cancel|stop|abort|fail|pause|disable|reject|destroy|purge|obsolete"
#: Words that may precede a verb of reading: no word that changes anything.
_UNCHANGED: Final = (
    "(?:(?!(?:create|add|put|update|modify|set|change|edit|patch|replace|insert|delete|remove|destroy"
    "|enable|disable|start|stop|cancel|reset|grant|revoke|attach|detach|send|run) )\\S+ ){0,7}"
)


def _any(words: str) -> str:
    return f" (?:{words})(?= )"


def _both(verbs: str, things: str) -> str:
    """Return an expression that matches a name with one of the verbs and one of the objects, in any order."""
    return f"^(?=.*{_any(verbs)})(?=.*{_any(things)})"


_OUT: Final = "share|sharing|invite|external|guest|transfer|forward|outside|cross account|redelegate|ownership invite"

#: In this order: an expression over the words, effect, object, whether a refused attempt matters, prior.
_RULES: Final = tuple(
    (re.compile(expression), ByWords(*said))
    for expression, said in (
        (" hierarchy reconcil| service link role | dry run ", ("ordinary", "")),
        (" read $", ("discovers", "")),
        (_both(_READ, "audit|log|trail|alert|finding|policy|role|member|permission|snapshot|backup|user"),
         ("discovers", "")),
        (_any("impersonate|impersonation|act as|sign jwt|sign blob|login as|switch user"),
         ("impersonates", "account", True, "medium")),
        (_any("assume role policy"), ("grants_privilege", "trust", True, "medium")),
        (_any("federation token|signin token|generate access token|generate id token"),
         ("impersonates", "session", True, "low")),
        (_any("assume role|session token"), ("impersonates", "session")),
        (_both(_READ, "password data|recovery code|scratch code|temp password|private key"),
         ("reads_secret", "secret", True, "medium")),
        (_both(_READ + "|decrypt|access", "secret value|secret|secret version|password|credential|parameter|plaintext|"
               "list key|account sas|service sas"), ("reads_secret", "secret", True, "low")),
        (_both("list", "key|credential|cluster admin|cluster user|callback url|connection string|publishxml")
         + "(?=.* action )", ("reads_secret", "key", True, "medium")),
        (r"^ (?:\S+ ){0,2}(?:get|list|watch|describe|view|head|check|search|lookup|query|count|batch get) ",
         ("discovers", "")),
        (f"^ {_UNCHANGED}(?:(?:get|describe|lookup) |(?:list|search) $)", ("discovers", "")),
        (_both("remove|revoke|unassign", "member|user|collaborator|moderator|role|permission|invitation|session|grant"),
         ("ordinary", "privilege")),
        (_both(_REMOVE, _FEDERATION), ("weakens_authentication", "sign_in", True, "low")),
        (_both(_REMOVE, _LOGGING), ("weakens_logging", "log", True, "medium")),
        (_both(_REMOVE, _DEFENCES), ("weakens_logging", "defence", True, "medium")),
        (_both("update|modify|edit|change|set", "guardrail|detector|ruleset|dlp|event selector|barrier|macie|recorder"),
         ("weakens_logging", "defence", True, "medium")),
        (_both(_CHANGE, _LOGGING), ("weakens_logging", "log", True, "low")),
        (_both(_REMOVE, _SIGN_IN), ("weakens_authentication", "sign_in", True, "medium")),
        (_both(_CHANGE + "|create|add|register|import", _FEDERATION),
         ("weakens_authentication", "sign_in", True, "medium")),
        (_both(_CHANGE + "|create|add|allow|reset", _SIGN_IN), ("weakens_authentication", "sign_in", True, "low")),
        (" put (?:account |bucket )?public access block ", ("ordinary", "")),
        (_both(_CHANGE + "|create|add|authorize|enable|allow|delete", "public access|public access block|public link"
               "|anyone|anonymous|public url|link sharing|visibility|publicly|access scope|function url"),
         ("exposes_publicly", "data", False, "medium")),
        (_both("authorize|create|replace|attach|write|insert|patch|update|modify", "security group ingress"
               "|network acl entry|internet gateway|security rule|network security group|firewall rule|node port"),
         ("exposes_publicly", "network", False, "medium")),
        (_both("modify|update|put|add|create|set", "snapshot attribute|image attribute|launch permission"
               "|resource policy|bucket policy|repository policy|key policy|queue attribute|resource share"
               "|domain policy|vault policy|permission policy|bucket acl"),
         ("shares_outside", "data", False, "low")),
        (_any(_OUT), ("shares_outside", "data", False, "low")),
        (_both("create|put|set|write|update", "secret") + "(?!.* client secret )", ("ordinary", "secret")),
        (_both(_MAKE, _CREDENTIALS), ("creates_credential", "credential", True, "medium")),
        (_both(_GIVE, _PRIVILEGES) + f"(?=.*{_any(_STRONG)})", ("grants_privilege", "privilege", True, "medium")),
        (_both(_GIVE, _PRIVILEGES), ("grants_privilege", "privilege", True, "low")),
        (_both(_REMOVE, _DATA_LIFE) + "|" + _both("schedule|disable", "key|key deletion"),
         ("changes_data_life", "backup", True, "medium")),
        (f"(?!.*{_any(_NO_CODE)}.*{_any('job')})^.*{_any(_RUN)}", ("runs_code", "code", True, "low")),
        (_both("create|add|put|update|install|register|enable|insert|set|attach|write|deploy|new|upload|modify|patch"
               "|action|import", _LATER), ("persists", "code", True, "medium")),
        (_both("create|add|install|register|new|deploy|consent|authorize|approve|whitelist", _APPS),
         ("persists", "application", False, "low")),
        (_both(_CHANGE + "|schedule", _DATA_LIFE), ("changes_data_life", "data", False, "low")),
        (f"^(?!.*{_any(_NO_EXPORT)})(?=.*{_any(_EXPORT)})", ("exports_bulk", "data", False, "medium")),
        (_both(_NO_EXPORT, _EXPORT), ("ordinary", "data")),
        (_both("create|copy|start|download|restore", "snapshot|image|file|document|attachment")
         + "|" + _any("download"), ("exports_bulk", "data", False, "low")),
        (_both("delete|destroy|purge|drop|wipe|truncate|remove", _STORES), ("destroys", "system", True, "medium")),
        (_both("delete|destroy|purge|drop|terminate|wipe|truncate|remove|stop", _SMALL + "|" + _STORES),
         ("destroys", "data", False, "low")),
        (_both(_REMOVE, "rule|policy|setting|lock"), ("weakens_logging", "defence", True, "low")),
        (_any(_READ), ("discovers", "", False, "")),
    )
)  # fmt: skip
_PLAIN: Final = {
    "got": "get", "made": "create", "ran": "run", "sent": "send", "reset": "reset", "put": "put",
    "creation": "create", "deletion": "delete", "removal": "remove", "addition": "add",
    "modification": "modify", "deactivation": "deactivate", "organisation": "organization", "admins": "admin",
    "policies": "policy", "identities": "identity", "acls": "acl", "repositories": "repository",
    "binding": "binding", "setting": "setting", "disabling": "disable", "stopped": "stop", "dropped": "drop",
    "submitted": "submit", "modified": "modify", "applied": "apply", "copied": "copy",
    "unsubscribe": "unsubscribe", "access": "access", "keys": "key", "credentials": "credential", "sso": "sso",
    "alias": "alias", "status": "status", "bypass": "bypass", "dismiss": "dismiss", "sas": "sas",
    "address": "address",
}  # fmt: skip
#: The prefix of the actual name: packages of interfaces, versions, the application of an activity.
_NAMESPACE: Final = re.compile(
    r"^(google\.([a-z0-9_]+\.)*(v\d\w*\.)?|io\.k8s\.([a-z0-9.-]+\.)?v\d\w*\.|v\d\w*\.|beta\.|admin\.|microsoft\.)",
    re.IGNORECASE,
)
#: The prefix of the type of a resource of Azure: its provider, and for a deletion its parent.
_PARENTS: Final = re.compile(r"^microsoft\.[a-z.]+/(?:(?:.*/)?(?=[^/]+/delete$))?", re.IGNORECASE)
_WORD: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")


def words(name: str) -> str:
    """Return the words of a name in plain form, with a space before and behind each."""
    proper = _NAMESPACE.sub("", _PARENTS.sub("", name))
    found = [part for word in _WORD.findall(proper) for part in _parts(word.lower())]
    text = f" {' '.join(map(_plain, found))} "
    # Settings with their old and their new state in the name (``eventLogGenerationEnabledOffOn``).
    return text.replace(" off on ", " enable ").replace(" on off ", " disable ")


def by_words(name: str) -> ByWords:
    """Return the result for the words of a name; ``ordinary`` if no rule matches."""
    text = words(name)
    return next((said for expression, said in _RULES if expression.search(text)), ByWords("ordinary"))


def _parts(word: str) -> list[str]:
    """Return the words of a compound word (``clusterrolebindings``)."""
    if len(word) < 8 or word in _WHOLE or not _TOGETHER.fullmatch(word):
        return [word]
    return _ONE.findall(word)


def _plain(word: str) -> str:
    if word in _PLAIN:
        return _PLAIN[word]
    if word.endswith("ied") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith("ed") and len(word) > 4:
        stem = word[:-2]
        if stem[-1] == stem[-2] and stem[-1] in "pbtmr":
            return stem[:-1]
        return f"{stem}e" if stem.endswith(_SILENT) else stem
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


#: Ends of stems whose plain form has a final ``e`` (``created``, ``removed``, ``changed``, ``released``).
_SILENT: Final = ("at", "ov", "ng", "as", "bl", "iz", "is", "ok", "yz", "iv", "et", "us", "im", "in", "uc", "ag", "ar",
                  "os", "id", "ir", "yp", "iz", "dg", "ut", "ip", "it", "ac", "oc", "ur", "ic", "nc", "ot")  # fmt: skip
#: Compound words in names of resources, and longer words that only look like compounds.
_VOCABULARY: Final = (
    "cluster|role|binding|service|account|certificate|signing|request|network|policy|policies|security|group|rule"
    "|cron|job|webhook|web|hook|mutating|validating|configuration|storage|server|virtual|machine|firewall|assignment"
    "|definition|diagnostic|setting|activity|log|alert|metric|profile|flow|watcher|key|vault|event|hub|automation"
    "|namespace|protection|container|fabric|backup|recovery|set|daemon|stateful|replica|access|review|pod|token|list"
    "|inbound|sso|user|managed|identity|identities|federated|credential|zone|snapshot|disk|run|book|config|map"
    "|deployment|script|blob|file|share|queue|table|database|instance|elevate|local|public|ip|address|private|endpoint"
    "|load|balancer|route|site|function|app|data|factory|s"
)
_ONE: Final = re.compile("|".join(sorted(_VOCABULARY.split("|"), key=len, reverse=True)))
_TOGETHER: Final = re.compile(f"(?:{_ONE.pattern})+")
_UNCUT: Final = (
    "configuration certificate assignment definition diagnostic identities federated credential deployment automation "
    "protection container namespace credentials certificates policies database mutating validating"
)
_WHOLE: Final = frozenset(_UNCUT.split())
