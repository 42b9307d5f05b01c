"""One matter of every kind that acts are performed on, all of the agency `rfbsc`, for the tables that go through them all."""

from __future__ import annotations

from typing import Any

from django.db import models

from annual_report.models import AnnualReport
from applications.models import Application, Complaint, Consultation, PublishedReply, Reply
from disclosure.models import Document
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import Act
from secrecy_review.models import Review
from tests.applicants import Desk
from tests.personas import County

Samples = dict[type[models.Model], Any]


def one_of_each(county: County) -> Samples:
    """A document under review with its review, an application with all that belongs to one, an annual report."""
    document, review = county.under_review()
    desk, at = Desk(county), county.at
    application = desk.registered(at)
    asked = {"party": "third_party", "name": "测试单位", "address": "五原县某街", "concern": "合同文本"}
    consultation = desk.clerk("applications.consult", desk.registered(at), at, asked).matter
    below = Desk(county, "lxcz")
    below.agency.parent = desk.agency
    below.agency.save()
    complained_of = below.file(at)
    said = {"to": "superior", "text": "没有依规定办理"}
    complaint = below.citizen("applications.complain", complained_of, at, said).matter
    answered = desk.answered(desk.registered(at), at)
    text = {"title": "承包地调查结果", "question": "调查结果", "answer": "予以公开"}
    excerpt = desk.clerk("applications.excerpt_reply", answered.replies.get(), at, text).matter
    opened = {"year": county.at.year - 1}
    report = county.do("annual_report.open", document.agency, "rfbsc-applications_clerk", opened).matter
    return {
        Document: document,
        Review: review,
        Agency: document.agency,
        Staff: county.people["rfbsc-drafter"],
        Application: application,
        Reply: desk.drafted(application, at),
        Consultation: consultation,
        Complaint: complaint,
        PublishedReply: excerpt,
        AnnualReport: report,
    }


def on(declared: Act, samples: Samples) -> Any:
    """The matter among these that an act can be performed on."""
    return next(matter for model, matter in samples.items() if issubclass(model, declared.on))
