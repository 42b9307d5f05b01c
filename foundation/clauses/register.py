"""The register of clauses: pure Python, no Django, so that every `statute.py` may cite it.

The clauses are data: one file per regulation in `duties/`, the national rules in `duties/national.toml`, the differences
between the two in `differences.toml`. Code that enforces a clause cites it::

    SR_4 = cite("SR-4", by=Citation("gate", "disclosure.publish/reviewed", "发布前须有通过的保密审查"))

An unknown id raises `UnknownClause`, at import, because citations stand at module level.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from foundation.clauses.places import Place, words_at

ROOM = Path(__file__).parent

#: The place of the national rules, number 0, in the order: after all regulations.
NATIONAL_LAST = 100

#: The ways to enforce a clause.
KINDS = frozenset({"gate", "clock", "record", "public", "paper", "figure"})

#: What may cite a clause, with the word a citizen reads, in the order in which it is shown.
CITATION_KINDS = {
    "act": "办理步骤",
    "gate": "做不到就办不下去",
    "limit": "期限",
    "page": "在哪里看",
    "figure": "统计的数字",
    "paper": "用的文书",
    "record": "留下的记录",
    "constraint": "谁也绕不过",
}
#: Those of them that carry a clause out; a record alone only keeps what was done, a figure only counts it.
ENFORCING = frozenset(CITATION_KINDS) - {"record", "figure"}


#: Which rule binds where county and national rules differ, with the words a citizen reads.
BINDS = {"national": "按国家规定办", "both": "两边都要做到"}


class Status(StrEnum):
    """How far the portal carries a clause out."""

    ENFORCED = "enforced"
    PARTLY = "partly"
    NOT = "not"

    @property
    def label(self) -> str:
        """The words that citizens read."""
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    Status.ENFORCED: "已照办",
    Status.PARTLY: "照办了一部分",
    Status.NOT: "还没有管到",
}


class UnknownClause(LookupError):
    """A citation names an id that the register does not hold; the message names the nearest ids."""


@dataclass(frozen=True)
class Citation:
    """A part of the portal that enforces a clause.

    `kind` is one of `CITATION_KINDS`, `name` is unique within it (an act's name, a URL name, a constraint), `label` is the
    Chinese line on the page of the regulation.
    """

    kind: str
    name: str
    label: str = ""

    def __post_init__(self) -> None:
        if self.kind not in CITATION_KINDS:
            raise ValueError(f"Unknown kind of citation {self.kind!r}; known are {', '.join(CITATION_KINDS)}")


@dataclass(frozen=True)
class Regulation:
    """A county regulation (`number` 1 to 11), or the national rules beside them (`number` 0)."""

    code: str
    number: int
    name: str
    slug: str
    apps: tuple[str, ...]

    @property
    def county(self) -> bool:
        """Whether this is one of the county's own regulations."""
        return self.number > 0


@dataclass(frozen=True, eq=False)
class Clause:
    """One duty that a regulation gives the portal.

    `duty` is our own plain sentence, `places` are where the law says it, `note` explains an oddity of the printed text.
    `missing` says what a clause that is carried out in part still lacks, or why one that something cites is not carried out.
    """

    id: str
    aliases: tuple[str, ...]
    regulation: Regulation
    article: str
    places: tuple[Place, ...]
    duty: str
    kinds: tuple[str, ...]
    status: Status
    missing: str = ""
    note: str = ""
    citations: list[Citation] = field(default_factory=list)

    def __str__(self) -> str:
        return self.id

    @property
    def named(self) -> str:
        """Where it stands, with the name of the law: 《政府信息公开保密审查制度》第十条."""
        whole = self.article.startswith("《") or not self.regulation.county
        return self.article if whole else f"《{self.regulation.name}》{self.article}"

    @property
    def cited(self) -> bool:
        """Whether anything in the portal cites this clause."""
        return bool(self.citations)

    def untruths(self) -> list[str]:
        """Say where the status does not fit what cites the clause and what it is said to lack."""
        enforcing = any(citation.kind in ENFORCING for citation in self.citations)
        found = []
        if self.status == Status.NOT:
            if self.cited and not self.missing:
                found.append("it is cited, and does not say why it is not carried out")
        elif not enforcing:
            found.append(f"nothing that enforces ({', '.join(sorted(ENFORCING))}) cites it")
        if (self.status == Status.PARTLY) != bool(self.missing) and self.status != Status.NOT:
            found.append("exactly a clause carried out in part says what is missing")
        return found

    @property
    def citations_by_kind(self) -> dict[str, list[Citation]]:
        """The citations under the Chinese word for their kind, in the order of `CITATION_KINDS`; each label once."""
        grouped = {
            label: {citation.label: citation for citation in self.citations if citation.kind == kind}
            for kind, label in CITATION_KINDS.items()
        }
        return {label: list(citations.values()) for label, citations in grouped.items() if citations}


@dataclass(frozen=True)
class Difference:
    """A subject on which county and national rules differ: which binds, one of `BINDS`, and why; and what the portal does."""

    matter: str
    county: str
    national: str
    binds: str
    why: str
    portal: str
    clauses: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.binds not in BINDS:
            raise ValueError(f"What binds on {self.matter!r} is none of {', '.join(BINDS)}")

    @property
    def binding(self) -> str:
        """Which rule binds, as citizens read it."""
        return BINDS[self.binds]


class Register:
    """All clauses by id and alias in the order of the regulations, and the differences from national rules."""

    def __init__(self, folder: Path = ROOM) -> None:
        """Read the data files below `folder`.

        Raises `ValueError` for a bad kind, status, place or repeated id, `UnknownClause` for a bad reference.
        """
        self.clauses: list[Clause] = []
        self._by_id: dict[str, Clause] = {}
        chapters = [tomllib.loads(path.read_text("utf-8")) for path in (folder / "duties").glob("*.toml")]
        chapters.sort(key=lambda chapter: chapter["regulation"]["number"] or NATIONAL_LAST)
        for chapter in chapters:
            facts = chapter["regulation"]
            regulation = Regulation(**{**facts, "apps": tuple(facts["apps"])})
            for row in chapter["clause"]:
                self._add(_clause(regulation, row))
        listed = tomllib.loads((folder / "differences.toml").read_text("utf-8"))["difference"]
        self.differences = [Difference(**{**row, "clauses": tuple(row["clauses"])}) for row in listed]
        for difference in self.differences:
            for id in difference.clauses:
                self.find(id)

    def __iter__(self) -> Iterator[Clause]:
        return iter(self.clauses)

    def __len__(self) -> int:
        return len(self.clauses)

    @property
    def regulations(self) -> list[Regulation]:
        """The eleven county regulations in their order, then the national rules."""
        return list(dict.fromkeys(clause.regulation for clause in self.clauses))

    def regulation(self, slug: str) -> Regulation | None:
        """The regulation of that slug, or None."""
        return next((regulation for regulation in self.regulations if regulation.slug == slug), None)

    def of(self, regulation: Regulation) -> list[Clause]:
        """The clauses of one regulation in the order of its text."""
        return [clause for clause in self.clauses if clause.regulation == regulation]

    def counts(self, regulation: Regulation | None = None) -> dict[Status, int]:
        """How many clauses, of one regulation or of all, have each status."""
        clauses = self.clauses if regulation is None else self.of(regulation)
        return {status: sum(clause.status == status for clause in clauses) for status in Status}

    def find(self, id: str) -> Clause:
        """The clause of that id or alias; raises `UnknownClause` naming the nearest ids."""
        try:
            return self._by_id[id]
        except KeyError:
            nearest = difflib.get_close_matches(id, self._by_id, n=4, cutoff=0.4)
            hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
            raise UnknownClause(f"No clause {id!r} in the register{hint}") from None

    def cite(self, id: str, by: Citation | None = None) -> Clause:
        """The clause of that id; `by`, recorded once per kind and name, enforces it."""
        clause = self.find(id)
        if by is not None and (by.kind, by.name) not in {(c.kind, c.name) for c in clause.citations}:
            clause.citations.append(by)
        return clause

    def differences_of(self, clause: Clause) -> list[Difference]:
        """The differences from national rules that concern a clause."""
        return [difference for difference in self.differences if clause.id in difference.clauses]

    def _add(self, clause: Clause) -> None:
        for id in (clause.id, *clause.aliases):
            if id in self._by_id:
                raise ValueError(f"Clause id {id!r} stands twice in the register")
            self._by_id[id] = clause
        self.clauses.append(clause)


def _clause(regulation: Regulation, row: dict[str, Any]) -> Clause:
    places = tuple(Place.parse(text) for text in row["at"])
    if unknown := set(row["kinds"]) - set(KINDS):
        raise ValueError(f"Clause {row['id']} has kinds that nobody knows: {', '.join(sorted(unknown))}")
    return Clause(
        id=row["id"],
        aliases=tuple(row.get("aliases", ())),
        regulation=regulation,
        article=row.get("article") or "、".join(place.label for place in places),
        places=places,
        duty=row["duty"],
        kinds=tuple(row["kinds"]),
        status=Status(row["status"]),
        missing=row.get("missing", ""),
        note=row.get("note", ""),
    )


REGISTER = Register()


def cite(id: str, by: Citation | None = None) -> Clause:
    """As `Register.cite`, in the register of the portal."""
    return REGISTER.cite(id, by)


def article_text(clause: Clause) -> str:
    """The text of the law at a clause's places, one paragraph a line; empty if the portal has no text of it."""
    return "\n".join(line for place in clause.places for line in words_at(place, clause.regulation.slug))
