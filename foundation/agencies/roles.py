"""The roles of people, and the kinds and functions of agencies; imports nothing of the portal."""

from __future__ import annotations

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person may do. Each grant binds one role to one agency or, for the county roles, to the county."""

    DRAFTER = "drafter", "拟稿人"
    RECORDS_OFFICE = "records_office", "文书室"
    SECRECY_REVIEWER = "secrecy_reviewer", "保密审查员"
    SECRECY_OFFICE = "secrecy_office", "保密办"
    DEPARTMENT_HEAD = "department_head", "部门负责人"
    LEADER = "leader", "签发领导"
    COUNTY_LEADER = "county_leader", "县政府领导"
    APPLICATIONS_CLERK = "applications_clerk", "依申请公开经办人"
    DISCLOSURE_HEAD = "disclosure_head", "政府信息公开工作机构负责人"
    ARCHIVIST = "archivist", "档案员"
    PERSONNEL = "personnel", "组织人事"
    DISCIPLINE_CLERK = "discipline_clerk", "纪委监委承办"
    DISCIPLINE_TRIAL = "discipline_trial", "纪委监委审理"
    DISCIPLINE_LEADER = "discipline_leader", "纪委监委负责人"
    AGENCY_ADMIN = "agency_admin", "单位管理员"
    COUNTY_SUPERVISOR = "county_supervisor", "县政务公开督查"
    ASSESSOR = "assessor", "考核小组成员"
    SECRECY_INSPECTOR = "secrecy_inspector", "保密行政检查"
    AUDITOR = "auditor", "安全审计员"


#: Granted for the whole county and never for one agency (PD-1, SR-13, AP-9).
COUNTY_ROLES = frozenset({Role.COUNTY_SUPERVISOR, Role.ASSESSOR, Role.SECRECY_INSPECTOR, Role.AUDITOR})
#: Those of them that look at every agency's work: assessors read the appraisal alone, the auditor sees only who looked.
OVERSEERS = COUNTY_ROLES - {Role.ASSESSOR, Role.AUDITOR}
#: The roles that sign, review, pass on and administer: two people grant them, one proposing and another confirming.
GRANTED_BY_TWO = frozenset(
    {
        Role.RECORDS_OFFICE,
        Role.SECRECY_REVIEWER,
        Role.SECRECY_OFFICE,
        Role.DEPARTMENT_HEAD,
        Role.LEADER,
        Role.COUNTY_LEADER,
        Role.DISCLOSURE_HEAD,
        Role.DISCIPLINE_CLERK,
        Role.DISCIPLINE_TRIAL,
        Role.DISCIPLINE_LEADER,
        Role.AGENCY_ADMIN,
        Role.COUNTY_SUPERVISOR,
        Role.ASSESSOR,
        Role.SECRECY_INSPECTOR,
        Role.AUDITOR,
    }
)
#: The discipline commission's own, which work on cases that nobody else learns of (AC-3).
DISCIPLINE = frozenset({Role.DISCIPLINE_CLERK, Role.DISCIPLINE_TRIAL, Role.DISCIPLINE_LEADER})


def excluded(role: str, other: str) -> bool:
    """Whether one person may not hold both of these: whoever audits does nothing else (三员分立)."""
    return (role == Role.AUDITOR) != (other == Role.AUDITOR)


class AgencyKind(TextChoices):
    """What an agency is (PD-2 names the first four)."""

    DEPARTMENT = "department", "县政府部门"
    TOWNSHIP = "township", "乡镇"
    SUBDISTRICT = "subdistrict", "街道办事处"
    COMMUNITY = "community", "社区服务中心"
    UTILITY = "utility", "公共企事业单位"
    PARTY = "party", "党委机构"


class AgencyFunction(TextChoices):
    """A county-wide function that the regulations give to one agency."""

    COUNTY_OFFICE = "county_office", "县政府办公室"
    DISCLOSURE_OFFICE = "disclosure_office", "县政务公开办公室"
    SECRECY_ADMINISTRATION = "secrecy_administration", "保密行政管理部门"
    DISCIPLINE_COMMISSION = "discipline_commission", "纪委监委"
    PROPAGANDA = "propaganda", "宣传部"
    CYBERSPACE = "cyberspace", "网信办"
    ARCHIVES = "archives", "档案馆"
    JUSTICE_BUREAU = "justice_bureau", "司法局"
    ORGANISATION = "organisation", "组织部"
    PETITIONS = "petitions", "信访局"
