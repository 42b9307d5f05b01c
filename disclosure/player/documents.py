"""Documents in a simulated year: drafted, handed in, returned, reviewed, signed, published, replaced, withdrawn; some of them late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from disclosure.acts.answering_kinds import kinds_of
from disclosure.heads import GUIDE, suggested
from disclosure.models import Attribute, Document, RefusalReport
from disclosure.models.coordination import Verdict, settled_case
from disclosure.player import writing
from disclosure.player.attachments import attach
from disclosure.player.subjects import COMPANIES
from disclosure.player.writing import GRAMMAR, KEPT, SECRET, TELLING, known_of
from disclosure.statute import LISTABLE_GROUNDS
from disclosure.unsuitable import fits
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, AgencyKind, Role
from foundation.simulation.models import Course
from foundation.simulation.players import Beginning, Day, Next, Part, Player
from secrecy_review.player import ask_review

PLAYER = Player("disclosure")
State = Document.State

#: What rooms above do with a document before it is handed in, and before it is published; where that takes days, they return
#: the course to wait for.
BEFORE_SUBMITTING: list[Callable[[Part, Document], Course | None]] = []
BEFORE_PUBLISHING: list[Callable[[Part, Document], Course | None]] = []

#: How many documents there are in a year of the whole county.
IN_A_YEAR = 12_000
#: Shares of documents that go other ways than the usual one, and of those that somebody takes long over.
ON_REQUEST, WITHHELD, DECLASSIFIED, NORMATIVE = 0.05, 0.03, 0.03, 0.015
EDITED, RETURNED, DECLINED, ABANDONED, TELLING_SOMETHING = 0.2, 0.06, 0.03, 0.01, 0.03
REVISED, WITHDRAWN, RESTORED, CLASSIFIED, LAPSED = 0.04, 0.006, 0.3, 0.1, 0.01
LATE = 0.03
#: The share of documents with a file.
ATTACHED = 0.08
#: How many documents agencies disagree on, and the ways such a case goes, in turn (`disputes.py`).
DISPUTES_A_YEAR = 40
DISPUTES = ("agreed", "divided", "ruled", "silent", "contested", "raised", "denied")
#: The words of a disputed document that one of the agencies would not have published.
THEIRS = "各镇每月二十五日前将本月报送情况表交股室汇总，逾期的由股室点名催报。"
#: The share of what is kept that the public catalogue names.
LISTED = 0.3
#: Shares of small things at the records office.
CORRECTED, MARKED_LATER, UNLISTED, HIDDEN = 0.03, 0.01, 0.1, 0.1


@PLAYER.begins
def drafts(day: Day) -> Iterator[Beginning]:
    """Every working day agencies draft; towns and large departments more than the others."""
    codes = day.world.staffed()
    stream = day.stream("drafts")
    for n in range(day.how_many(IN_A_YEAR)):
        # The first ones of the list have more to write.
        code = codes[int(len(codes) * stream.random() ** 1.4)]
        attribute = stream.choices(
            [Attribute.PROACTIVE, Attribute.ON_REQUEST, Attribute.WITHHELD, Attribute.DECLASSIFIED],
            [1 - ON_REQUEST - WITHHELD - DECLASSIFIED, ON_REQUEST, WITHHELD, DECLASSIFIED],
        )[0]
        yield Beginning(f"{n}", "draft", {"agency": code, "attribute": attribute.value})


@PLAYER.begins
def disputed(day: Day) -> Iterator[Beginning]:
    """Of some documents another agency holds that not all of it may be published."""
    office = agency_with(AgencyFunction.COUNTY_OFFICE)
    codes = [code for code in day.world.staffed() if office is None or code != office.code]
    stream = day.stream("disputes")
    for n in day.numbers(DISPUTES_A_YEAR, least=len(DISPUTES)):
        ours, other = stream.sample(codes, k=2)
        facts = {
            "agency": ours,
            "attribute": "proactive",
            "other": other,
            "dispute": DISPUTES[n % len(DISPUTES)],
        }
        yield Beginning(f"dispute{n}", "draft", facts)


@PLAYER.stage
def draft(part: Part) -> Next:
    agency, stream = part.agency, part.stream
    formed = part.today - timedelta(days=stream.choice((0, 0, 1, 2, 5)))
    fields = {**writing.DRAFTS, **writing.compose(agency, formed, stream)}
    attribute = part.facts["attribute"]
    if attribute in (Attribute.ON_REQUEST, Attribute.WITHHELD):
        fields |= _kept(part, attribute)
    elif attribute == Attribute.DECLASSIFIED:
        fields |= {"body": f"{fields['body']}\n{GRAMMAR.compose(stream.choice(SECRET), stream)}"}
    elif part.chance(NORMATIVE):
        fields |= {"normative": "norms", "genre": "通知"}
    if attribute == Attribute.PROACTIVE and part.chance(TELLING_SOMETHING):
        fields["body"] += f"\n{stream.choice(TELLING)}"
    if "dispute" in part.facts:
        fields["body"] += f"\n{THEIRS}"
    if part.chance(0.8):
        township = agency.kind == AgencyKind.TOWNSHIP
        fields["head"] = suggested(fields["title"], fields.get("normative", ""), township=township)
    if fields["genre"] in ("通知", "函", "纪要") and part.chance(0.9):
        mark = agency.mark or agency.short_name.removeprefix("县")
        fields["document_number"] = f"{mark}发〔{formed.year}〕{stream.randint(1, 200)}号"
    drafted = part.about(part.do("disclosure.draft", Role.DRAFTER, agency, **fields))
    if attribute == Attribute.DECLASSIFIED:
        _declassify(part, drafted)
    elif attribute == Attribute.PROACTIVE and part.chance(ATTACHED):
        attach(part)
    return part.then(edit if part.chance(EDITED) else submit, (0, 2), late=LATE)


def _kept(part: Part, attribute: str) -> dict[str, Any]:
    """The text of what is not published, with its ground and reason."""
    ground = part.stream.choice(list(KEPT))
    title, body, reason = KEPT[ground]
    known = known_of(part.agency, part.today, part.stream)
    known["company"] = part.stream.choice(COMPANIES)
    return {
        "title": GRAMMAR.compose(title, part.stream, **known),
        "body": GRAMMAR.compose(body, part.stream, **known),
        "genre": "请示" if ground == "deliberative" else "其他",
        "attribute": attribute,
        "proactive_tests": [],
        "ground": ground,
        "attribute_reason": reason,
    }


def _declassify(part: Part, document: Document) -> None:
    """The draft becomes the internal text; what endangers security is left out of the public one."""
    passage = document.body.rpartition("\n")[2]
    part.do("disclosure.begin_declassification", Role.DRAFTER, declassification="delete")
    part.do(
        "disclosure.mark_passage",
        Role.DRAFTER,
        passage=passage,
        how="strike",
        ground="security_stability",
        reason="公开后可能影响安全。",
    )


@PLAYER.stage
def edit(part: Part) -> Next | None:
    """Its drafter writes on, or gives it up."""
    if part.chance(ABANDONED):
        part.do("disclosure.abandon", Role.DRAFTER, reason="情况有变，另行起草。")
        return None
    known = known_of(part.agency, part.today, part.stream)
    document: Document = part.matter
    text = "internal_body" if document.attribute == Attribute.DECLASSIFIED else "body"
    more = GRAMMAR.compose("{duty}", part.stream, **known)
    part.do(
        "disclosure.edit",
        Role.DRAFTER,
        **{text: f"{getattr(document, text)}\n{more}"},
        **as_it_is(document, text),
    )
    return part.then(submit, (0, 2), late=LATE)


def as_it_is(document: Document, *but: str) -> dict[str, Any]:
    """The fields of a document's form as they are, but for those."""
    from disclosure.forms import DocumentForm

    return {name: getattr(document, name) for name in DocumentForm.FIELDS if name not in but}


def _prepared(part: Part, rooms: list[Callable[[Part, Document], Course | None]]) -> Course | None:
    """Let the rooms above do what comes before; the first course that has to be waited for."""
    courses = (prepare(part, part.matter) for prepare in rooms)
    return next((course for course in courses if course is not None), None)


@PLAYER.stage
def submit(part: Part) -> Next:
    document: Document = part.matter
    if (waited_for := _prepared(part, BEFORE_SUBMITTING)) is not None:
        return part.when_done(waited_for, submit)
    if document.attribute in (Attribute.ON_REQUEST, Attribute.WITHHELD) and (kinds := kinds_of(document)):
        answers: dict[str, str] = {}
        for number in kinds:
            is_one = fits(number, document.ground)
            answers |= {f"is_{number}": "yes" if is_one else "no", f"why_{number}": document.attribute_reason}
            answers |= {f"ground_{number}": document.ground if is_one else ""}
        part.do("disclosure.answer_kinds", Role.DRAFTER, **answers)
    part.do("disclosure.submit", Role.DRAFTER)
    return part.then(recheck, (0, 2), late=LATE)


@PLAYER.stage
def recheck(part: Part) -> Next:
    """The records office passes it on, or gives it back; what agencies disagree on waits for the result."""
    if (how := part.facts.pop("dispute", None)) is not None:
        told = {"agency": part.agency.code, "other": part.facts["other"], "how": how}
        return part.when_done(part.begin(PLAYER, "dispute", part.matter, (0, 1), **told), after_dispute)
    if part.course.step < 6 and part.chance(RETURNED):
        reason = part.stream.choice(
            ("附表与正文数字不一致，请核对。", "主题分类不准确。", "请补充办理依据。")
        )
        part.do("disclosure.return_to_drafter", Role.RECORDS_OFFICE, reason=reason)
        return part.then(edit, (0, 3))
    if part.chance(CORRECTED):
        mended = {"title": part.matter.title, "note": "正文里一处全角数字改成半角。"}
        part.do("disclosure.correct", Role.RECORDS_OFFICE, **mended)
    part.do("disclosure.recheck", Role.RECORDS_OFFICE)
    return part.then(send_to_review, (0, 1))


@PLAYER.stage
def after_dispute(part: Part) -> Next:
    """It goes on as it is, without the words that stay in, or to be kept as a whole."""
    document: Document = part.matter
    case = settled_case(document)
    if case is None or case.verdict == Verdict.PUBLIC:
        return part.then(recheck)
    part.do("disclosure.return_to_drafter", Role.RECORDS_OFFICE, reason="请照协调的结果改。")
    if case.verdict == Verdict.PARTLY:
        lines = [line for line in document.body.splitlines() if line not in case.words_withheld]
        part.do("disclosure.edit", Role.DRAFTER, body="\n".join(lines), **as_it_is(document, "body"))
    else:
        kept = as_it_is(document, "attribute", "ground", "attribute_reason", "proactive_tests")
        kept |= {
            "attribute": "withheld",
            "ground": case.ground,
            "attribute_reason": "县政府办公室已经决定不予公开。",
        }
        part.do("disclosure.edit", Role.DRAFTER, proactive_tests=[], **kept)
    return part.then(submit, (0, 2))


@PLAYER.stage
def send_to_review(part: Part) -> Next:
    return part.when_done(ask_review(part, exempt=not part.matter.goes_public), after_review)


@PLAYER.stage
def after_review(part: Part) -> Next:
    """What its reviewer sent back goes to the drafter; else whoever signs first has it."""
    document: Document = part.matter
    if document.state == State.DRAFT:
        return part.then(edit, (0, 2))
    if document.attribute == Attribute.DECLASSIFIED:
        part.do("disclosure.confirm_declassification", Role.SECRECY_OFFICE, **_confirmed(document))
    if part.course.step < 12 and part.chance(DECLINED / 2):
        by = Role.DEPARTMENT_HEAD if document.state == State.SIGNING else Role.LEADER
        part.do("disclosure.return_to_drafter", by, reason="请把办理时限写清楚再报。")
        return part.then(edit, (0, 2))
    return part.then(sign, (0, 1), late=LATE)


def _confirmed(document: Document) -> dict[str, Any]:
    """Each mark of a declassified text, looked at."""
    return {"marks": [mark.pk for mark in document.redactions.all()]}


@PLAYER.stage
def sign(part: Part) -> Next:
    document: Document = part.matter
    by = Role.DEPARTMENT_HEAD if document.state == State.SIGNING else Role.LEADER
    state = part.do("disclosure.sign", by).state
    if state == State.COUNTERSIGNING:
        return part.then(sign, (0, 2), late=LATE)
    if state == State.DETERMINED:
        return part.then(publish, (0, 2), late=LATE, by=(15, 30))
    return part.then(report if state == State.REPORTING else look_again, (1, 4), late=LATE, by=(3, 9))


def report_number(part: Part) -> str:
    """The next number of the agency's reports of this year."""
    reported = RefusalReport.objects.filter(agency=part.agency, reported_on__year=part.today.year).count()
    return f"{part.agency.short_name}报〔{part.today.year}〕{reported + 1}号"


@PLAYER.stage
def report(part: Part) -> Next:
    """A refusal is reported to the authority above (PD-7(2))."""
    number = report_number(part)
    part.do("disclosure.report_refusal", Role.RECORDS_OFFICE, report_number=number, reported_on=part.today)
    return part.then(look_again, (20, 60))


@PLAYER.stage
def look_again(part: Part) -> None:
    """What is kept is left to the re-assessment of the year; of some the public catalogue says that it is there."""
    document: Document = part.matter
    if document.state == State.KEPT and document.ground in LISTABLE_GROUNDS and part.chance(LISTED):
        said = {"description": f"一份{document.get_genre_display()}", "until": ""}
        entry = part.do("disclosure.propose_entry", Role.RECORDS_OFFICE, **said)
        part.do("disclosure.list_entry", Role.SECRECY_REVIEWER, entry)
        if part.chance(UNLISTED):
            part.do("disclosure.drop_entry", Role.RECORDS_OFFICE, entry, reason="名称要改写。")


@PLAYER.stage
def publish(part: Part) -> Next | None:
    if (waited_for := _prepared(part, BEFORE_PUBLISHING)) is not None:
        return part.when_done(waited_for, publish)
    document: Document = part.do("disclosure.publish", Role.RECORDS_OFFICE)
    if part.facts.get("stays"):  # somebody waits for it, and it is left as it is
        return None
    if not document.head and part.chance(CLASSIFIED):
        return part.then("classify", (1, 30))
    if part.chance(WITHDRAWN):
        return part.then("withdraw", (1, 40))
    if document.head != GUIDE and part.chance(REVISED):
        return part.then("revise", (15, 90))
    if document.validity == "in_force" and part.chance(LAPSED):
        return part.then("lapse", (30, 120))
    return None
