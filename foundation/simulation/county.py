"""The county by the names of its agencies and offices, as they are commonly known; all else about them is a placeholder."""

from __future__ import annotations

from foundation.agencies.roles import AgencyFunction, AgencyKind, Role

#: An agency: code, name, short name, kind, functions, levels of signing.
AgencyRow = tuple[str, str, str, AgencyKind, list[AgencyFunction], int]
#: An office: suffix of the user name, what the person is called, the roles held.
OfficeRow = tuple[str, str, list[Role]]

#: The county government's office, which is founded with the county and its first supervisor.
OFFICE = ("xzfb", "五原县人民政府办公室")
FIRST = "xianducha"

#: The agencies of the demonstration.
AGENCIES: list[AgencyRow] = [
    ("rfbsc", "荣丰办事处", "荣丰办事处", AgencyKind.SUBDISTRICT, [], 2),
    ("nmj", "五原县农牧和科技局", "县农牧和科技局", AgencyKind.DEPARTMENT, [], 2),
    ("zrzyj", "五原县自然资源局", "县自然资源局", AgencyKind.DEPARTMENT, [], 2),
    ("mzj", "五原县民政局", "县民政局", AgencyKind.DEPARTMENT, [], 2),
    ("slj", "五原县水利局", "县水利局", AgencyKind.DEPARTMENT, [], 2),
    ("lxcz", "隆兴昌镇人民政府", "隆兴昌镇", AgencyKind.TOWNSHIP, [], 1),
    ("tehz", "塔尔湖镇人民政府", "塔尔湖镇", AgencyKind.TOWNSHIP, [], 1),
    ("fxz", "复兴镇人民政府", "复兴镇", AgencyKind.TOWNSHIP, [], 1),
    ("khsqfwzx", "葵花社区服务中心", "葵花社区", AgencyKind.COMMUNITY, [], 1),
    ("gsgs", "五原县供水公司", "县供水公司", AgencyKind.UTILITY, [], 1),
    ("bmj", "五原县国家保密局", "县国家保密局", AgencyKind.PARTY, [AgencyFunction.SECRECY_ADMINISTRATION], 2),
    ("jwjw", "五原县纪委监委", "县纪委监委", AgencyKind.PARTY, [AgencyFunction.DISCIPLINE_COMMISSION], 2),
    ("xcb", "五原县委宣传部", "县委宣传部", AgencyKind.PARTY, [AgencyFunction.PROPAGANDA], 2),
    ("wxb", "五原县委网信办", "县委网信办", AgencyKind.PARTY, [AgencyFunction.CYBERSPACE], 2),
    ("sfj", "五原县司法局", "县司法局", AgencyKind.DEPARTMENT, [AgencyFunction.JUSTICE_BUREAU], 2),
    ("xfj", "五原县信访局", "县信访局", AgencyKind.DEPARTMENT, [AgencyFunction.PETITIONS], 2),
    ("dag", "五原县档案馆", "县档案馆", AgencyKind.DEPARTMENT, [AgencyFunction.ARCHIVES], 2),
]

#: The other agencies of the county, in the order in which a larger simulation lets them take part.
FURTHER: list[AgencyRow] = [
    *(
        (code, f"五原县{name}", f"县{name}", AgencyKind.DEPARTMENT, [], 2)
        for code, name in (
            ("jyj", "教育局"),
            ("wjw", "卫生健康委员会"),
            ("rsj", "人力资源和社会保障局"),
            ("czj", "财政局"),
            ("zjj", "住房和城乡建设局"),
            ("jtj", "交通运输局"),
            ("scjgj", "市场监督管理局"),
            ("fgw", "发展和改革委员会"),
            ("yjj", "应急管理局"),
            ("wltj", "文化旅游体育局"),
            ("ybj", "医疗保障局"),
            ("lcj", "林业和草原局"),
            ("tjj", "统计局"),
            ("sjj", "审计局"),
            ("gaj", "公安局"),
            ("gxj", "工业和信息化局"),
            ("tyjr", "退役军人事务局"),
            ("zwfw", "行政审批和政务服务局"),
            ("cgj", "城市管理综合执法局"),
            ("jgsw", "机关事务服务中心"),
            ("rmt", "融媒体中心"),
            ("ggzy", "公共资源交易中心"),
            ("gyyq", "工业园区管理委员会"),
            ("cdc", "疾病预防控制中心"),
            ("gxs", "供销合作社联合社"),
            ("nmzf", "农牧业综合行政执法大队"),
            ("xfjy", "消防救援大队"),
            ("qxj", "气象局"),
        )
    ),
    *(
        (code, f"{name}人民政府", name, AgencyKind.TOWNSHIP, [], 1)
        for code, name in (
            ("xgzz", "新公中镇"),
            ("tjtz", "天吉泰镇"),
            ("sfz", "胜丰镇"),
            ("ydtz", "银定图镇"),
            ("thz", "套海镇"),
            ("hsx", "和胜乡"),
        )
    ),
    ("hbj", "巴彦淖尔市生态环境局五原县分局", "五原生态环境分局", AgencyKind.DEPARTMENT, [], 2),
    ("swj", "国家税务总局五原县税务局", "五原税务局", AgencyKind.DEPARTMENT, [], 2),
    *(
        (code, f"五原县{name}", f"县{name}", AgencyKind.UTILITY, [], 1)
        for code, name in (
            ("rmyy", "人民医院"),
            ("zmyy", "中蒙医医院"),
            ("yz", "第一中学"),
            ("grgs", "供热公司"),
            ("gdgs", "供电公司"),
            ("rqgs", "燃气公司"),
            ("gjgs", "公共交通公司"),
        )
    ),
    *(
        (code, f"{name}社区服务中心", f"{name}社区", AgencyKind.COMMUNITY, [], 1)
        for code, name in (("xhsq", "西环"), ("nysq", "义和"), ("xfsq", "幸福"))
    ),
    ("zzb", "五原县委组织部", "县委组织部", AgencyKind.PARTY, [AgencyFunction.ORGANISATION], 2),
    ("xwb", "五原县委办公室", "县委办公室", AgencyKind.PARTY, [], 2),
    ("tzb", "五原县委统战部", "县委统战部", AgencyKind.PARTY, [], 2),
    ("zfw", "五原县委政法委", "县委政法委", AgencyKind.PARTY, [], 2),
    ("bb", "五原县委编办", "县委编办", AgencyKind.PARTY, [], 2),
]

#: The offices of an agency: suffix of the user name, what the person is called, the roles held.
OFFICES: list[tuple[str, str, list[Role]]] = [
    ("nigao", "拟稿人", [Role.DRAFTER]),
    ("wenshu", "文书", [Role.RECORDS_OFFICE]),
    ("shencha", "保密审查员", [Role.SECRECY_REVIEWER]),
    ("baomi", "保密办主任", [Role.SECRECY_OFFICE]),
    ("zhuren", "办公室主任", [Role.DEPARTMENT_HEAD, Role.DISCLOSURE_HEAD]),
    ("jingban", "依申请公开经办人", [Role.APPLICATIONS_CLERK]),
    ("lingdao", "分管领导", [Role.LEADER]),
    ("guanli", "管理员", [Role.AGENCY_ADMIN, Role.ARCHIVIST]),
    ("renshi", "组织人事干部", [Role.PERSONNEL]),
]

#: The agencies whose offices have accounts.
STAFFED = ("rfbsc", "nmj", "slj", "lxcz", "bmj", "sfj")

#: The offices of the county government's office with accounts: those that make its annual report, hold the evaluation and train.
COUNTY_OFFICE = ("nigao", "wenshu", "jingban", "shencha", "zhuren", "guanli", "renshi")

#: Who works on cases of accountability at the discipline commission.
COMMISSION: list[tuple[str, str, Role]] = [
    ("chengban", "纪委监委承办人", Role.DISCIPLINE_CLERK),
    ("diaocha", "调查组长", Role.DISCIPLINE_CLERK),
    ("diaochayuan", "调查员", Role.DISCIPLINE_CLERK),
    ("shenli", "审理室主任", Role.DISCIPLINE_TRIAL),
    ("fushen", "复审承办人", Role.DISCIPLINE_TRIAL),
    ("fuze", "纪委监委负责人", Role.DISCIPLINE_LEADER),
]

#: In a simulated year there are more of them: who replaces somebody that is recused, and who decides of a review.
ALSO_THERE: list[tuple[str, str, Role]] = [
    ("diaochayuan2", "调查员乙", Role.DISCIPLINE_CLERK),
    ("fuze2", "纪委监委另一位负责人", Role.DISCIPLINE_LEADER),
]

#: The agencies that new-media accounts are filed with, beside that office, and the offices with accounts there.
FILED_WITH = ("xcb", "wxb")
RECEIVING = ("wenshu",)


def contacts(short_name: str) -> dict[str, str]:
    """The four public items of PD-4 and the post responsible, plainly placeholders."""
    return {
        "disclosure_office": f"{short_name}办公室",
        "disclosure_officer": "办公室主任",
        "office_address": f"五原县隆兴昌镇（{short_name}办公楼一楼）",
        "office_hours": "周一至周五 9:00–12:00，15:00–18:00（法定节假日除外）",
        "office_phone": "0478-0000000",
    }


#: People with a task for the whole county: agency, user name, what the person is called, role.
COUNTY_TASKS: list[tuple[str, str, str, Role]] = [
    ("xzfb", "xzfb-xianzhang", "分管副县长", Role.COUNTY_LEADER),
    ("bmj", "baomijiancha", "保密行政检查员", Role.SECRECY_INSPECTOR),
    ("dag", "kaoheyuan", "考核小组成员", Role.ASSESSOR),
    ("xzfb", "kaoheyuan2", "考核小组成员乙", Role.ASSESSOR),
    ("xzfb", "shenjiyuan", "安全审计员", Role.AUDITOR),
]
#: Second holders of a role, in agencies with more to do.
SECONDS: list[OfficeRow] = [
    ("nigao2", "拟稿人乙", [Role.DRAFTER]),
    ("wenshu2", "文书乙", [Role.RECORDS_OFFICE]),
    ("lingdao2", "分管领导乙", [Role.LEADER]),
]
