"""Making seals: the lines that no seal covers, their Merkle root, the signature."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from foundation.casework.models import LedgerLine
from foundation.database import server_time
from foundation.notices.acts import tell_address
from foundation.seals.models import Seal, SealedLine

#: The most lines of one seal, so that its list is a page that can be served and checked in a second.
LINES = 20_000
#: Whoever makes a seal holds this lock of the database's.
_LOCK = 11_590_217


def unsealed() -> QuerySet[LedgerLine]:
    """The lines of the ledger that no seal covers yet."""
    return LedgerLine.objects.exclude(Exists(SealedLine.objects.filter(hash=OuterRef("hash"))))


def seal_all() -> list[Seal]:
    """Seal every line that is not sealed, in as many seals as it takes; without such a line nothing is made.

    Raises `ImproperlyConfigured` without a key.
    """
    made = []
    while (seal := _seal_next()) is not None:
        made.append(seal)
    return made


def sealed_since(moment: datetime) -> bool:
    """Whether everything was sealed at that moment or later, or nothing was there to be sealed."""
    return Seal.objects.filter(sealed_at__gte=moment).exists() or not unsealed().exists()


@transaction.atomic
def _seal_next() -> Seal | None:
    key = _key()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    lines = list(unsealed().order_by("pk").only("matter_kind", "matter_id", "sequence", "hash")[:LINES])
    if not lines:
        return None
    last = Seal.objects.order_by("number").last()
    seal = Seal(
        number=last.number + 1 if last else 1,
        sealed_at=server_time(),
        lines=len(lines),
        total=(last.total if last else 0) + len(lines),
        root=root_of(line.hash for line in lines),
        previous=last.digest if last else "-",
        public_key=key.public_key().public_bytes_raw().hex(),
    )
    seal.signature = key.sign(seal.statement.encode("ascii")).hex()
    seal.save(force_insert=True)
    SealedLine.objects.bulk_create(
        [
            SealedLine(
                seal=seal,
                matter_kind=line.matter_kind,
                matter_id=line.matter_id,
                sequence=line.sequence,
                hash=line.hash,
            )
            for line in lines
        ],
        batch_size=2_000,
    )
    _send(seal)
    return seal


def _send(seal: Seal) -> None:
    """Send the published line to whoever the county names: what lies with them nobody here can change."""
    for address in settings.SEAL_MAIL_TO:
        tell_address(
            email=address,
            subject=f"办理记录{seal}",
            body=f"{seal.published}\n\n请保存这封邮件。核验方法见 {settings.SITE_URL}/ledger/。",
            key=f"seal:{seal.number}",
            at=seal.sealed_at,
        )


def root_of(hashes: Iterable[str]) -> str:
    """The Merkle root over these hashes in their order, by RFC 9162: leaves after a 0 byte, nodes after a 1 byte."""
    level = [hashlib.sha256(b"\0" + bytes.fromhex(one)).digest() for one in sorted(hashes)]
    if not level:
        return hashlib.sha256().hexdigest()
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        nodes = [hashlib.sha256(b"\1" + left + right).digest() for left, right in pairs]
        level = nodes + level[len(nodes) * 2 :]
    return level[0].hex()


def rightly_signed(seal: Seal) -> bool:
    """Whether the signature is that of the key which the seal names."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(seal.public_key))
        key.verify(bytes.fromhex(seal.signature), seal.statement.encode("ascii"))
    except (InvalidSignature, ValueError):
        return False
    return True


def trusted_keys() -> set[str]:
    """The public keys with which seals may be signed: that of this host's key, and those that the settings name."""
    own = {_key().public_key().public_bytes_raw().hex()} if settings.SEAL_KEY else set()
    return own | set(settings.SEAL_PUBLIC_KEYS)


def _key() -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(settings.SEAL_KEY))
    except ValueError as error:
        raise ImproperlyConfigured("SEAL_KEY must be 32 bytes in url-safe base64.") from error
