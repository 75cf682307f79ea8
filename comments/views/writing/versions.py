"""The versions of a State's answer: each readable, with what changed since the one before."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal.languages import LANGUAGES, reader_language
from comments.reading.readings import Reading
from comments.views.base import ConsultationView
from comments.views.writing.answers import set_out
from comments.writing import versions
from members.models import MemberState
from plans.comparison.redline import redline


def wordings(before: Reading, after: Reading) -> list[tuple[str, str, str, str]]:
    """Return the proposed wordings of two versions side by side, by language."""
    was = {proposal.language: proposal.after for proposal in before.proposals}
    now = {proposal.language: proposal.after for proposal in after.proposals}
    label = _("Proposed wording")
    return [
        (label, code, was.get(code, ""), now.get(code, "")) for code in LANGUAGES if {code} & {*was, *now}
    ]


def files(said: Reading, other: Reading) -> str:
    """Return the files of a version by name; with the checksum where the other has another of that name."""
    theirs = {one.name: one.sha256 for one in other.files}
    return "\n".join(
        one.name if theirs.get(one.name, one.sha256) == one.sha256 else f"{one.name} ({one.sha256[:12]}…)"
        for one in said.files
    )


class AnswerVersions(ConsultationView):
    """For the Secretariat, of every State; for a delegation, of the own State alone."""

    template_name = "comments/answer_versions.html"
    member_state: MemberState

    def find(self, code: str, **kwargs: Any) -> None:
        super().find(**kwargs)
        user = self.request.user
        addressed = MemberState.objects.filter(pk__in=self.consultation.addressees.values("member_state"))
        if user.is_delegate:
            addressed = addressed.filter(pk=user.member_state_id)
        elif not user.is_secretariat:
            raise Http404
        self.member_state = get_object_or_404(addressed, code=code)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = versions.of(self.consultation, self.member_state.pk)
        said = [remark for version in found for remark in version.remarks]
        said += [before for version in found for before, _after in version.changes if before]
        # The text is read once for all of them.
        shown = dict(zip(map(id, said), set_out(said, self.consultation.revision), strict=True))
        return super().get_context_data(
            member_state=self.member_state,
            versions=[
                {
                    "version": version,
                    "remarks": [shown[id(remark)] for remark in version.remarks],
                    "added": [shown[id(after)] for before, after in version.changes if before is None],
                    "removed": [shown[id(before)] for before, after in version.changes if after is None],
                    "changed": [
                        compared(shown[id(before)], shown[id(after)])
                        for before, after in version.changes
                        if before and after
                    ],
                }
                for version in found
            ],
            **kwargs,
        )


def compared(before: Reading, after: Reading) -> dict[str, Any]:
    """Return a changed remark as it is now, with each text that is not as it was as a redline."""
    pairs = [
        (pgettext("label", "Type"), after.language, before.type, after.type),
        (
            pgettext("label", "Proposed"),
            after.language,
            before.act or before.operation,
            after.act or after.operation,
        ),
        *wordings(before, after),
        (pgettext("label", "Comment"), after.language, before.remark, after.remark),
        (pgettext("label", "Reason"), after.language, before.rationale, after.rationale),
        (pgettext("label", "Proposal"), reader_language(), before.joins, after.joins),
        (pgettext("label", "Files"), after.language, files(before, after), files(after, before)),
    ]
    texts = [(label, code, redline(was, now)) for label, code, was, now in pairs if was != now]
    return {"said": after, "texts": texts}
