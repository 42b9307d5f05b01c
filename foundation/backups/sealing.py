"""Encryption of what leaves the portal: age, to recipients whose secret keys are kept elsewhere."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import pyrage
from django.conf import settings
from pyrage.x25519 import Identity, Recipient

from foundation.backups.refused import Refused

_NONE = (
    "没有设置 BACKUP_RECIPIENTS，备份不能加密。请在另一台电脑上用 age-keygen 或 manage.py backup --new-identity 文件 "
    "生成一对密钥，把公钥（age1 开头）填入 BACKUP_RECIPIENTS，私钥文件另行保管。"
)
_WRONG_IDENTITY = "这个私钥打不开这份备份：它不在备份时的 BACKUP_RECIPIENTS 之中，或者文件已损坏。"


def recipients() -> list[Recipient]:
    """The recipients of `settings.BACKUP_RECIPIENTS`; raises `Refused` for none, or one that is not an age key."""
    if not settings.BACKUP_RECIPIENTS:
        raise Refused(_NONE)
    try:
        return [Recipient.from_str(one) for one in settings.BACKUP_RECIPIENTS]
    except pyrage.RecipientError as error:
        raise Refused(f"BACKUP_RECIPIENTS 应是 age1 开头的公钥，以逗号分隔：{error}") from None


def identities(path: Path) -> list[Identity]:
    """The secret keys in an identity file of age; raises `Refused` if there is none in it."""
    try:
        lines = path.read_text("utf-8").split("\n")
        found = [
            Identity.from_str(line.strip()) for line in lines if line.strip().startswith("AGE-SECRET-KEY-")
        ]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise Refused(f"读不出私钥文件 {path}：{error}") from None
    if not found:
        raise Refused(f"{path} 里没有 AGE-SECRET-KEY- 开头的私钥。")
    return found


def new_identity(path: Path) -> str:
    """Write a new secret key into a file that is not there yet; returns its recipient."""
    made = Identity.generate()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Refused(f"不能写私钥文件 {path}：{error.strerror}") from None
    with os.fdopen(handle, "w") as target:
        target.write(f"# public key: {made.to_public()}\n{made}\n")
        target.flush()
        os.fsync(target.fileno())
    return str(made.to_public())


class Hashing:
    """A file being written, whose SHA-256 and size are known in the end."""

    def __init__(self, target: IO[bytes], told: Any = None) -> None:
        self._target, self._digest, self.size, self._told = target, hashlib.sha256(), 0, told

    def write(self, content: bytes) -> int:
        """Write and count."""
        self._target.write(content)
        self._digest.update(content)
        self.size += len(content)
        if self._told is not None:
            self._told(len(content))
        return len(content)

    def flush(self) -> None:
        """Hand on what is buffered."""
        self._target.flush()

    @property
    def sha256(self) -> str:
        """The digest of what was written."""
        return self._digest.hexdigest()


def encrypt(content: bytes, to: Sequence[Recipient]) -> bytes:
    """The bytes encrypted to every recipient."""
    return bytes(pyrage.encrypt(content, list(to)))


def encrypt_stream(source: IO[bytes], target: Hashing, to: Sequence[Recipient]) -> None:
    """Encrypt a stream of any length."""
    pyrage.encrypt_io(source, target, list(to))


def decrypt(content: bytes, by: Sequence[Identity]) -> bytes:
    """The bytes decrypted; raises `Refused` if no identity fits or they are damaged."""
    try:
        return bytes(pyrage.decrypt(content, list(by)))
    except pyrage.DecryptError as error:
        raise Refused(f"{_WRONG_IDENTITY}（{error}）") from None


def decrypt_stream(source: IO[bytes], target: Any, by: Sequence[Identity]) -> None:
    """Decrypt a stream; raises `Refused` as `decrypt`, maybe after a part was written."""
    try:
        pyrage.decrypt_io(source, target, list(by))
    except pyrage.DecryptError as error:
        raise Refused(f"{_WRONG_IDENTITY}（{error}）") from None
