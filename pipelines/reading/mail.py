"""A web page saved with its pictures in one file (MHTML), or an e-mail (EML) → the text of its main part.

Python's own `email` takes such files apart; what a mail client would show is taken, HTML before plain text.
"""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage

# Header lines, one of which says that the file is parted or its text written in ASCII signs for it; else it can be read as it is.
_HEAD = 4096
_OPENS = re.compile(
    rb"\s*(?:From|MIME-Version|Date|Subject|Snapshot-Content-Location|Received|Return-Path|To|X-[\w-]+):", re.I
)
_NEEDS_READING = re.compile(
    rb"^Content-Type:\s*multipart/|^Content-Transfer-Encoding:\s*(?:base64|quoted-printable)",
    re.IGNORECASE | re.MULTILINE,
)
_VERSION = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)


def is_mail(data: bytes) -> bool:
    """Whether a file is an archive of a page or an e-mail whose text can't be read as it stands."""
    head = data[:_HEAD]
    return bool(_OPENS.match(head) and _VERSION.search(head) and _NEEDS_READING.search(head))


def mail_text(data: bytes) -> tuple[bytes, str | None] | None:
    """The bytes of the main part, and the encoding that the part says they are in; None where there is no text in it."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # the default policy makes no others
    try:
        part = message.get_body(("html", "plain"))
        payload = part.get_payload(decode=True) if part is not None else None
        charset = part.get_content_charset() if part is not None else None
    except (LookupError, ValueError, AttributeError, TypeError):  # what `email` raises on headers that are none
        return None
    return (payload, charset) if isinstance(payload, bytes) else None
