"""What the database refuses of archived items, volumes, terms and disposals (AR-2, AR-3(3), 档案法21)."""

from __future__ import annotations

import pgtrigger

from archive.statute import WITNESSES
from foundation.clauses import Citation, cite
from foundation.database import begins, enters, frozen, kept, leads_only_to, only_while, ways

cite("AR-2", by=Citation("constraint", "archive.volume", "编目、编页、写明备考表，由两个人办理，才能立卷"))
cite(
    "AR-3(3)",
    by=Citation("constraint", "archive.item", "保管期限只延长不缩短；没有到期、没有批准、暂缓的不能销毁"),
)
cite("国家档案局令第8号", by=Citation("constraint", "archive.term", "保管期限只有永久、30 年、10 年三种"))

#: Written once.
KEPT_AS_WRITTEN = [*kept(unchanged=True)]


def _shorter(new: str, old: str) -> str:
    order = "ARRAY['D10', 'D30', 'Y']::text[]"
    return f"array_position({order}, {new}::text) < array_position({order}, {old}::text)"


def _not_shorter(column: str = "term") -> pgtrigger.Trigger:
    check = f"IF {_shorter(f'NEW.{column}', f'OLD.{column}')} THEN"
    return pgtrigger.Trigger(
        name="d_not_shorter",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"{check} RAISE EXCEPTION 'AR-3(3): a term is lengthened and never shortened'; END IF; RETURN NEW;",
    )


def _disposable(table: str) -> str:
    """What must hold of an ordinary item that is destroyed; a sealed one is kept for ever."""
    if table != "archive_item":
        return "RAISE EXCEPTION 'AR-3(3): a sealed item is kept for ever';"
    day = "(NEW.destroyed_at AT TIME ZONE 'Asia/Shanghai')::date"
    return f"""
IF NEW.expires_on IS NULL OR NEW.destroyed_at IS NULL OR NEW.expires_on > {day}
THEN RAISE EXCEPTION 'AR-3(3): nothing is destroyed before its term'; END IF;
IF EXISTS (SELECT 1 FROM archive_volume v WHERE v.id = NEW.volume_id AND {_shorter("NEW.term", "v.term")})
    OR EXISTS (SELECT 1 FROM archive_item o WHERE o.volume_id = NEW.volume_id
        AND (o.expires_on IS NULL OR o.expires_on > {day}))
THEN RAISE EXCEPTION 'AR-3(3): a volume is kept as long as the longest kept of what is in it'; END IF;
IF EXISTS (SELECT 1 FROM archive_hold h WHERE h.item_id = NEW.id AND h.lifted_at IS NULL)
THEN RAISE EXCEPTION 'AR-3(3): what is held is not destroyed'; END IF;
IF NOT EXISTS (SELECT 1 FROM archive_disposalrow r JOIN archive_disposal d ON d.id = r.disposal_id
    WHERE r.item_id = NEW.id AND r.verdict = 'destroy' AND d.state = 'approved')
THEN RAISE EXCEPTION 'AR-3(3): nothing is destroyed without an approved list'; END IF;
IF NOT EXISTS (SELECT 1 FROM archive_disposalrow r JOIN archive_disposal d ON d.id = r.disposal_id
    WHERE r.item_id = NEW.id AND r.verdict = 'destroy' AND d.state = 'approved'
        AND (SELECT count(*) FROM archive_disposalperson p WHERE p.disposal_id = d.id AND p.part = 'witness') >= {WITNESSES})
THEN RAISE EXCEPTION 'AR-3(3): two people watch a destruction'; END IF;
"""  # noqa: S608


#: What is signed for stands ready when it is, and is filed under the name of whoever signed.
_SIGNED_FOR = [
    pgtrigger.Trigger(
        name="h_signed_for",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Q(new__filing_list_id__isnull=False),
        func="""
IF OLD.filing_list_id IS DISTINCT FROM NEW.filing_list_id AND (NEW.state <> 'ready' OR NOT EXISTS (
    SELECT 1 FROM archive_filinglist f
    WHERE f.id = NEW.filing_list_id AND f.state = 'signed' AND f.agency_id = NEW.agency_id))
THEN RAISE EXCEPTION 'AR-3(1): what stands ready is signed for, by its keeper'; END IF;
IF NEW.state = 'filed' AND OLD.state <> 'filed' AND NOT EXISTS (
    SELECT 1 FROM archive_filinglist f
    WHERE f.id = NEW.filing_list_id AND f.state = 'signed' AND f.signed_by_id = NEW.filed_by_id)
THEN RAISE EXCEPTION 'AR-3(1): what is on a list is filed by whoever signed it'; END IF;
RETURN NEW;
""",
    )
]
#: What an item takes over of its matter, beside its term, which may be lengthened.
TAKEN_OVER = (
    "title",
    "responsible",
    "document_number",
    "formed_on",
    "ended_at",
    "ended_as",
    "year",
    "category",
    "section",
    "arrangement",
)
#: What an item is of never changes; what it says of itself not once it is filed.
_SOURCE = ["source_kind", "source_id", "sequence", "created_at"]
_DESCRIBED = [
    *TAKEN_OVER,
    "collected_digest",
    "collected_at",
    "matters",
    "upto",
    "pages",
    "maker_id",
    "serial",
    "code",
    "filed_at",
    "filed_by_id",
]


def item(table: str) -> list[pgtrigger.Trigger]:
    """The triggers of the table of ordinary or of sealed items."""
    own = ["volume_id", "supplements_id", "filing_list_id"] if table == "archive_item" else []
    described = [*_DESCRIBED, *own]
    return [
        *kept(),
        begins("b_begins_found", "found", "AR-1: an item is found before it is filed"),
        frozen("c_source_stays", "AR-1: of what an item is stays as it is", columns=_SOURCE),
        _not_shorter(),
        frozen(
            "e_filed_stays",
            "AR-2: what is filed stays as it was filed",
            once=("filed", "transferred", "destroyed"),
            columns=described,
        ),
        ways(
            "f_ways",
            "AR-2",
            {
                "found": ("collected", "resumed", "leaving"),
                "collected": ("ready", "returned", "found", "resumed", "leaving"),
                "ready": ("collected", "filed", "returned", "found", "resumed", "leaving"),
                "returned": ("collected", "found", "resumed", "leaving"),
                "resumed": ("found",),
                "leaving": ("left_out", "found"),
                "left_out": (),
                "filed": ("transferred", "destroyed"),
                "transferred": ("destroyed",),
                "destroyed": (),
            },
        ),
        enters("g_destroyed", "destroyed", _disposable(table)),
        *(_SIGNED_FOR if table == "archive_item" else []),
    ]


def member(table: str, item_table: str) -> list[pgtrigger.Trigger]:
    """The triggers of the parts of items: they are filed with it, and only what the check found changes afterwards."""
    filed = (
        f"SELECT 1 FROM {item_table} i WHERE i.id = COALESCE(OLD.item_id, NEW.item_id)"  # noqa: S608
        " AND i.state IN ('filed', 'transferred', 'destroyed')"
    )
    stays = (
        f"IF EXISTS ({filed}) THEN RAISE EXCEPTION 'AR-2: what is filed stays as it was filed'; END IF;"
        " RETURN COALESCE(NEW, OLD);"
    )
    return [
        kept()[1],
        pgtrigger.Trigger(
            name="a_filed_with_its_item",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Delete,
            func=stays,
        ),
        frozen(
            "b_stays",
            "AR-2: a part of a file stays as it was collected",
            but=("copied", "condition", "checked_at", "first_page"),
        ),
    ]


SCOPE = [
    *kept(),
    begins("b_begins_drafting", "drafting", "实施条例19: a table is approved before it is in force"),
    frozen(
        "c_in_force_stays",
        "实施条例19: an approved table stays as it was approved",
        once=("in_force", "superseded", "abandoned"),
        but=("state", "agency_id"),
    ),
    ways(
        "d_ways",
        "AR-3(3)",
        {
            "drafting": ("submitted", "abandoned"),
            "submitted": ("drafting", "in_force", "abandoned"),
            "in_force": ("superseded",),
            "superseded": (),
            "abandoned": (),
        },
    ),
]
SCOPE_ROW = [
    *kept(),
    only_while(
        "b_while_drafting",
        "实施条例19: an approved table stays as it was approved",
        parent="archive_scope",
        column="scope_id",
        states=["drafting"],
    ),
    frozen("c_kind_stays", "AR-3(3): of what a row is stays", columns=["scope_id", "kind", "least"]),
    pgtrigger.Trigger(
        name="d_not_below_the_least",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=(
            f"IF NEW.term <> '' AND {_shorter('NEW.term', 'NEW.least')} THEN"
            " RAISE EXCEPTION 'AR-3(3): a table lengthens and never shortens'; END IF; RETURN NEW;"
        ),
    ),
]
FONDS = [*kept(unchanged=True)]
VOLUME = [
    *kept(),
    begins("b_begins_open", "open", "AR-2: a volume is put in order before it is closed"),
    frozen(
        "c_stays",
        "AR-2: whose and which a volume is stays as it is",
        columns=[
            "maker_id",
            "source_kind",
            "source_id",
            "category",
            "section",
            "year",
            "serial",
            "code",
            "created_at",
        ],
    ),
    _not_shorter(),
    frozen(
        "e_closed_stays",
        "AR-2: a closed volume is supplemented by a note alone",
        once=("closed",),
        but=("agency_id", "term"),
    ),
    ways("f_ways", "AR-2", {"open": ("offered",), "offered": ("open", "closed"), "closed": ()}),
    enters(
        "g_whole",
        "closed",
        """
IF NOT EXISTS (SELECT 1 FROM archive_item i WHERE i.volume_id = NEW.id)
    OR EXISTS (SELECT 1 FROM archive_member m JOIN archive_item i ON i.id = m.item_id
        WHERE i.volume_id = NEW.id AND m.pages > 0 AND m.first_page IS NULL)
    OR NEW.pages <> (SELECT COALESCE(SUM(m.pages), 0) FROM archive_member m JOIN archive_item i ON i.id = m.item_id
        WHERE i.volume_id = NEW.id)
THEN RAISE EXCEPTION 'AR-2: a volume is closed when every page has its number'; END IF;
""",
    ),
]
NOTE = [*kept(unchanged=True)]
FILING = [
    *kept(),
    begins("b_begins_signed", "signed", "AR-3(1): a list is filed once it is signed"),
    frozen(
        "c_stays",
        "AR-3(1): what was signed for stays",
        columns=["signed_by_id", "number", "created_at"],
    ),
    ways("d_ways", "AR-3(1)", {"signed": ("done",), "done": ()}),
    enters(
        "e_worked_through",
        "done",
        """
IF EXISTS (SELECT 1 FROM archive_item i WHERE i.filing_list_id = NEW.id AND i.state = 'ready')
    OR NEW.filed <> (SELECT count(*) FROM archive_item i WHERE i.filing_list_id = NEW.id
        AND i.state IN ('filed', 'transferred', 'destroyed'))
THEN RAISE EXCEPTION 'AR-3(1): a list is done when all that stands on it is filed or returned'; END IF;
""",
    ),
]
YEAR = [
    *kept(),
    begins("b_begins_open", "open", "AR-3(1): a year is complete when it is confirmed"),
    frozen("c_stays", "AR-3(1): which year it is stays", columns=["year", "created_at"]),
    ways("d_ways", "AR-3(1)", {"open": ("complete",), "complete": ()}),
]
MATERIAL = [
    *kept(),
    begins("b_begins_gathering", "gathering", "AR-1: material is described before it is handed in"),
    frozen(
        "c_handed_in_stays",
        "AR-2: what was handed in stays as it was",
        once=("handed_in", "dropped"),
        but=("agency_id",),
    ),
    ways("d_ways", "AR-1", {"gathering": ("handed_in", "dropped"), "handed_in": (), "dropped": ()}),
    enters(
        "e_something_is_there",
        "handed_in",
        "IF NOT EXISTS (SELECT 1 FROM archive_original o WHERE o.material_id = NEW.id)"
        " THEN RAISE EXCEPTION 'AR-1: material is handed in with its original'; END IF;",
    ),
]
ORIGINAL = [
    kept()[1],
    only_while(
        "b_while_gathering",
        "AR-2: what was handed in stays as it was",
        parent="archive_material",
        column="material_id",
        states=["gathering"],
    ),
]
DAMAGE = [
    *kept(),
    begins("b_begins_damaged", "damaged", "AR-3(1): damage is found before it is mended"),
    frozen(
        "c_stays", "AR-3(1): what was found stays", columns=["member_id", "found_at", "what", "created_at"]
    ),
    ways(
        "d_ways",
        "AR-3(1)",
        {"damaged": ("restored", "lost"), "lost": ("restored", "reported"), "restored": (), "reported": ()},
    ),
]
TRANSFER = [
    *kept(),
    begins("b_begins_drafting", "drafting", "实施条例20: a transfer is prepared before it is signed"),
    ways(
        "c_ways",
        "AR-3(3)",
        {
            "drafting": ("offered", "called_off"),
            "offered": ("drafting", "signed", "called_off"),
            "signed": ("packing", "drafting", "called_off"),
            "packing": ("sent", "signed", "drafting"),
            "sent": ("received", "drafting"),
            "received": (),
            "called_off": (),
        },
    ),
    frozen(
        "d_received_stays",
        "实施条例20: what was signed for stays",
        once=("received", "called_off"),
        but=("agency_id",),
    ),
    enters(
        "e_carrier_checked",
        "received",
        "IF NOT NEW.online AND NEW.carrier_checked_at IS NULL"
        " THEN RAISE EXCEPTION 'AR-2: a carrier is checked before it is signed for'; END IF;",
    ),
]
TRANSFER_ROW = [
    kept()[1],
    only_while(
        "b_while_drafting",
        "实施条例30: what was signed stays as it was signed",
        parent="archive_transfer",
        column="transfer_id",
        states=["drafting"],
    ),
    leads_only_to(
        "c_filed", "item_id", "archive_item", "r.state = 'filed'", "实施条例20: what is filed is handed over"
    ),
]
_GROUP = "('leads', 'keeps', 'section')"
_DECIDED = f"""
IF NOT EXISTS (SELECT 1 FROM archive_disposalrow r WHERE r.disposal_id = NEW.id)
    OR EXISTS (SELECT 1 FROM archive_disposalrow r WHERE r.disposal_id = NEW.id AND r.verdict = '')
THEN RAISE EXCEPTION 'AR-3(3): a report says of every item what becomes of it'; END IF;
IF (SELECT count(*) FROM archive_disposalperson p WHERE p.disposal_id = NEW.id AND p.part IN {_GROUP}) < 3
THEN RAISE EXCEPTION 'AR-3(3): a group of three appraises'; END IF;
"""  # noqa: S608
_SIGNED = f"""
IF EXISTS (SELECT 1 FROM archive_disposalperson p WHERE p.disposal_id = NEW.id AND p.part IN {_GROUP}
    AND NOT EXISTS (SELECT 1 FROM archive_disposalsignature s WHERE s.person_id = p.id AND s.digest = NEW.digest))
THEN RAISE EXCEPTION 'AR-3(3): a report goes on when everybody of the group has signed it'; END IF;
"""  # noqa: S608
_APPROVED = """
IF NOT EXISTS (SELECT 1 FROM archive_disposalperson p WHERE p.disposal_id = NEW.id AND p.part = 'approves')
THEN RAISE EXCEPTION 'AR-3(3): somebody approves a destruction'; END IF;
"""
_WATCHED = f"""
IF (SELECT count(*) FROM archive_disposalperson p WHERE p.disposal_id = NEW.id AND p.part = 'witness') < {WITNESSES}
THEN RAISE EXCEPTION 'AR-3(3): two people watch a destruction'; END IF;
IF EXISTS (SELECT 1 FROM archive_disposalrow r WHERE r.disposal_id = NEW.id AND r.carried_out_at IS NULL)
THEN RAISE EXCEPTION 'AR-3(3): it is carried out for every item'; END IF;
"""  # noqa: S608
DISPOSAL = [
    *kept(),
    begins("b_begins_appraising", "appraising", "AR-3(3): what expired is appraised before it is destroyed"),
    ways(
        "c_ways",
        "AR-3(3)",
        {
            "appraising": ("signing", "called_off"),
            "signing": ("reported", "appraising", "called_off"),
            "reported": ("appraising", "approved", "called_off"),
            "approved": ("carried_out", "called_off"),
            "carried_out": (),
            "called_off": (),
        },
    ),
    frozen(
        "d_approved_stays",
        "AR-3(3): what was approved stays",
        once=("approved", "carried_out"),
        columns=["report", "reported_at", "approved_at", "approval_number", "created_at"],
    ),
    enters("e_reported", "signing", _DECIDED),
    enters("e_signed", "reported", _SIGNED),
    frozen(
        "e_signed_stays",
        "AR-3(3): what the group signs stays",
        once=("signing", "reported", "approved", "carried_out"),
        columns=["report", "reported_at", "digest"],
    ),
    enters("f_approved", "approved", _APPROVED),
    enters("g_carried_out", "carried_out", _WATCHED),
]
DISPOSAL_SIGNATURE = [
    *kept(unchanged=True),
    pgtrigger.Trigger(
        name="b_of_the_group",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
IF NOT EXISTS (SELECT 1 FROM archive_disposalperson p JOIN archive_disposal d ON d.id = p.disposal_id
    WHERE p.id = NEW.person_id AND p.part IN {_GROUP} AND d.state = 'signing' AND d.digest = NEW.digest)
THEN RAISE EXCEPTION 'AR-3(3): the group signs the report that was made'; END IF;
RETURN NEW;
""",  # noqa: S608
    ),
]
DISPOSAL_ROW = [
    kept()[1],
    pgtrigger.Trigger(
        name="b_while_appraising",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Delete,
        func=(
            "IF EXISTS (SELECT 1 FROM archive_disposal d WHERE d.id = COALESCE(OLD.disposal_id, NEW.disposal_id)"
            " AND d.state <> 'appraising') THEN RAISE EXCEPTION 'AR-3(3): a reported list stays'; END IF;"
            " RETURN COALESCE(NEW, OLD);"
        ),
    ),
    pgtrigger.Trigger(
        name="c_verdict_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            "IF ROW(NEW.disposal_id, NEW.item_id) IS DISTINCT FROM ROW(OLD.disposal_id, OLD.item_id)"
            " OR ROW(NEW.verdict, NEW.term, NEW.because) IS DISTINCT FROM ROW(OLD.verdict, OLD.term, OLD.because)"
            " AND EXISTS (SELECT 1 FROM archive_disposal d WHERE d.id = OLD.disposal_id AND d.state <> 'appraising')"
            " THEN RAISE EXCEPTION 'AR-3(3): a reported list stays'; END IF; RETURN NEW;"
        ),
    ),
]
HOLD = [
    *kept(),
    frozen(
        "b_stays",
        "AR-3(3): why it was held stays",
        columns=["item_id", "cause", "because", "placed_by_id", "placed_at"],
    ),
    frozen(
        "c_lifted_once",
        "AR-3(3): a hold is lifted once",
        once=pgtrigger.Q(old__lifted_at__isnull=False),
        but=(),
    ),
]
QUARTER = [
    *kept(),
    begins("b_begins_opened", "opened", "AR-3(4): a check is opened before it is signed"),
    frozen("c_stays", "AR-3(4): which quarter it is stays", columns=["year", "quarter", "created_at"]),
    frozen("d_signed_stays", "AR-3(4): what was signed stays", once=("signed",), but=("agency_id",)),
    ways("e_ways", "AR-3(4)", {"opened": ("listed",), "listed": ("listed", "signed"), "signed": ()}),
]
QUARTER_FINDING = [
    *kept(),
    frozen("b_stays", "AR-3(4): what was found stays", columns=["check_of_id", "sort", "ref", "label"]),
]
LOAN = [
    *kept(),
    begins("b_begins_proposed", "proposed", "实施条例34: a loan is agreed to before it begins"),
    frozen(
        "c_stays", "实施条例34: what was lent to whom stays", columns=["item_id", "borrower_id", "purpose"]
    ),
    ways(
        "d_ways",
        "AR-3(1)",
        {"proposed": ("lent", "refused"), "lent": ("returned",), "refused": (), "returned": ()},
    ),
]
PAPER = [
    *kept(),
    frozen("b_stays", "AR-2: a paper stays what it is", but=("file_id", "tries")),
    frozen(
        "c_made_once",
        "AR-2: a paper is made once",
        once=pgtrigger.Q(old__file_id__isnull=False),
        columns=["file_id"],
    ),
]
