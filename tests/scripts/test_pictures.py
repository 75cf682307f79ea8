"""What the script of the pictures needs besides a browser."""

import io

import pytest
from PIL import Image

from cica_portal.languages import LANGUAGES
from guide import guides, texts
from scripts import pictures
from tests.cica_portal.access_table import TABLE


def test_a_picture_is_kept_small_and_whole():
    shown = Image.new("RGB", (1280, 800), "#ffffff")
    shown.paste("#8f3b00", (10, 10, 200, 60))
    png = io.BytesIO()
    shown.save(png, "PNG")
    kept = Image.open(io.BytesIO(pictures.compressed(png.getvalue())))

    assert (kept.size, kept.mode) == ((1280, 800), "P")
    assert kept.convert("RGB").getpixel((50, 30)) == (0x8F, 0x3B, 0)
    assert len(pictures.compressed(png.getvalue())) < 8000


@pytest.mark.parametrize(
    ("path", "name"),
    [("/plans/", "plans:paper-list"), ("/plans/?page=2", "plans:paper-list"), ("/nowhere", "")],
)
def test_a_page_is_known_by_its_address(path, name):
    assert pictures.name_of(path) == name


def test_every_picture_of_guides_and_readme_is_there():
    rows = texts.data("pictures")
    steps = [step for slug in guides.SLUGS for step in texts.data(f"guides/{slug}")["steps"]]
    wanted = {step["picture"] for step in steps if "picture" in step}
    readme = (pictures.BASE_DIR / "README.md").read_text(encoding="utf-8")
    files = [pictures.GUIDES / code / f"{row['name']}.png" for row in rows for code in LANGUAGES]

    assert wanted == {row["name"] for row in rows}
    assert {row["page"] for row in rows} - set(TABLE) == set()
    assert [file for file in files if not file.exists()] == []
    in_readme = {row["name"] for row in rows if f"docs/pictures/{row['name']}.png" in readme}
    assert in_readme == {row["name"] for row in rows if "readme" in row}
