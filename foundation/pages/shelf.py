"""Where pages are kept: in the memory of the process, and in the cache for all processes.

Each address has one place, by its digest; a page replaces whatever stood in its place. So no more pages are kept than there are
places, whoever asks for what, and nothing has to be cleared away.
"""

from __future__ import annotations

import base64
import gzip
import hmac
import json
import logging
import time
import zlib
from dataclasses import asdict, dataclass
from functools import cached_property

from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

#: The places in the memory of each process, and those in the cache.
HERE, SHARED = 1024, 8192
#: The most bytes of a compressed page that is kept.
LARGEST = 128 * 1024
#: The seconds for which a cache that failed is not asked again.
PAUSE = 10


Headers = list[tuple[str, str]]
#: What whoever has the page already is told anew.
_TOLD_ANEW = ("Cache-Control", "ETag", "Vary")


@dataclass(frozen=True)
class KeptPage:
    """A page as it was answered.

    `packed` is its body compressed by gzip, `until` the time, in seconds, at which it changes by itself.
    """

    address: str
    state: str
    until: float
    status: int
    headers: Headers
    packed: bytes

    @cached_property
    def body(self) -> bytes:
        """The body as it was before it was compressed; unpacked once, for those who take it so."""
        return gzip.decompress(self.packed)

    @cached_property
    def etag(self) -> str:
        """The tag by which a browser says that it has the page; blank if it has none."""
        return dict(self.headers).get("ETag", "")

    @cached_property
    def headers_packed(self) -> Headers:
        """The headers of the compressed page."""
        length = str(len(self.packed))
        return [*self.headers, ("Content-Encoding", "gzip"), ("Content-Length", length)]

    @cached_property
    def headers_plain(self) -> Headers:
        """The headers of the page as it was before it was compressed."""
        return [*self.headers, ("Content-Length", str(len(self.body)))]

    @cached_property
    def headers_unchanged(self) -> Headers:
        """The headers of an answer that the page is what it was."""
        return [(name, value) for name, value in self.headers if name in _TOLD_ANEW]

    def is_for(self, address: str, state: str) -> bool:
        """Whether it is the page of this address in this state of what is public, and has not changed by itself."""
        return self.address == address and self.state == state and timezone.now().timestamp() < self.until


class Shelf:
    """The kept pages of this process and of the cache."""

    def __init__(self) -> None:
        self._here: dict[int, KeptPage] = {}
        self._away_until = 0.0

    def get(self, address: str, state: str, *, shared: bool) -> KeptPage | None:
        """The page of an address in a state of what is public, if it is kept; looked for in the cache if it is `shared`."""
        place = zlib.crc32(address.encode())
        page = self._here.get(place % HERE)
        if page is not None and page.is_for(address, state):
            return page
        page = self._shared(place % SHARED) if shared else None
        if page is None or not page.is_for(address, state):
            return None
        self._here[place % HERE] = page
        return page

    def put(self, page: KeptPage, *, shared: bool) -> None:
        """Keep a page, in the cache as well if it is `shared`, unless it is too large."""
        if len(page.packed) > LARGEST:
            return
        place = zlib.crc32(page.address.encode())
        self._here[place % HERE] = page
        seconds = int(page.until - timezone.now().timestamp())
        if shared and seconds > 0 and time.monotonic() >= self._away_until:
            try:
                cache.set(f"page:{place % SHARED}", _written(page), seconds)
            except (RedisError, OSError) as away:
                self._pause(away)

    def clear(self) -> None:
        """Forget the pages of this process."""
        self._here.clear()

    def _shared(self, place: int) -> KeptPage | None:
        if time.monotonic() < self._away_until:
            return None
        try:
            written = cache.get(f"page:{place}")
            return _read(written) if isinstance(written, str) else None
        except (RedisError, OSError) as away:
            self._pause(away)
        except (ValueError, TypeError):  # written by somebody else: no JSON, or a signature that is none
            pass
        return None

    def _pause(self, away: Exception) -> None:
        self._away_until = time.monotonic() + PAUSE
        logger.warning(
            "pages are kept by each process for itself, the cache is away: %s", type(away).__name__
        )


def _written(page: KeptPage) -> str:
    """A page as the cache holds it, signed: whoever can write to the cache can put no words on the county's pages."""
    said = json.dumps(asdict(page) | {"packed": base64.b64encode(page.packed).decode()})
    return f"{_signature(said)}:{said}"


def _read(written: str) -> KeptPage | None:
    signature, _colon, said = written.partition(":")
    if not hmac.compare_digest(signature, _signature(said)):
        return None
    found = json.loads(said)
    headers = [(name, value) for name, value in found["headers"]]
    return KeptPage(**found | {"packed": base64.b64decode(found["packed"]), "headers": headers})


def _signature(said: str) -> str:
    return salted_hmac("foundation.pages.shelf", said, algorithm="sha256").hexdigest()
