"""The editor of a plan of 600 blocks in three languages: opening it, saving one block as it is typed."""

from itertools import count

import brotli
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import get_random_string

from cica_portal.languages import LANGUAGES
from members.accounts import served
from members.models import User
from plans.models import Block, BlockText, ConceptPaper, ConfidenceBuildingMeasure
from tests.factories import plans as factory
from trials.benchmarks.measure import Limit, Row, in_turns, kilobytes
from trials.benchmarks.pages import BROTLI_QUALITY, FLOORS, PORTAL, _count, _queries, _sign_in
from trials.benchmarks.servers import running

BLOCKS = 600
TEXT = {
    "en": "The Member States exchange views on the security of and in the use of ICTs, and on its practice.",
    "ru": "Государства-члены обмениваются мнениями о безопасности в сфере использования ИКТ и самих ИКТ.",
    "kk": "Мүше мемлекеттер АКТ-ны пайдалану қауіпсіздігі және АКТ-ның қауіпсіздігі туралы пікір алмасады.",
}
PAGE, SAVE = 1.5, 3
PAGE_QUERIES, SAVE_QUERIES, PAGE_KILOBYTES = 12, 22, 60


@transaction.atomic
def long_plan() -> ConceptPaper:
    measure = ConfidenceBuildingMeasure.objects.first()
    paper = factory.paper(measure=measure, slug="long-plan", blocks=0, period_from=1990, period_to=1991)
    for number in range(1, BLOCKS):
        texts = {language: f"{number}. {TEXT[language]}" for language in LANGUAGES}
        factory.block(paper, kind="heading" if number % 20 == 1 else "paragraph", texts=texts)
    return paper


def rows(officer: User, environment: dict[str, str]) -> list[Row]:
    paper = long_plan()
    with running(*FLOORS, environment) as floor, running(*PORTAL, environment) as portal:
        session = _sign_in(officer, floor, portal)
        block = Block.objects.get(paper=paper, position=300)
        path = f"{reverse('plans:paper-edit', args=[paper.slug])}?at={block.key}"
        floor_path = f"/plans/{paper.pk}/edit/{block.position // 60 * 60}/"
        queries = _queries(session, path)
        weight = kilobytes(len(brotli.compress(portal.get(path), quality=BROTLI_QUALITY)))
        times = in_turns(
            lambda: floor.get(floor_path),
            lambda: portal.get(path),
            clocks=(floor.processor, portal.processor),
        )
        page = Row(
            f"editor page, {BLOCKS} blocks", *times, PAGE, queries=queries,
            kilobytes=weight,
            limits=(Limit("queries", queries, PAGE_QUERIES), Limit("kB", weight, PAGE_KILOBYTES)),
        )  # fmt: skip

        token = get_random_string(32)
        for server in (floor, portal):
            server.cookies[settings.CSRF_COOKIE_NAME] = token
        text = BlockText.objects.get(block=block, language="ru")
        versions = count(text.version)
        save = reverse("plans:block-edit", args=[paper.slug, block.key, "ru"])

        def typed() -> dict[str, str]:
            version = next(versions)
            return {
                "ru-text": f"{text.text} {version}",
                "ru-version": str(version),
                "csrfmiddlewaretoken": token,
                served.FIELD: served.mark(officer),
            }

        queries = _count(lambda: session.post(save, typed()), 302)
        times = in_turns(
            lambda: floor.post(f"/texts/{text.pk}/save/", {"text": "New", "csrfmiddlewaretoken": token}),
            lambda: portal.post(save, typed()),
            clocks=(floor.processor, portal.processor),
            at_most=100,
        )
        saved = Row("save a block", *times, SAVE, queries=queries,
                    limits=(Limit("queries", queries, SAVE_QUERIES),))  # fmt: skip
    return [page, saved]
