"""The package of a plan: what it holds, how far it is, its files; and the check of one that comes back."""

import hashlib
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal import uploads
from cica_portal.errors import DomainError, Refusal
from cica_portal.languages import LANGUAGES, reader_language
from cica_portal.web.downloads import download
from cica_portal.web.pages import REFUSED, TOO_MANY, ActPage, FormPage, visible
from cica_portal.web.security import throttle
from comments.models import Consultation
from documents.enums import DocumentStatus
from documents.models import Document
from notes.acts import untranslated
from notes.acts.submitting import submission_with_comments
from notes.forms.acts import PackageCheckForm
from notes.forms.front_page import FrontPageForm
from notes.models import SwgPackage, SwgPackageFile
from notes.packages import asking, contents, draft_decision, front, positions
from notes.packages.front import Asked
from notes.views.frame import NotesPage, PlanNotesPage
from plans.enums import Body, PaperStatus
from plans.forms.meetings import DraftDecisionForm
from plans.life import meetings
from plans.models import ConceptPaper
from plans.views.meetings import OfItem

TYPES = {"pdf": "application/pdf", "zip": "application/zip"}
CHECKS_A_MINUTE = 6


class PackageDetail(PlanNotesPage):
    """What goes to the SWG with the plan, in one step; what was built before."""

    permission = "notes.build_package"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.detail()

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        try:
            asking.request(self.paper, by=request.user, at=self.at)
        except asking.AskedForAlready:
            pass  # the second of two clicks: what it asks for is on its way
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return self.detail(status=REFUSED)
        return redirect("notes:package-detail", slug)

    def detail(self, *, status: int = 200) -> HttpResponse:
        built = list(
            SwgPackage.objects.visible_to(self.request.user)
            .filter(paper=self.paper)
            .select_related("revision", "consultation")
            .prefetch_related("files")
        )
        context: dict[str, Any] = {
            "refusal": "",
            "is_in_work": self.paper.status == PaperStatus.UNDER_CONSOLIDATION,
            "current": None,
            "is_waiting": False,
            "holds": [],
            "absent": [],
            "awaited": [],
            "item": self.paper.items.open().filter(meeting__body=Body.SWG).last(),
        }
        found = None
        try:
            found = contents.of(self.paper, at=self.at)
        except DomainError as refusal:
            context |= {"refusal": str(refusal), "submit_from": self.submit_from()}
        else:
            context["current"] = next((one for one in built if one.source_sha256 == found.source), None)
            context["holds"] = contents.listing(found, reader_language())
            context["absent"] = contents.absences(found.absent)
            consultations = contents.consultations_of(self.paper)
            context["awaited"] = [positions.awaited_words(one) for one in positions.awaited(consultations)]
            context["untranslated"] = [
                (one.reference, said)
                for one in consultations
                for said in untranslated.remarks(one, with_replies=True)
            ]
        current = context["current"]
        earlier = [one for one in built if one != current and one.is_stored]
        changed = contents.changed_since(earlier, found, reader_language()) if found else {}
        context["earlier"] = [(one, changed.get(one.pk, ())) for one in earlier]
        if current is not None and not current.is_stored:
            context |= self.progress(current)
        return self.waited(
            "notes/package_plan.html", context, is_waiting=context["is_waiting"], status=status
        )

    def submit_from(self) -> Consultation | None:
        """Return the consultation whose plan this person may submit to the SWG now, if there is one."""
        if not self.request.user.has_perm("notes.draft_note"):
            return None
        last = next(reversed(contents.consultations_of(self.paper)), None)
        return last if last is not None and submission_with_comments.may_draft(last) else None

    def progress(self, current: SwgPackage) -> dict[str, Any]:
        """Count the documents that are there; the joining of all of them is the last step."""
        wanted = current.contents["documents"]
        ready = Document.objects.filter(pk__in=wanted, status=DocumentStatus.STORED).count()
        is_waiting = current.status == DocumentStatus.WANTED
        return {"ready": ready, "total": len(wanted), "is_waiting": is_waiting}


class DraftDecisionEdit(OfItem, FormPage):
    """The draft decision on an item of an agenda; the house's words are proposed while none is kept."""

    template_name = "notes/draft_decision.html"
    form_class = DraftDecisionForm
    done = _("Draft decision saved.")

    def initial(self) -> dict[str, Any]:
        texts = self.item.decision_texts or draft_decision.propose(self.item)
        return {
            "version": self.item.version,
            **{f"decision-{language}": texts.get(language, "") for language in LANGUAGES},
        }

    def act(self, form: DraftDecisionForm) -> None:
        terms = {"version": form.cleaned_data["version"], "by": self.request.user, "at": self.at}
        of = self.item.document()
        meetings.revise_item(self.item, decision_texts=form.given, decision_of=of, **terms)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_older = self.item.decision_of not in (None, self.item.document())
        again = Refusal("notes.draft_decision_again") if is_older else ""
        return super().get_context_data(again=again, **kwargs)


class FrontPageEdit(OfItem, FormPage):
    """The sentences in which the front page of the package says what the SWG is asked; the figures stay."""

    template_name = "notes/front_page.html"
    done = _("Front page saved.")

    @cached_property
    def asked(self) -> dict[str, list[Asked]]:
        """Return the sentences of each language; none before there is a text to decide on."""
        consultations = contents.consultations_of(self.item.paper)
        revision = self.item.paper.revisions.select_related("paper").order_by("number").last()
        figures = [front.Figures(one, self.at) for one in consultations]
        found: dict[str, list[Asked]] = {language: [] for language in LANGUAGES}
        for language in found if figures and revision else ():
            with translation.override(language):
                found[language] = list(front.asked(figures, revision))
        return found

    @property
    def changed(self) -> front.Changed:
        return self.item.front_texts or {}

    def form(self, *sent: Any, **given: Any) -> FrontPageForm:
        return FrontPageForm(*sent, asked=self.asked, changed=self.changed, **given)

    def initial(self) -> dict[str, Any]:
        return {"version": self.item.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.asked[LANGUAGES[0]]
        again = Refusal("notes.front_again") if front.outdated(asked, self.changed) else ""
        if not asked:
            again = Refusal("notes.not_circulated")
        return super().get_context_data(again=again, **kwargs)

    def act(self, form: FrontPageForm) -> None:
        terms = {"version": form.cleaned_data["version"], "by": self.request.user, "at": self.at}
        meetings.revise_item(self.item, front_texts=form.given, **terms)


class PackageView(NotesPage):
    permission = "notes.build_package"
    package = visible(SwgPackage, "paper")

    def find_subject(self) -> ConceptPaper:
        return self.package.paper


class PackageAgain(ActPage, PackageView):
    """Give a package that could not be built another round of tries."""

    done = _("Package requested again.")
    asked_on = "notes:package-detail", "package__paper__slug"

    def act(self) -> None:
        asking.request_again(self.package, by=self.request.user, at=self.at)


class PackageFile(PackageView):
    """A file of a stored package, as it was stored."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        found = get_object_or_404(self.package.files, name=name)
        kind = name.rpartition(".")[2]
        if kind not in TYPES:
            raise Http404
        content = uploads.stored(found.file.name, found.sha256)
        return download(content, name, TYPES[kind])


class PackageCheck(NotesPage):
    """Is a package genuine and whole? Whoever holds one may ask; the file is looked at and not kept."""

    permission = "notes.check_package"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.form_page(PackageCheckForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        # Slow to import, and needed only by the few who ask.
        from documents import sealing  # noqa: PLC0415 - see above
        from notes.packages import checking  # noqa: PLC0415 - see above

        form = PackageCheckForm(request.POST, request.FILES)
        if not throttle.is_within(request, "package-check", most=CHECKS_A_MINUTE, seconds=60):
            return self.form_page(form, is_throttled=True, status=TOO_MANY)
        if not form.is_valid():
            return self.form_page(form, status=REFUSED)
        upload = form.cleaned_data["file"]
        content = upload.read(checking.LARGEST + 1)
        sha256 = hashlib.sha256(content).hexdigest()
        issued = SwgPackageFile.objects.filter(sha256=sha256).select_related("package").first()
        return self.form_page(
            PackageCheckForm(),
            verdict=checking.check(content, sealing.accepted()),
            sha256=sha256,
            file_name=upload.name,
            issued_at=issued.package.stored_at if issued else None,
        )

    def form_page(self, form: PackageCheckForm, *, status: int = 200, **found: Any) -> HttpResponse:
        context = {"form": form, "verdict": None, "is_throttled": False} | found
        return self.page("notes/package_check.html", context, status=status)
