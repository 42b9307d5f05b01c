"""The values that 政府信息公开保密审查制度 fixes, each with its clause."""

from __future__ import annotations

from foundation.deadlines.limits import TimeLimit, Unit

#: SR-4: what a review examines, each head answered with its basis.
HEADS: dict[str, str] = {
    "state_secret": "国家秘密",
    "commercial_secret": "商业秘密",
    "personal_privacy": "个人隐私",
    "security_stability": "国家安全、公共安全、经济安全和社会稳定",
}

#: SR-7: information released strictly by national authority and procedure, with the approving authority's reference.
SPECIAL_CATEGORIES: dict[str, str] = {
    "farm_product_quality": "农产品质量安全状况",
    "epidemic": "重大传染病疫情",
    "animal_epidemic": "重大动物疫情",
    "geographic": "重要地理信息数据",
    "statistics": "统计信息",
}

#: SR-8: the levels of authorities outside the county, upward; whoever could not determine it is asked no second time.
LEVELS: dict[str, str] = {
    "county": "县级（网外机关）",
    "city": "市级",
    "region": "自治区级",
    "state": "国家级",
}

#: SR-10 is a figure for the public; of the county alone, for by agency the difference from what it published would tell how much
#: it withholds.
OPINION = TimeLimit(
    code="secrecy_review.opinion",
    clause="SR-10",
    label="提出保密审查意见",
    span=15,
    unit=Unit.WORKING_DAYS,
    warn=(5, 1),
    tells=("secrecy_reviewer",),
    public="公开和答复之前的保密审查，收到后 15 个工作日内提出意见",
    whole_county=True,
)
