"""The national format (国办公开办函〔2021〕30号): sections, tables, rows, columns and cells, with its order and wording.

A cell is named by table, row and column: `t3.new.natural`, `t4.review.upheld`, `t2.norms.made`, `t2.license`.
"""

from __future__ import annotations

#: The columns of table three by their codes; `counting.CLASSES` says which applicants count in which.
COLUMNS: dict[str, str] = {
    "natural": "自然人",
    "biz": "商业企业",
    "research": "科研机构",
    "ngo": "社会公益组织",
    "legal": "法律服务机构",
    "other": "其他",
    "total": "总计",
}
#: The columns that `total` adds up, and those of them under 法人或其他组织.
PARTS = tuple(code for code in COLUMNS if code != "total")
ORGANISATIONS = PARTS[1:]

#: The results of an application, by the groups of table three.
GROUPS: dict[str, dict[str, str]] = {
    "（一）予以公开": {"open": ""},
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": {"partial": ""},
    "（三）不予公开": {
        "d1": "1.属于国家秘密",
        "d2": "2.其他法律行政法规禁止公开",
        "d3": "3.危及“三安全一稳定”",
        "d4": "4.保护第三方合法权益",
        "d5": "5.属于三类内部事务信息",
        "d6": "6.属于四类过程性信息",
        "d7": "7.属于行政执法案卷",
        "d8": "8.属于行政查询事项",
    },
    "（四）无法提供": {
        "u1": "1.本机关不掌握相关政府信息",
        "u2": "2.没有现成信息需要另行制作",
        "u3": "3.补正后申请内容仍不明确",
    },
    "（五）不予处理": {
        "n1": "1.信访举报投诉类申请",
        "n2": "2.重复申请",
        "n3": "3.要求提供公开出版物",
        "n4": "4.无正当理由大量反复申请",
        "n5": "5.要求行政机关确认或重新出具已获取信息",
    },
    "（六）其他处理": {
        "o1": "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "o2": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "o3": "3.其他",
    },
}
#: The results with their groups, as a row of table three is called where it stands alone.
RESULTS: dict[str, str] = {
    code: f"{group} {label}".strip() for group, rows in GROUPS.items() for code, label in rows.items()
}
#: The head over the results, and their sum.
HANDLED = "三、本年度办理结果"
DONE = "（七）总计"
#: The twenty-five rows of table three.
ROWS: dict[str, str] = {
    "new": "一、本年新收政府信息公开申请数量",
    "carry_in": "二、上年结转政府信息公开申请数量",
    **RESULTS,
    "done": DONE,
    "carry_out": "四、结转下年度继续办理",
}
#: The lines of table three: label, number of heads above it, and row; a head has no row.
OUTLINE: tuple[tuple[str, int, str], ...] = (
    (ROWS["new"], 0, "new"),
    (ROWS["carry_in"], 0, "carry_in"),
    (HANDLED, 0, ""),
    *(
        line
        for group, rows in GROUPS.items()
        for line in (
            *([(group, 1, "")] if any(rows.values()) else []),
            *((label or group, 2 if label else 1, code) for code, label in rows.items()),
        )
    ),
    (DONE, 1, "done"),
    (ROWS["carry_out"], 0, "carry_out"),
)

#: The three blocks of table four, and the cells of each.
BLOCKS: dict[str, str] = {"review": "行政复议", "direct": "未经复议直接起诉", "after": "复议后起诉"}
OUTCOMES: dict[str, str] = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}

#: Table two: documents with three numbers each, and items with a single number.
DOCUMENTS: dict[str, str] = {"rules": "规章", "norms": "行政规范性文件"}
STOCK: dict[str, str] = {"made": "本年制发件数", "repealed": "本年废止件数", "in_force": "现行有效件数"}
DECISIONS: dict[str, str] = {"license": "行政许可", "penalty": "行政处罚", "coercion": "行政强制"}
FEES = {"fee_wan": "行政事业性收费"}
#: The items of 条例20 under which table two stands: title, heads of the columns, rows.
ITEMS: tuple[tuple[str, tuple[str, ...], dict[str, str]], ...] = (
    ("第二十条第（一）项", tuple(STOCK.values()), DOCUMENTS),
    ("第二十条第（五）项", ("本年处理决定数量",), {"license": DECISIONS["license"]}),
    ("第二十条第（六）项", ("本年处理决定数量",), {c: DECISIONS[c] for c in ("penalty", "coercion")}),
    ("第二十条第（八）项", ("本年收费金额（单位：万元）",), FEES),
)

#: The cells that the portal cannot count, which the clerk enters.
ENTERED: dict[str, str] = {f"t2.{code}": label for code, label in (DECISIONS | FEES).items()}
FEE = "t2.fee_wan"

#: The rows of each table, each with its columns; a row of a single number has none.
LINES: dict[str, dict[str, dict[str, str]]] = {
    "t2": {**dict.fromkeys(DOCUMENTS, STOCK), **{code: {} for code in DECISIONS | FEES}},
    "t3": dict.fromkeys(ROWS, COLUMNS),
    "t4": dict.fromkeys(BLOCKS, OUTCOMES),
}
_LABELS = DOCUMENTS | DECISIONS | FEES | ROWS | BLOCKS


def cells_of(table: str, row: str) -> tuple[str, ...]:
    """List the names of the cells of a row, in the order of its columns."""
    return tuple(f"{table}.{row}.{column}" for column in LINES[table][row]) or (f"{table}.{row}",)


#: Every cell, with its label where it stands alone.
CELLS: dict[str, str] = {
    cell: f"{_LABELS[row]} · {column}" if column else _LABELS[row]
    for table, rows in LINES.items()
    for row, columns in rows.items()
    for cell, column in zip(cells_of(table, row), columns.values() or [""], strict=True)
}
#: The cells that are sums, with their addends; each after the sums that it needs.
SUMS: dict[str, tuple[str, ...]] = {
    **{f"t3.done.{column}": tuple(f"t3.{row}.{column}" for row in RESULTS) for column in PARTS},
    **{f"t3.{row}.total": cells_of("t3", row)[:-1] for row in ROWS},
    **{f"t4.{block}.total": cells_of("t4", block)[:-1] for block in BLOCKS},
}

#: The six sections, each with its texts or its table by their codes.
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("一、总体情况", ("proactive", "on_request", "management", "platform", "supervision")),
    ("二、主动公开政府信息情况", ("t2",)),
    ("三、收到和处理政府信息公开申请情况", ("t3",)),
    ("四、政府信息公开行政复议、行政诉讼情况", ("t4",)),
    ("五、存在的主要问题及改进情况", ("problems",)),
    ("六、其他需要报告的事项", ("others",)),
)
#: The texts by their codes. The first stands before the sections; those of the first section have heads of their own.
TEXTS: dict[str, str] = {
    "opening": "报告说明",
    "proactive": "（一）主动公开",
    "on_request": "（二）依申请公开",
    "management": "（三）政府信息管理",
    "platform": "（四）政府信息公开平台建设",
    "supervision": "（五）监督保障",
    "problems": "五、存在的主要问题及改进情况",
    "others": "六、其他需要报告的事项",
}
HEADED = SECTIONS[0][1]
TABLES: dict[str, str] = {
    "t2": "表二　主动公开政府信息情况",
    "t3": "表三　收到和处理政府信息公开申请情况",
    "t4": "表四　政府信息公开行政复议、行政诉讼情况",
}
#: The head of the rows of table three.
CHECK_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
