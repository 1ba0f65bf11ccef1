"""How a notification leaves: by mail and to a webhook, each within a bounded time.

What does not belong here: what is said and when (``assets.notifications``). Nothing is
repeated and no redirect followed: a notification is one message and one POST.
"""

import json
import smtplib
import ssl
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any

from pipeline.core.settings import Settings

SECONDS = 10  # for all targets together: the daemon gives a sensor 60 seconds for up to five runs


class NotSent(Exception):
    """A notification that did not reach every target. Names the targets and the kinds of errors, no address."""


@dataclass(frozen=True)
class Notice:
    """What is said of a run: one line, more lines, and the same as fields for programs."""

    subject: str
    lines: tuple[str, ...]
    fields: Mapping[str, Any]

    @property
    def text(self) -> str:
        return "\n".join((self.subject, "", *self.lines))


def send(notice: Notice, settings: Settings, seconds: float = SECONDS) -> tuple[str, ...]:
    """Send to every target there is, all at once, and name them. Raises ``NotSent`` after at most ``seconds``."""
    targets: dict[str, Callable[[], None]] = {}
    if settings.mail_to:
        targets["mail"] = lambda: _mail(notice, settings, seconds)
    if settings.webhook:
        targets["webhook"] = lambda: _post(notice, settings.webhook, seconds)
    failed: dict[str, str] = {}
    threads = {name: _started(name, action, failed) for name, action in targets.items()}
    deadline = time.monotonic() + seconds
    for name, thread in threads.items():
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            failed[name] = f"no answer within {seconds:g} seconds"
    if failed:
        raise NotSent("; ".join(f"by {name}: {why}" for name, why in sorted(failed.items())))
    return tuple(targets)


def _started(name: str, action: Callable[[], None], failed: dict[str, str]) -> threading.Thread:
    """A thread, since the libraries bound a single read or write, not the whole exchange."""

    def run() -> None:
        try:
            action()
        except Exception as error:  # its text may quote an address or an answer
            code = getattr(error, "code", None) or getattr(error, "smtp_code", None)
            failed[name] = type(error).__name__ + (f" {code}" if code else "")

    thread = threading.Thread(target=run, name=f"notification by {name}", daemon=True)
    thread.start()
    return thread


def _mail(notice: Notice, settings: Settings, seconds: float) -> None:
    message = EmailMessage()
    message["Subject"] = notice.subject
    message["From"] = settings.mail_from
    message["To"] = ", ".join(settings.mail_to)
    message["Message-ID"] = make_msgid(domain=settings.mail_from.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(notice.lines))
    host, _, port = settings.mail_server.rpartition(":")
    encryption = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.mail_security == "tls":
        server = smtplib.SMTP_SSL(host, int(port), timeout=seconds, context=encryption)
    else:
        server = smtplib.SMTP(host, int(port), timeout=seconds)
    with server:
        if settings.mail_security == "starttls":
            server.starttls(context=encryption)
        if settings.mail_user:
            password = Path(settings.mail_password_file).read_text(encoding="utf-8").strip()
            server.login(settings.mail_user, password)
        if refused := server.send_message(message):
            raise smtplib.SMTPRecipientsRefused(refused)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_more: Any) -> None:
        """No redirect: a POST would become a GET, and nothing would be told."""


def _post(notice: Notice, address: str, seconds: float) -> None:
    content = json.dumps({"text": notice.text, **notice.fields}).encode()
    request = urllib.request.Request(address, content, {"Content-Type": "application/json"})
    with urllib.request.build_opener(_NoRedirect).open(request, timeout=seconds):
        pass
