"""Reads of interpretations: what the search index holds, what stands on a document's page, the glossary."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from disclosure.beside import Beside, adds_to_document
from disclosure.models import Document
from foundation.clauses import Citation, cite
from foundation.database import Written
from foundation.deadlines.counting import midnight
from foundation.files.publications import Publication, publishes
from foundation.rooms import Part
from foundation.search.entries import EntryData, indexed
from foundation.texts.structure import parse
from interpretation import statute
from interpretation.marked import Case, asks_in, called, cases_in, loose
from interpretation.models import READABLE, Interpretation, Link, Photo, Question, Response

cite("PI-7", by=Citation("page", "documents:detail", "公文页列出解读，条文旁边有“怎么理解”"))

#: The terms that the glossary shows at most, and the interpretations that it reads them from, the newest first.
MOST_TERMS, READ_FOR_TERMS = 500, 300
#: The interpretations that a document's page names at most.
NAMED = 50


@indexed(
    Interpretation.kind,
    "政策解读",
    lambda at: Interpretation.objects.public(at).select_related("agency"),
)
def index(interpretation: Interpretation) -> EntryData:
    """Index what everybody reads of an interpretation."""
    texts = (interpretation.byline, interpretation.text, interpretation.alt, interpretation.spoken)
    return EntryData.of(
        interpretation,
        text="\n".join(filter(None, texts)),
        url=reverse("interpretation:detail", args=[interpretation.pk]),
    )


@indexed(
    Question.kind,
    "政策问答",
    lambda at: Question.objects.public(at).select_related("agency", "document"),
)
def question_index(question: Question) -> EntryData:
    """Index a question with its answer, as everybody reads them."""
    assert question.published_at is not None
    return EntryData(
        question.pk,
        question.question[:200],
        f"{question.question}\n{question.answer}",
        reverse("interpretation:question", args=[question.number]),
        question.agency,
        question.published_at,
    )


@indexed(
    Response.kind,
    "回应关切",
    lambda at: Response.objects.public(at).select_related("agency"),
)
def responses(response: Response) -> EntryData:
    """Index what the county answered."""
    url = reverse("interpretation:response", args=[response.case_id])
    return EntryData.of(response, text=response.body, url=url)


@publishes
def sheets_with(sha256: str, at: datetime) -> Iterator[Publication]:
    """Find the interpretations that gave out a file with this digest: a sheet, a sound or film, a photo."""
    shown = Interpretation.State.PUBLISHED, Interpretation.State.WITHDRAWN
    photos = Photo.objects.filter(interpretation=OuterRef("pk"), file__sha256=sha256)
    found = Interpretation.objects.filter(
        Q(sheet__sha256=sha256) | Q(media__sha256=sha256) | Q(Exists(photos)),
        state__in=shown,
        published_at__lte=at,
    )
    public = set(Interpretation.objects.public(at).filter(pk__in=found).values_list("pk", flat=True))
    for one in found.select_related("agency", "sheet", "media"):
        assert one.published_at is not None
        yield Publication(
            title=f"{one.title}（{_as_what(one, sha256)}）" if one.pk in public else "已不再公布的一份解读",
            agency=one.agency.name,
            at=one.published_at,
            url=reverse("interpretation:detail", args=[one.pk]),
            ended="" if one.pk in public else "已撤下",
        )


def _as_what(interpretation: Interpretation, sha256: str) -> str:
    if interpretation.sheet and interpretation.sheet.sha256 == sha256:
        return "广播稿"
    if interpretation.media and interpretation.media.sha256 == sha256:
        return interpretation.get_form_display()
    return "照片"


def in_a_row(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With what a row of a list shows of each, the newest first."""
    rows = rows.select_related("agency").only("title", "form", "author", "published_at", "agency__short_name")
    return rows.order_by("-published_at", "-pk")


def public_links(interpretation: Interpretation, at: datetime) -> list[tuple[Document, list[Link]]]:
    """The documents that an interpretation is about, as far as everybody can read them, each with its articles."""
    links = interpretation.links.filter(document__state__in=READABLE, document__published_at__lte=at)
    found: dict[Document, list[Link]] = {}
    for link in links.select_related("document__index").only(
        "anchor", "label", "interpretation_id", "document__title", "document__document_number",
        "document__state", "document__version", "document__index__number",
    ):  # fmt: skip
        articles = found.setdefault(link.document, [])
        if link.anchor:
            articles.append(link)
    return list(found.items())


def texts_now(interpretation: Interpretation) -> list[str]:
    """What the documents that it is about say now: of published ones their newest version; two queries."""
    linked = list(interpretation.documents().only("body", "index_id", "state"))
    indexes = [one.index_id for one in linked if one.state in READABLE]
    newest = Document.objects.filter(index__in=indexes, state=Document.State.PUBLISHED)
    now = dict(newest.values_list("index_id", "body"))
    return [now.get(one.index_id, one.body) if one.state in READABLE else one.body for one in linked]


def loose_ends(interpretation: Interpretation) -> list[str]:
    """What of its cases and of 跟我有关吗 no document says any more, a sentence for each."""
    if not interpretation.cases and not interpretation.selfcheck:
        return []
    cases, asks = cases_in(interpretation.cases), asks_in(interpretation.selfcheck)
    return loose(cases, asks, texts_now(interpretation))


def case_rows(interpretation: Interpretation) -> list[tuple[Case, bool]]:
    """Its worked cases, each with whether a document still says what it rests on."""
    if not interpretation.cases:
        return []
    bodies = texts_now(interpretation)
    return [(case, not loose([case], [], bodies)) for case in cases_in(interpretation.cases)]


def places(interpretation: Interpretation, at: datetime) -> dict[str, str]:
    """The addresses of the articles of the public documents that it is about, by what they are called without blanks."""
    found: dict[str, str] = {}
    documents = Document.objects.public(at).filter(pk__in=interpretation.links.values("document"))
    for document in documents.select_related("index"):
        page = reverse("documents:detail", args=[document.index_number])
        for block in parse(document.body):
            if name := called(block):
                found.setdefault("".join(name.split()), f"{page}#{block.anchor}")  # type: ignore[attr-defined]
    return found


def place_of(article: str, places: dict[str, str]) -> str:
    """The address of an article, also of one that is named by the number of its heading; blank where there is none."""
    wanted = "".join(article.split())
    return places.get(wanted) or next((url for name, url in places.items() if name.startswith(wanted)), "")


@dataclass
class Explained:
    """What explains one document: as a whole, by the anchor of an article; whether something is being renewed."""

    whole: list[Interpretation] = field(default_factory=list)
    by_article: dict[str, list[Interpretation]] = field(default_factory=lambda: defaultdict(list))
    renewed: bool = False


#: Of most documents nothing is explained and nothing was asked, and each page of one asks.
_EXPLAINED = Written(lambda index: Link.objects.filter(document__index=index).values_list("pk")[:1])
_ASKED_OF = Written(lambda index: Question.objects.filter(document__index=index).values_list("pk")[:1])


def explained(document: Document, at: datetime) -> Explained:
    """What explains a document, whichever of its versions it was written for; two queries at most."""
    if not _EXPLAINED.rows(document.index_id or 0):
        return Explained()
    links = Link.objects.filter(
        Q(interpretation__state=Interpretation.State.PUBLISHED, interpretation__published_at__lte=at)
        | Q(interpretation__state=Interpretation.State.WITHDRAWN),
        document__index=document.index_id,
        document__state__in=READABLE,
    )
    found = Explained()
    links = links.select_related("interpretation").order_by("-interpretation__published_at", "pk")
    for link in links[:NAMED]:
        interpretation = link.interpretation
        if interpretation.state == Interpretation.State.WITHDRAWN:
            found.renewed = True
            continue
        if interpretation not in found.whole:
            found.whole.append(interpretation)
        if link.anchor and link.document_id == document.pk:
            found.by_article[link.anchor].append(interpretation)
    return found


@adds_to_document
def on_document_page(document: Document, at: datetime) -> Beside | None:
    """What explains a document, in the side column and beside its articles, and below it what was asked about it."""
    found = explained(document, at)
    side = Part("interpretation/parts/of_document.html", found)
    return Beside(
        side=(side,) if found.whole or found.renewed else (),
        below=(Part("interpretation/parts/asked.html", asked(document, at)),),
        articles={
            anchor: Part("interpretation/parts/of_article.html", several)
            for anchor, several in found.by_article.items()
        },
    )


#: The answered questions that a document's page names.
NEWEST_ASKED = 3


@dataclass(frozen=True)
class Asked:
    """What was asked about a document: the newest answers, how many there are, how many questions wait."""

    document: Document
    newest: list[Question]
    answered: int
    waiting: int


def asked(document: Document, at: datetime) -> Asked:
    """What was asked about a document in any version, of what waits that which came up to yesterday; three queries at most."""
    if not _ASKED_OF.rows(document.index_id or 0):
        return Asked(document, [], 0, 0)
    of_it = Question.objects.filter(document__index=document.index_id)
    counts = of_it.aggregate(
        answered=Count("pk", filter=Q(state=Question.State.ANSWERED)),
        waiting=Count("pk", filter=_waiting(at)),
    )
    newest = Question.objects.public(at).filter(document__index=document.index_id)
    newest = newest.only("number", "question", "published_at").order_by("-published_at", "-pk")
    answered = counts["answered"]
    return Asked(document, list(newest[:NEWEST_ASKED]) if answered else [], answered, counts["waiting"])


def _waiting(at: datetime) -> Q:
    """The condition of a question that came up to yesterday and is not answered."""
    return Q(state__in=Question.OPEN, created_at__lt=midnight(localdate(at)))


def waiting(at: datetime) -> int:
    """How many questions that came up to yesterday are not answered."""
    return Question.objects.filter(_waiting(at)).count()


_ASKED = re.compile(r"\s*(问|答)[：:]\s*(.*)")


def preface(text: str) -> str:
    """What stands before the first question: the statement of a press conference."""
    lines = text.splitlines()
    first = next(
        (at for at, line in enumerate(lines) if (found := _ASKED.match(line)) and found[1] == "问"), 0
    )
    return "\n".join(lines[:first]).strip()


def dialogue(text: str) -> list[tuple[str, list[str]]]:
    """Questions with the paragraphs of their answers."""
    pairs: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        found = _ASKED.match(line)
        if found and found[1] == "问":
            pairs.append((found[2], []))
        elif pairs and line.strip():
            pairs[-1][1].append(found[2] if found else line.strip())
    return pairs


@dataclass(frozen=True)
class Term:
    """A word, what it means, and where it is explained."""

    word: str
    meaning: str
    source: Interpretation


_TERM = re.compile(r"\s*([^：:]{1,30})[：:]\s*(\S.*)")


def terms_in(interpretation: Interpretation) -> Iterator[Term]:
    """The words that it explains, one a line: 词：解释."""
    for line in interpretation.terms.splitlines():
        if found := _TERM.match(line):
            yield Term(found[1].strip(' “”"《》'), found[2].strip(), interpretation)


def glossary(at: datetime) -> list[Term]:
    """The words that interpretations explain, each as the newest says, in the order of their characters."""
    rows = Interpretation.objects.public(at).filter(form=statute.TEXT).exclude(terms="")
    found: dict[str, Term] = {}
    for row in rows.only("title", "terms", "published_at").order_by("-published_at", "-pk")[:READ_FOR_TERMS]:
        for term in terms_in(row):
            found.setdefault(term.word, term)
    return sorted(found.values(), key=lambda term: term.word)[:MOST_TERMS]
