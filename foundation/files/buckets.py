"""A root in a bucket that speaks S3. Imported only where one is configured: the client takes time and memory."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from typing import IO, Any, cast

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from foundation.files.roots import Found, Root

#: Seconds until a server counts as away; tries of each request.
CONNECT, READ, TRIES = 5, 30, 3
#: The most names that are listed at once.
PAGE = 1000


class Bucket(Root, S3Storage):  # type: ignore[misc]
    """A private bucket, or what lies in it below a prefix. Of its files the portal gives out no address, signed or not."""

    def __init__(
        self,
        *,
        endpoint: str,
        region: str,
        access_key: str,
        secret_key: str,
        bucket: str,
        prefix: str,
        addressing: str,
    ) -> None:
        super().__init__(
            endpoint_url=endpoint,
            region_name=region,
            access_key=access_key,
            secret_key=secret_key,
            # Nothing is taken from variables that the portal does not name.
            security_token=None,
            session_profile=None,
            bucket_name=bucket,
            location=prefix,
            default_acl=None,
            client_config=Config(
                signature_version="s3v4",
                connect_timeout=CONNECT,
                read_timeout=READ,
                retries={"total_max_attempts": TRIES, "mode": "standard"},
                max_pool_connections=32,
                # The digest is signed, so that the server refuses bytes that were changed or cut on their way. Checksums
                # of the newest kind are unknown to many servers.
                s3={"addressing_style": addressing, "payload_signing_enabled": True},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    @cached_property
    def client(self) -> Any:
        """One client for all threads."""
        return self.connection.meta.client

    def _of(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket_name, "Key": self._normalize_name(name)}

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        # Whoever has the file already, or asks for its headers alone, is answered without its bytes.
        return File(Body(self.size(name), partial(self._fetched, name)), name=None)  # type: ignore[arg-type]

    def _fetched(self, name: str, **within: str) -> Any:
        with answered(name):
            return self.client.get_object(**self._of(name), **within)["Body"]

    def part(self, name: str, start: int, length: int) -> IO[bytes]:
        """So many bytes from that place on, by one request for just these."""
        self.size(name)  # what is missing is told before anything is answered
        wanted = f"bytes={start}-{start + length - 1}"
        return cast(IO[bytes], Body(length, partial(self._fetched, name, Range=wanted)))

    def bytes_of(self, name: str) -> bytes:
        """All bytes, by one request."""
        source = self._fetched(name)
        with answered(name):
            content: bytes = source.read()
            return content

    def _save(self, name: str, content: Any) -> str:
        # One request: an object is there when the server has all of it, and not before.
        with answered(name):
            self.client.put_object(
                **self._of(name), Body=content.read(), ContentType="application/octet-stream"
            )
        return name

    def exists(self, name: str) -> bool:
        """Whether the file is there."""
        try:
            self.size(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        """The number of bytes."""
        try:
            with answered(name):
                return int(self.client.head_object(**self._of(name))["ContentLength"])
        except FileNotFoundError:
            self.ask()  # an answer to HEAD does not say whether file or bucket is missing
            raise

    def delete(self, name: str) -> None:
        """Delete the file, if there is one."""
        with answered(name):
            self.client.delete_object(**self._of(name))

    def where(self, name: str) -> str:
        """Bucket and key."""
        return f"s3://{self.bucket_name}/{self._normalize_name(name)}"

    def walk(self, under: str = "") -> Iterator[Found]:
        """Page by page."""
        above = f"{self.location}/" if self.location else ""
        below = f"{above}{under}/" if under else above
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket_name, Prefix=below, PaginationConfig={"PageSize": PAGE}
        )
        with answered(self.bucket_name):
            for page in pages:
                for entry in page.get("Contents", ()):
                    if entry["Key"].endswith("/"):  # what some tools lay for a folder
                        continue
                    size, written = int(entry["Size"]), entry["LastModified"]
                    state = f"{entry['ETag']} {written.isoformat()} {size}"
                    yield Found(entry["Key"][len(above) :], size, written.timestamp(), state)

    def arrive(self, name: str, content: bytes) -> None:
        """Write it where it belongs: objects cannot be renamed, and nothing starts before the restore has ended."""
        self._save(name, io.BytesIO(content))

    def hand_over(self) -> None:
        """Nothing is left to do."""

    def clear(self) -> None:
        """Delete one by one: what deletes many at once differs from server to server."""
        for found in list(self.walk()):
            self.delete(found.name)

    def ask(self) -> None:
        """List one name, which takes the right key, the bucket, and the right to list."""
        with answered(self.bucket_name):
            self.client.list_objects_v2(Bucket=self.bucket_name, Prefix=self.location, MaxKeys=1)

    def keeps_deleted(self) -> bool:
        """Whether versioning is on, or nobody lets us ask; a server that does not know of it keeps nothing."""
        try:
            with answered(self.bucket_name):
                told = self.client.get_bucket_versioning(Bucket=self.bucket_name)
        except Denied:
            return True
        except OSError:
            return False
        return bool(told.get("Status") == "Enabled")


class Denied(OSError):
    """The server does not let this key do that."""


class Body(io.RawIOBase):
    """The bytes of an object, asked for at the first reading, as they come in; `OSError` where they end too soon."""

    def __init__(self, size: int, fetch: Callable[[], Any]) -> None:
        super().__init__()
        self.size, self._fetch, self._begun = size, fetch, False

    @cached_property
    def _source(self) -> Any:
        source = self._fetch()
        self._begun = True
        return source

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what is there, up to the size of the buffer."""
        with answered("body"):
            taken: bytes = self._source.read(len(buffer))
        buffer[: len(taken)] = taken
        return len(taken)

    def readall(self) -> bytes:
        """Read the rest."""
        with answered("body"):
            taken: bytes = self._source.read()
        return taken

    def close(self) -> None:
        """Give the connection back, or up if something is left unread."""
        if not self.closed and self._begun:
            self._source.close()
        super().close()


@contextmanager
def answered(name: str) -> Iterator[None]:
    """Say in the words of a disk what a server answers: `FileNotFoundError`, or `OSError` for whatever else went wrong."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in {"404", "NoSuchKey"}:
            raise FileNotFoundError(name) from None
        kind = Denied if code in {"403", "AccessDenied"} else OSError
        raise kind(f"The server of the buckets answered {code or 'nothing'}.") from error
    except BotoCoreError as error:
        raise OSError(f"The server of the buckets is away: {type(error).__name__}.") from error
