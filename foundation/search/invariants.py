"""The index holds what is public, all of it and nothing else."""

from __future__ import annotations

from foundation.invariants import Finding, Findings, Look, invariant

#: By kind, the query for the numbers of what anybody may read, and for the path of the page on which it stands.
PUBLIC: dict[str, str] = {}

_COMPARED = """
SELECT p.id, e.object_id FROM ({public}) p
  FULL JOIN (SELECT object_id, url FROM search_entry WHERE kind = %(kind)s) e ON e.object_id = p.id
 WHERE p.path IS DISTINCT FROM e.url
"""


def in_index(kind: str, public: str) -> None:
    """Declare what of a kind is public and stands in the index: a query of the tables for `id` and `path`."""
    PUBLIC[kind] = public


@invariant("index.public", "查得到的就是公开的，公开的都查得到")
def index_is_public(look: Look) -> Findings:
    """Compare the index with what is public, kind by kind, in both directions."""
    for kind, public in PUBLIC.items():
        look.count(f"SELECT count(*) FROM ({public}) p")  # noqa: S608
        for number, entered in look.rows(_COMPARED.format(public=public), kind=kind):
            said = "公开了，查不到" if entered is None else "没有公开，却查得到"
            if number == entered:
                said = "查得到，网址却不是它的"
            yield Finding(f"{kind}:{number or entered}", said)
    unknown = "SELECT DISTINCT kind FROM search_entry WHERE kind <> ALL(%(kinds)s)"
    for (kind,) in look.rows(unknown, kinds=list(PUBLIC)):
        yield Finding(f"检索条目 {kind}", "没有说明这一种什么时候公开")


@invariant("index.counted", "检索条目的计数与条目一致")
def counted(look: Look) -> Findings:
    """Compare the tallies that pages show with the entries."""
    sql = """
SELECT coalesce(e.kind, t.kind), coalesce(e.n, 0), coalesce(t.n, 0) FROM
    (SELECT kind, count(*) n FROM search_entry GROUP BY 1) e
    FULL JOIN (SELECT kind, sum(entries) n FROM search_tally GROUP BY 1) t ON t.kind = e.kind"""
    for kind, entries, shown in look.rows(sql):
        look.seen += 1
        if entries != shown:
            yield Finding(f"检索条目 {kind}", f"有 {entries} 条，计数是 {shown}")
