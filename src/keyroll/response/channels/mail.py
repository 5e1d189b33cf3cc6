"""Reminders by mail."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from mimetypes import guess_type

from keyroll.errors import UsageError
from keyroll.response.channels.contract import InDoubt, Message, NotSent

#: The longest wait for one reply of a mail server, in seconds.
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Mail:
    """Mail over SMTP (RFC 5321), to the owner's address, or to ``otherwise`` if the owner is not a mail address.

    ``server`` is ``host:port``, or ``tls://host:port``; without TLS from the start, STARTTLS if the server offers it.
    The server must accept mail from this machine without a login.
    """

    server: str
    sender: str
    otherwise: str = ""
    name: str = field(default="mail", init=False)

    def send(self, message: Message, key: str) -> str:
        """Send one mail; its Message-ID is derived from the key."""
        to = message.owner if "@" in message.owner else self.otherwise
        if not to:
            raise NotSent(f"{message.owner} is not a mail address", hint="name a recipient with --mail-otherwise")
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, to, " ".join(message.subject.split())
        mail["Date"], mail["Message-ID"] = formatdate(), f"<{key}@{make_msgid().rpartition('@')[2]}"
        mail.set_content(message.body)
        for one in message.attachments:
            kind, _, sort = (guess_type(one.name)[0] or "application/octet-stream").partition("/")
            mail.add_attachment(one.content, maintype=kind, subtype=sort, filename=one.name)
        try:
            smtp = self._connected()
        except OSError as error:
            raise NotSent(f"the mail server cannot be used: {_code(error)}", hint="check --mail-server") from None
        try:
            with smtp:
                smtp.send_message(mail)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise NotSent(f"the mail server refused it: {_code(error)}", hint="check sender and owner") from None
        except OSError as error:
            raise InDoubt(
                f"the mail server was lost: {_code(error)}", hint="ask the owner whether it arrived"
            ) from None
        return to

    def _connected(self) -> smtplib.SMTP:
        host, _, port = self.server.removeprefix("tls://").rpartition(":")
        if not (host and port.isdecimal()):
            raise UsageError(f"{self.server!r} is no mail server", hint="write it as mail.example:25")
        context = ssl.create_default_context()
        if self.server.startswith("tls://"):
            return smtplib.SMTP_SSL(host, int(port), timeout=PATIENCE, context=context)
        smtp = smtplib.SMTP(host, int(port), timeout=PATIENCE)
        smtp.ehlo()
        if smtp.has_extn("starttls"):
            smtp.starttls(context=context)
        return smtp


def _code(error: Exception) -> str:
    """Return the code of an SMTP error, without the server's free text."""
    code = getattr(error, "smtp_code", None)
    return str(code) if code is not None else type(error).__name__
