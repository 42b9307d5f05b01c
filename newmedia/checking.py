"""Looking through a draft with what the portal knows, and keeping what was found with what its editor said of it."""

from __future__ import annotations

from foundation.agencies.models import Agency, FormerName
from newmedia import words
from newmedia.models import Finding, Post, Term
from newmedia.statute import Severity, TermSort
from secrecy_review.leaks import leaks, struck_passages

#: The most findings that are kept of a draft.
MOST = 100


def known() -> words.Known:
    """The names in use, those that are no more, and the table of the propaganda department; four queries."""
    names = tuple(Agency.objects.public().values_list("name", flat=True))
    former = dict(FormerName.objects.order_by("until").values_list("name", "agency__name"))
    gone = Agency.objects.filter(abolished_on__isnull=False).values_list("name", "successor__name")
    former |= {name: successor or "" for name, successor in gone}
    # A name that somebody bears again is no old one.
    former = {old: new for old, new in former.items() if old not in names}
    listed = Term.objects.filter(state=Term.State.LISTED)
    rows = list(listed.values_list("sort", "word", "severity", "advice"))
    return words.Known(
        names=names,
        former=former,
        leaders=tuple(word for sort, word, *_said in rows if sort == TermSort.LEADER),
        table=tuple((word, how, advice) for sort, word, how, advice in rows if sort == TermSort.WORD),
    )


def look_through(post: Post) -> None:
    """Find anew what has to be looked at; what was said of a passage that still stands there is kept."""
    answers = {(row.sort, row.passage): row.answer for row in post.findings.all() if row.answer}
    post.findings.all().delete()
    text, found = post.text, []
    for hit in words.check(text, known(), bulletin=bool(post.bulletin)):
        before, passage, after = words.context(text, hit)
        passage = passage[:300]
        found.append(
            Finding(
                post=post,
                sort=hit.kind,
                severity=hit.severity,
                before=before,
                passage=passage,
                after=after,
                advice=hit.advice,
                answer=answers.get((hit.kind, passage), ""),
            )
        )
    found += _left_out(post)
    Finding.objects.bulk_create(found[:MOST])


def _left_out(post: Post) -> list[Finding]:
    """Whether it repeats what its document left out when it was declassified; the passage itself is not shown."""
    document = post.document
    if document is None or not document.internal_body:
        return []
    struck = struck_passages(document.internal_body, document.body)
    if not leaks(struck, {"正文": post.text}):
        return []
    told = "这里写了公文脱密时隐去的内容，请删去。"
    return [
        Finding(
            post=post, sort="公文里隐去的内容", severity=Severity.BLOCK, passage="（不显示）", advice=told
        )
    ]
