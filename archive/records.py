"""How the archive's own matters are kept, and what stands too low in the house to say it itself."""

from __future__ import annotations

from typing import Any

from archive.models import (
    Damage,
    Disposal,
    FilingList,
    FilingYear,
    Item,
    Loan,
    Material,
    QuarterCheck,
    Scope,
    SealedItem,
    Transfer,
    Volume,
)
from foundation.casework.models import RoleProposal
from foundation.records.declared import PHOTOS, Arrangement, Term, keeps, needed, passes_over

HEADING = "档案管理"
_item: dict[str, Any] = {"kept_as": Arrangement.ITEM, "heading": HEADING}

keeps(
    Material,
    ended=("handed_in", "dropped"),
    void=("dropped",),
    kept_as=Arrangement.ITEM,
    term=Term.THIRTY,
    heading="公开活动材料",
    category=PHOTOS,
    category_in="sort",
    formed_on="happened_on",
)
keeps(
    Scope,
    ended=("in_force", "superseded", "abandoned"),
    void=("abandoned",),
    term=Term.PERMANENT,
    needs=needed(
        ("in_force", "superseded"),
        {"同意": "archive.submit_scope", "档案主管部门的审核意见": "archive.approve_scope"},
    ),
    **_item,
)
keeps(
    Transfer,
    ended=("received", "called_off"),
    void=("called_off",),
    term=Term.PERMANENT,
    needs=needed(
        ("received",),
        {
            "检测": "archive.offer_transfer",
            "签署": "archive.sign_transfer",
            "打包": "archive.bag_made",
            "签收": "archive.receive_transfer",
        },
    ),
    **_item,
)
# The report and the list of what was destroyed stay for ever (8号令).
keeps(
    Disposal,
    ended=("carried_out", "called_off"),
    void=("called_off",),
    term=Term.PERMANENT,
    needs=needed(
        ("carried_out",),
        {
            "鉴定报告": "archive.report_disposal",
            "鉴定小组签字": "archive.group_signed",
            "批准": "archive.approve_disposal",
            "销毁": "archive.carry_out",
        },
    ),
    **_item,
)
keeps(QuarterCheck, ended=("signed",), term=Term.TEN, **_item)
keeps(Damage, ended=("restored", "reported"), term=Term.THIRTY, **_item)
keeps(
    RoleProposal,
    ended=("granted", "refused", "withdrawn"),
    kept_as=Arrangement.ITEM,
    term=Term.TEN,
    heading="人员和权限",
)
passes_over(Item, "归档文件本身")
passes_over(SealedItem, "归档文件本身")
passes_over(Volume, "案卷本身")
passes_over(FilingList, "归档清单的内容记在每一件归档文件里")
passes_over(FilingYear, "年度归档情况由季度自查反映")
passes_over(Loan, "借阅登记记在所借档案的办理记录里")
