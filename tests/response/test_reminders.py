"""Reminders over a real mail server of the test: one message an owner, nothing twice, and what is in doubt is told."""

import os
import signal
import smtplib
from asyncio import WriteTransport
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message as Mailed
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from keyroll.api import Keyroll
from keyroll.errors import UsageError
from keyroll.response.channels.contract import InDoubt, Message, NotSent
from keyroll.response.channels.mail import Mail
from keyroll.response.channels.wanted import ReminderChannels
from keyroll.response.reminders import NOBODY, Sent
from keyroll.server.worker import run_due
from keyroll.store.ledger.campaigns import CampaignRows
from real_servers import free_port
from small_world import NOW, SmallWorld, at


class Box:
    """Takes mail, refuses one address, and hangs up after the text of a mail that says so."""

    def __init__(self) -> None:
        self.mails: list[Mailed] = []
        self.lose = False

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("gone"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append(message_from_bytes(envelope.original_content or b""))
        if self.lose:
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
        return "250 OK"


@pytest.fixture
def box() -> Iterator[tuple[Box, Mail]]:
    taken, port = Box(), free_port()
    controller = Controller(taken, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield taken, Mail(f"127.0.0.1:{port}", "keyroll@a.example", "lead@a.example")
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    """Three keys that Okta held: two of one owner, one of nobody."""
    world = SmallWorld(tmp_path_factory.mktemp("reminders"))
    world.held_by_okta("db@a.example")
    return world.breached()


@pytest.fixture
def keyroll(built: SmallWorld, tmp_path: Path) -> Keyroll:
    return Keyroll.open(built.copied(tmp_path).path / "home", now=NOW)


def sent(keyroll: Keyroll, mail: Mail) -> dict[str, Sent]:
    wanted = ReminderChannels(mail=mail.sender, mail_server=mail.server, mail_otherwise=mail.otherwise)
    return {one.owner: one.sent for one in keyroll.campaigns.remind("okta", wanted)}


def test_one_message_an_owner_a_day(keyroll: Keyroll, box: tuple[Box, Mail], tmp_path: Path) -> None:
    taken, mail = box
    assert sent(keyroll, mail) == {"db@a.example": Sent.SENT, NOBODY: Sent.SENT}
    assert [(one["To"], one["Subject"]) for one in taken.mails] == [
        ("db@a.example", "okta: 2 not proven dead"),
        ("lead@a.example", "okta: 1 not proven dead"),
    ]
    assert "next: revoke it at Amazon Web Services" in str(taken.mails[0].get_payload())
    assert sent(keyroll, mail) == {"db@a.example": Sent.ALREADY, NOBODY: Sent.ALREADY}
    assert len(taken.mails) == 2
    assert len({one["Message-ID"] for one in taken.mails}) == 2
    keyroll = Keyroll.open(tmp_path / "home", now=at("11-24"))
    assert set(sent(keyroll, mail).values()) == {Sent.SENT}


def test_the_worker_reminds_every_day_while_anything_is_left(
    keyroll: Keyroll, box: tuple[Box, Mail], tmp_path: Path
) -> None:
    taken, mail = box
    keyroll.campaigns.remind_daily(
        "okta", ReminderChannels(mail=mail.sender, mail_server=mail.server, mail_otherwise=mail.otherwise)
    )
    assert run_due(keyroll, lambda _: None) == 0
    for day in ("11-24", "11-25"):
        later = Keyroll.open(tmp_path / "home", now=at(day))
        assert run_due(later, lambda _: None) == 1
        assert later.jobs.next_at() == later.now() + timedelta(days=1)
    assert len(taken.mails) == 4
    with pytest.raises(UsageError, match="gone tomorrow"):
        keyroll.campaigns.remind_daily("okta", ReminderChannels(webhook="fd:3"))


def test_what_was_surely_not_sent_is_sent_by_the_next_run(keyroll: Keyroll, box: tuple[Box, Mail]) -> None:
    taken, mail = box
    nowhere = Mail(f"127.0.0.1:{free_port()}", mail.sender, "gone@a.example")
    assert set(sent(keyroll, nowhere).values()) == {Sent.FAILED}
    refused = Mail(mail.server, mail.sender, "gone@a.example")
    assert sent(keyroll, refused) == {"db@a.example": Sent.SENT, NOBODY: Sent.FAILED}
    assert sent(keyroll, mail) == {"db@a.example": Sent.ALREADY, NOBODY: Sent.SENT}
    assert len(taken.mails) == 2


def test_an_answer_that_was_lost_is_in_doubt_and_nothing_is_sent_twice(keyroll: Keyroll, box: tuple[Box, Mail]) -> None:
    taken, mail = box
    taken.lose = True
    with pytest.raises(InDoubt):
        mail.send(Message("okta", "db@a.example", "subject", "body", 1), "key")
    assert set(sent(keyroll, mail).values()) == {Sent.MAYBE}
    taken.lose = False
    before = len(taken.mails)
    assert set(sent(keyroll, mail).values()) == {Sent.MAYBE}
    assert len(taken.mails) == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_while_it_sends_the_next_run_says_that_it_may_have_been_sent(
    keyroll: Keyroll, box: tuple[Box, Mail]
) -> None:
    taken, mail = box
    known = keyroll.campaigns.status("okta")
    rows = CampaignRows(keyroll.home.ledger)
    keyroll.home.ledger.close()

    class Dying(Mail):
        def send(self, message: Message, key: str) -> str:
            super().send(message, key)
            os.kill(os.getpid(), signal.SIGKILL)
            return ""

    child = os.fork()
    if child == 0:
        try:
            from keyroll.response.reminders import messages, remind

            list(remind(rows, Dying(mail.server, mail.sender, mail.otherwise), messages(known, NOW), NOW))
        finally:
            os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert sent(keyroll, mail) == {"db@a.example": Sent.MAYBE, NOBODY: Sent.SENT}
    assert len(taken.mails) == 2


def test_a_message_to_nobody_is_not_sent(box: tuple[Box, Mail]) -> None:
    _, mail = box
    with pytest.raises(NotSent, match="not a mail address"):
        Mail(mail.server, mail.sender).send(Message("okta", "team", "subject", "body", 1), "key")
    with pytest.raises(NotSent):
        Mail("127.0.0.1:1", mail.sender).send(Message("okta", "a@a.example", "subject", "body", 1), "key")
    assert issubclass(smtplib.SMTPException, OSError)
