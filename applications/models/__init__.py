"""The models: application, applicant, letters, consultations, reply, published reply, complaint, remedy, topic."""

from applications.models.application import Applicant, Application, Enclosure
from applications.models.complaint import Complaint, Remedy
from applications.models.consultation import Consultation
from applications.models.letter import Delivery, Letter
from applications.models.published import FoundPublished, PublishedReply
from applications.models.reply import Decision, Passage, Reply, ReplyFile, Weighing
from applications.models.search import SearchRecord
from applications.models.topic import RequestedTopic, TopicApplication

__all__ = [
    "Applicant",
    "Application",
    "Complaint",
    "Consultation",
    "Decision",
    "Delivery",
    "Enclosure",
    "FoundPublished",
    "Letter",
    "Passage",
    "PublishedReply",
    "Remedy",
    "Reply",
    "ReplyFile",
    "RequestedTopic",
    "SearchRecord",
    "TopicApplication",
    "Weighing",
]
