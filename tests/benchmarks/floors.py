"""The same rows by the least that Django needs: two queries, one plain template, nothing derived."""

from collections import defaultdict

from django.contrib.auth.decorators import login_required
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
    blocks = list(
        RevisionBlock.objects.filter(revision__consultations=pk).only("key", "kind", "position", "texts")
    )
    by_block = defaultdict(list)
    for comment in _comments(pk):
        by_block[comment.block_key].append(comment)
    shown = [(block, block.texts[language], by_block[block.key]) for block in blocks]
    context = {"blocks": shown, "general": by_block[None], "language": language}
    return render(request, "floor_text.html", context)


@login_required
def comments(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """List the filed comments of a round with the text that each is about."""
    texts = {
        block.key: block.texts[language]
        for block in RevisionBlock.objects.filter(revision__consultations=pk).only("key", "position", "texts")
    }
    rows = [(comment, texts.get(comment.block_key, "")) for comment in _comments(pk)]
    return render(request, "floor_comments.html", {"rows": rows, "language": language})


def _comments(pk: int) -> list[Comment]:
    return list(
        Comment.objects.filter(response__consultation=pk, response__is_late=False)
        .select_related("response__member_state")
        .defer("response__member_state__forms")
        .order_by("response__member_state__code", "position")
    )


@login_required
def comments_as_json(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Return the first hundred filed comments of a round, field by field, with what became of each."""
    shown = _comments(pk)[:100]
    given = {one.comment_id: one for one in Disposition.objects.filter(comment__in=shown)}
    rows = [
        {name: str(getattr(comment, name)) for name in FIELDS}
        | {
            "state": comment.response.member_state.code,
            "received_at": comment.response.received_at.isoformat(),
        }
        | {"disposition": given[comment.pk].reply if comment.pk in given else None}
        for comment in shown
    ]
    return JsonResponse({"items": rows}, json_dumps_params={"ensure_ascii": False})


@login_required
def states(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """List the addressed Member States with what each has answered."""
    answers = {
        response.member_state_id: response
        for response in Response.objects.filter(consultation=pk, is_late=False).order_by("version")
    }
    addressees = (
        Addressee.objects.filter(consultation=pk).select_related("member_state").defer("member_state__forms")
    )
    rows = [(one.member_state, one.reached_at, answers.get(one.member_state_id)) for one in addressees]
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
