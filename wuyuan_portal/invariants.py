"""What programs are given of what is public: the sitemap names all of it and nothing else, the feeds its newest."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import chain
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.http import HttpResponse

from foundation.invariants import Finding, Findings, Look, invariant
from foundation.pages.inside import ask
from foundation.search.invariants import PUBLIC

#: The most entries of a feed; of fewer it holds all.
IN_A_FEED = 50
_SITEMAP, _ATOM = "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.w3.org/2005/Atom}"
#: How long it takes at most to read everything.
MEANWHILE = timedelta(minutes=10)
#: The paths of what is public of a kind, the newest first by the index; what it lacks comes last.
_NEWEST = """
SELECT p.path, coalesce(e.published_at, timestamptz '1970-01-01') FROM ({public}) p
  LEFT JOIN search_entry e ON e.kind = %(kind)s AND e.object_id = p.id
 ORDER BY 2 DESC
"""


class _Unreadable(Exception):
    """One of our own pages, which could not be read."""


@invariant("feeds.public", "网站地图列出的就是全部公开的，订阅里的就是其中最新的")
def feeds_are_public(look: Look) -> Findings:
    """Read the sitemap and the feeds as a visitor does, and compare them with what the tables say is public."""
    found = list(_differences(look))
    # People publish and withdraw meanwhile: what differs only because of that is gone when all is read again.
    still = set(_differences(Look(look.at + MEANWHILE))) if found else set()
    yield from (finding for finding in found if finding in still)


def _differences(look: Look) -> Findings:
    newest = {
        kind: list(look.rows(_NEWEST.format(public=public), kind=kind)) for kind, public in PUBLIC.items()
    }
    every = sorted(chain(*newest.values()), key=lambda row: row[1], reverse=True)
    agencies = look.rows(
        "SELECT format('/agencies/%%s/', code) FROM agencies_agency WHERE abolished_on IS NULL"
    )
    try:
        yield from _sitemap(look, "published", {path for path, _at in every})
        yield from _sitemap(look, "agencies", {path for (path,) in agencies})
        yield from _feed(look, "", every)
        for kind, rows in newest.items():
            yield from _feed(look, f"kind={kind}", rows)
    except _Unreadable as page:
        yield Finding(str(page), "打不开，或者不是 XML")


def _sitemap(look: Look, section: str, public: set[str]) -> Findings:
    """Compare a part of the sitemap, in however many files, with the paths of what is public."""
    files = (urlsplit(address) for address in _read("/sitemap.xml", "", f"{_SITEMAP}sitemap/{_SITEMAP}loc"))
    name = f"/sitemap-{section}.xml"
    paths = {
        _path(address)
        for file in files
        if file.path == name
        for address in _read(file.path, file.query, f"{_SITEMAP}url/{_SITEMAP}loc")
    }
    look.seen += len(paths)
    yield from _told(name, paths - public, public - paths)


def _feed(look: Look, query: str, rows: list[tuple[str, datetime]]) -> Findings:
    """Compare a feed with the newest of what is public, of which these are all rows, the newest first."""
    name, due = f"/feed.atom?{query}", min(len(rows), IN_A_FEED)
    paths = {_path(address) for address in _read("/feed.atom", query, f"{_ATOM}entry/{_ATOM}id")}
    look.seen += len(paths)
    # Entries of one moment may stand in either order, so any of them may be the last that fits.
    last = rows[due - 1][1] if due else None
    yield from _told(
        name,
        paths - {path for path, at in rows if last and at >= last},
        {path for path, at in rows if last and at > last} - paths,
    )
    if len(paths) < len({path for path, _at in rows[:due]}):
        yield Finding(name, f"只有 {len(paths)} 条，应有 {due} 条")


def _told(name: str, wrong: set[str], missing: set[str]) -> Findings:
    yield from (Finding(name, f"不该有：{path}") for path in sorted(wrong))
    yield from (Finding(name, f"没有：{path}") for path in sorted(missing))


def _path(address: str) -> str:
    """An address without its host."""
    where = urlsplit(address)
    return f"{where.path}?{where.query}" if where.query else where.path


def _read(path: str, query: str, elements: str) -> list[str]:
    """The texts of these elements in one of our own answers in XML. Raises `_Unreadable` where it is none."""
    answer = ask(path, query=query)
    assert isinstance(answer, HttpResponse)
    try:
        page = ElementTree.fromstring(answer.content)  # noqa: S314 # nobody else wrote it
    except ElementTree.ParseError as wrong:
        raise _Unreadable(f"{path}（{answer.status_code}）") from wrong
    return [element.text or "" for element in page.iterfind(elements)]
