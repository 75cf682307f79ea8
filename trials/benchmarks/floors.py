"""The same rows by the least that Django needs: two queries for the columns shown, one plain template."""

from collections import defaultdict
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie

from cica_portal import clock
from comments.models import Addressee, Comment, Consultation, Disposition, DraftComment, Response
from initiatives.models import Initiative
from plans.models import Block, BlockText, Edit, RevisionBlock

FIELDS = ("id", "block_key", "operation", "type", "language", "remark", "proposed_text", "rationale")


@login_required
def text_with_comments(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Show the circulated text of a round with the filed comments beside their blocks."""
    blocks = RevisionBlock.objects.filter(revision__consultations=pk).order_by("position")
    by_block = defaultdict(list)
    for comment in _comments(pk):
        by_block[comment["block_key"]].append(comment)
    shown = [
        ({"key": key, "kind": kind}, text, by_block[key])
        for key, kind, text in blocks.values_list("key", "kind", f"texts__{language}")
    ]
    context = {"blocks": shown, "general": by_block[None], "language": language}
    return render(request, "floor_text.html", context)


@login_required
def comments(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """List the filed comments of a round with the text that each is about."""
    blocks = RevisionBlock.objects.filter(revision__consultations=pk)
    texts = dict(blocks.values_list("key", f"texts__{language}"))
    rows = [(comment, texts.get(comment["block_key"], "")) for comment in _comments(pk)]
    return render(request, "floor_comments.html", {"rows": rows, "language": language})


def _comments(pk: int) -> list[dict[str, Any]]:
    """Return the columns that are shown, and no row of any model."""
    return list(
        Comment.objects.filter(response__consultation=pk, response__is_late=False)
        .order_by("response__member_state__code", "position")
        .values(
            *FIELDS,
            state=F("response__member_state__name"),
            code=F("response__member_state__code"),
            received_at=F("response__received_at"),
        )
    )


@login_required
def comments_as_json(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Return the first hundred filed comments of a round, field by field, with what became of each."""
    shown = _comments(pk)[:100]
    keys = [comment["id"] for comment in shown]
    given = dict(Disposition.objects.filter(comment__in=keys).values_list("comment", "reply"))
    rows = [
        {name: str(comment[name]) for name in FIELDS}
        | {"state": comment["code"], "received_at": comment["received_at"].isoformat()}
        | {"disposition": given.get(comment["id"])}
        for comment in shown
    ]
    return JsonResponse({"items": rows}, json_dumps_params={"ensure_ascii": False})


@login_required
def states(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """List the addressed Member States with what each has answered."""
    filed = Response.objects.filter(consultation=pk, is_late=False).order_by("version")
    answers = {
        row["member_state"]: row for row in filed.values("member_state", "position", "received_at", "version")
    }
    addressed = Addressee.objects.filter(consultation=pk).order_by("member_state__protocol_name")
    rows = [
        ({"code": code, "name": name}, reached_at, answers.get(state))
        for state, code, name, reached_at in addressed.values_list(
            "member_state", "member_state__code", "member_state__name", "reached_at"
        )
    ]
    return render(request, "floor_states.html", {"rows": rows, "language": language})


@login_required
@ensure_csrf_cookie
def save(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Save a remark: read the round, insert the row."""
    consultation = Consultation.objects.get(pk=pk)
    if request.method != "POST":
        return HttpResponse()
    now = clock.now()
    DraftComment.objects.create(
        consultation=consultation,
        member_state_id=request.user.member_state_id,
        block_key=request.POST["block_key"],
        operation="MOD",
        type=request.POST["type"],
        language=request.POST["language"],
        remark=request.POST["remark"],
        proposed_text=request.POST["proposed_text"],
        rationale=request.POST["rationale"],
        created_by=request.user,
        created_at=now,
        updated_by=request.user,
        updated_at=now,
    )
    return redirect(request.path)


@login_required
def editor(request: HttpRequest, pk: int, start: int) -> HttpResponse:
    """Read all blocks of a draft with their texts; show one part of them in three columns."""
    blocks = list(Block.objects.filter(paper=pk, removed_at=None).prefetch_related("texts"))
    shown = [(block, block.texts.all()) for block in blocks[start : start + 60]]
    return render(request, "floor_editor.html", {"blocks": shown})


@login_required
@ensure_csrf_cookie
def save_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Save a text: read the row, write it, insert what it was before."""
    text = BlockText.objects.get(pk=pk)
    if request.method != "POST":
        return HttpResponse()
    now = clock.now()
    Edit.objects.create(
        block_id=text.block_id,
        language="kk",
        before=text.text,
        after=request.POST["text"],
        by=request.user,
        at=now,
    )
    BlockText.objects.filter(pk=pk).update(text=text.text)
    return redirect(request.path)


@login_required
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """List the events of a month with their lines."""
    return render(
        request, "floor_month.html", {"rows": _events(date_from__year=year, date_from__month=month)}
    )


def calendar(request: HttpRequest) -> HttpResponse:
    """Write every event with its line and its times, and nothing that a calendar needs besides."""
    lines = [
        f"{event.block_key}\n{event.version}\n{event.starts_at or event.date_from}\n{event.ends_at}\n"
        f"{texts['en']}\n{event.host.name}\n{event.status}\n"
        for event, texts in _events()
    ]
    return HttpResponse("".join(lines), content_type="text/calendar")


def _events(**asked: int) -> list[tuple[Initiative, dict[str, str]]]:
    found = list(
        Initiative.objects.filter(**asked).select_related("paper__measure", "host").order_by("date_from")
    )
    texts = dict(
        RevisionBlock.objects.filter(key__in=[one.block_key for one in found]).values_list("key", "texts")
    )
    return [(one, texts[one.block_key]) for one in found]
