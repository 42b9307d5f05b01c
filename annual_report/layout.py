"""The tables of the national format (国办公开办函〔2021〕30号): their rows, columns and cells, in its order and its words."""

from __future__ import annotations

#: The columns of table three: code and label; the class of the applicants counted there follows in `CLASSES`.
COLUMNS: dict[str, str] = {
    "natural": "自然人",
    "biz": "商业企业",
    "research": "科研机构",
    "ngo": "社会公益组织",
    "legal": "法律服务机构",
    "other": "其他",
    "total": "总计",
}
#: The columns that are added up in `total`.
PARTS = tuple(code for code in COLUMNS if code != "total")

#: What an application can end in, with the words of table three.
RESULTS: dict[str, str] = {
    "open": "（一）予以公开",
    "partial": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "d1": "（三）不予公开 1.属于国家秘密",
    "d2": "2.其他法律行政法规禁止公开",
    "d3": "3.危及“三安全一稳定”",
    "d4": "4.保护第三方合法权益",
    "d5": "5.属于三类内部事务信息",
    "d6": "6.属于四类过程性信息",
    "d7": "7.属于行政执法案卷",
    "d8": "8.属于行政查询事项",
    "u1": "（四）无法提供 1.本机关不掌握相关政府信息",
    "u2": "2.没有现成信息需要另行制作",
    "u3": "3.补正后申请内容仍不明确",
    "n1": "（五）不予处理 1.信访举报投诉类申请",
    "n2": "2.重复申请",
    "n3": "3.要求提供公开出版物",
    "n4": "4.无正当理由大量反复申请",
    "n5": "5.要求行政机关确认或重新出具已获取信息",
    "o1": "（六）其他处理 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "o2": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "o3": "3.其他",
}
#: The twenty-five rows of table three.
ROWS: dict[str, str] = {
    "new": "一、本年新收政府信息公开申请数量",
    "carry_in": "二、上年结转政府信息公开申请数量",
    **RESULTS,
    "done": "（七）总计",
    "carry_out": "四、结转下年度继续办理",
}

#: The three blocks of table four, and the cells of each.
BLOCKS: dict[str, str] = {"review": "行政复议", "direct": "未经复议直接起诉", "after": "复议后起诉"}
OUTCOMES: dict[str, str] = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}

#: Table two: documents with three figures each, and what is counted once.
DOCUMENTS: dict[str, str] = {"rules": "规章", "norms": "行政规范性文件"}
STOCK: dict[str, str] = {"made": "本年制发件数", "repealed": "本年废止件数", "in_force": "现行有效件数"}
DECISIONS: dict[str, str] = {"license": "行政许可", "penalty": "行政处罚", "coercion": "行政强制"}
FEES = {"fee_wan": "行政事业性收费"}
