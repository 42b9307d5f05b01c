"""What acts of this room are asked. No text of a case goes into the ledger, which is plain: no form names a reason."""

from __future__ import annotations

from accountability.forms.clues import BesideForm, DropForm, FileForm, HandUpForm, TakeForm, TakeReportForm
from accountability.forms.deciding import (
    AnnounceForm,
    AppealForm,
    AppealSettledForm,
    CloseForm,
    CorrectionForm,
    DecideAppealForm,
    DecideForm,
    EnterAppealForm,
    EnterCorrectionForm,
    NoneForm,
    OrganDecisionForm,
    SendCorrectionForm,
    ServeForm,
    ServeReviewForm,
    TellUnitForm,
    TransferForm,
    WithdrawForm,
)
from accountability.forms.investigating import (
    AddMemberForm,
    DefenceForm,
    EvidenceForm,
    GiveBackForm,
    HearForm,
    LeftForm,
    RecuseForm,
    ResponsibilityForm,
    TeamForm,
    TellForm,
    TryForm,
)
from accountability.forms.reports import AnswerReportForm, ReportForm, UnsealForm
from foundation.casework.forms import ActForm


class PlainForm(ActForm):
    """Nothing is asked."""

    reason_field = ""


__all__ = [
    "AddMemberForm",
    "AnnounceForm",
    "AnswerReportForm",
    "AppealForm",
    "AppealSettledForm",
    "BesideForm",
    "CloseForm",
    "CorrectionForm",
    "DecideAppealForm",
    "DecideForm",
    "DefenceForm",
    "DropForm",
    "EnterAppealForm",
    "EnterCorrectionForm",
    "EvidenceForm",
    "FileForm",
    "GiveBackForm",
    "HandUpForm",
    "HearForm",
    "LeftForm",
    "NoneForm",
    "OrganDecisionForm",
    "PlainForm",
    "RecuseForm",
    "ReportForm",
    "ResponsibilityForm",
    "SendCorrectionForm",
    "ServeForm",
    "ServeReviewForm",
    "TakeForm",
    "TakeReportForm",
    "TeamForm",
    "TellForm",
    "TellUnitForm",
    "TransferForm",
    "TryForm",
    "UnsealForm",
    "WithdrawForm",
]
