"""The form of an act that takes a file which leaves the agency, the storing of its cleaned copy, and its row at the desk."""

from __future__ import annotations

from typing import Any

from django import forms

from foundation.agencies.models import Agency
from foundation.casework.acts import Step
from foundation.casework.fields import PlainText
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.files.acts import store, store_cleaned
from foundation.files.cleaning import NotCleanable
from foundation.files.models import Audience, StoredFile
from foundation.files.outgoing import Outgoing
from foundation.files.rejected import Rejected

AS_IT_IS = "as_it_is"
#: How to go on with a file of which no copy can be made.
_GO_ON = "也可以换一种格式；确实要提供原样的，请选“按原件”并写明理由，审查人会逐件核对。"
COPY_SAYS = "副本里没有作者、批注、修订记录、隐藏的内容和图片的拍摄信息；去掉了什么，上传后列在附件下面。"


class OutgoingForm(ActForm):
    """Whether a file leaves as a cleaned copy or as it is, and in that case why; the choice has the name `choice`."""

    choice = "audience"
    reason_field = "why_original"

    why_original = PlainText(
        label="按原件提供的理由",
        required=False,
        max_length=500,
        widget=forms.TextInput,
        help_text="只有按原件提供的才填，例如文件带有电子签名，清理后签名失效。",
    )

    def clean(self) -> dict[str, Any]:
        """Demand a reason for a file that leaves as it is, and for no other."""
        given = super().clean() or self.cleaned_data
        as_it_is, why = given.get(self.choice) == AS_IT_IS, given.get("why_original", "").strip()
        if as_it_is and not why and "why_original" not in self.errors:
            self.add_error("why_original", "请写明为什么按原件提供。")
        return given | {"why_original": why if as_it_is else ""}


def stored(step: Step, agency: Agency, audience: Audience, *, field: str, choice: str) -> dict[str, Any]:
    """Store the `file` of an `OutgoingForm` for whoever gets it, and tell the ledger; return the fields of an `Outgoing`.

    Raises `Invalid` under the label of its field for a file that may not be taken in, under that of the choice for one of which
    no copy can be made: it is chosen already, and what is to be decided is how it leaves.
    """
    upload, why = step.data["file"], step.data["why_original"]
    how = {"name": upload.name, "agency": agency, "audience": audience, "by": step.actor, "at": step.at}
    try:
        if why:
            file = store(upload, **how)
            step.detail |= {"file": file.sha256, "audience": file.audience, "as_it_is": True}
            return {"file": file, "uncleaned_reason": why}
        copied = store_cleaned(upload, **how)
    except Rejected as rejected:
        raise Invalid({field: [str(rejected)]}) from rejected
    except NotCleanable as refused:
        raise Invalid({choice: [f"{refused.why}{_GO_ON}"]}) from refused
    step.detail |= {"file": copied.file.sha256, "audience": copied.file.audience}
    if copied.original is not None:
        step.detail |= {"original": copied.original.sha256, "removed": copied.fields["removed"]}
    return copied.fields


def file_row(
    stored: StoredFile,
    title: str,
    audience: str,
    url: str = "",
    *,
    given: Outgoing | None = None,
    original: str = "",
) -> dict[str, Any]:
    """A row of the desk's section of files; `original` is the address of what a file is the copy of, for its readers."""
    row = {
        "title": title,
        "kind": stored.media_type,
        "size": stored.size,
        "url": url,
        "audience": audience,
        "sha256": stored.sha256,
        "look": stored.to_be_looked_at if stored.audience != Audience.PERSONAL else [],
    }
    if given is None:
        # Said, for a template that misses it finds the method of that name.
        return row | {"copy": False}
    copy = given.original_id is not None
    told = {"copy": copy, "removed": given.removed, "uncleaned": given.uncleaned_reason}
    return row | told | {"original": original if copy else ""}
