"""The nouns of the room: accounts with the people who keep them, their filings, what they publish and what it is checked
against, what people write to them."""

from __future__ import annotations

from newmedia.models.account import Account as Account
from newmedia.models.account import Assignment as Assignment
from newmedia.models.evidence import Evidence as Evidence
from newmedia.models.evidence import EvidencePackage as EvidencePackage
from newmedia.models.evidence import PoliceReport as PoliceReport
from newmedia.models.evidence import Screenshot as Screenshot
from newmedia.models.filing import Filing as Filing
from newmedia.models.filing import FilingCopy as FilingCopy
from newmedia.models.lists import Source as Source
from newmedia.models.lists import Term as Term
from newmedia.models.message import Message as Message
from newmedia.models.message import PetitionDelivery as PetitionDelivery
from newmedia.models.message import PetitionLetter as PetitionLetter
from newmedia.models.message import Written as Written
from newmedia.models.post import Finding as Finding
from newmedia.models.post import Mending as Mending
from newmedia.models.post import Post as Post
from newmedia.models.post import PostReview as PostReview
from newmedia.models.watch import Watch as Watch
