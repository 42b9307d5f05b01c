"""SMS gateways; `settings.SMS_BACKEND` names the class."""

from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string


class SMSRefused(Exception):
    """The gateway refuses this one message: a wrong number, a forbidden text."""


class SMSBackend(Protocol):
    """The interface of a gateway class; it is made without arguments and reads its own settings."""

    def send(self, phone: str, text: str) -> None:
        """Hand over one message; returns once the gateway has taken it.

        Raises `SMSRefused` for this message, `OSError` when the gateway cannot be reached or fails.
        """


class FileBackend:
    """Writes each message into a file of its own in `settings.SMS_FILE_PATH`, readable by its owner only."""

    def __init__(self) -> None:
        self.folder = Path(settings.SMS_FILE_PATH)

    def send(self, phone: str, text: str) -> None:
        """Write one message as a line of JSON."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=self.folder, encoding="utf-8", prefix="sms-", delete=False) as file:
            json.dump({"phone": phone, "text": text}, file, ensure_ascii=False)
        os.replace(file.name, f"{file.name}.json")


def backend() -> SMSBackend:
    """The gateway of this deployment."""
    return cast(SMSBackend, import_string(settings.SMS_BACKEND)())
