from pathlib import Path

from fontTools.ttLib import TTFont

from cica_portal.web import fonts
from cica_portal.web.fonts import FACES, SystemFontFinder, served_name

SERVED = [served_name(face) for face in FACES]
# Every letter of the three languages, with the signs of a note's own words.
LETTERS = {
    "en": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz“”‘’–—",
    "ru": "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя«»№",
    "kk": "ӘҒҚҢӨҰҮҺІәғқңөұүһі",
}
FIRST_VISIT_FACE = 45 * 1024


def font_folder(folder: Path, faces=FACES) -> Path:
    for face in faces:
        (folder / face).write_bytes(b"font")
    return folder


def test_faces_are_cut_from_the_systems_and_hold_every_letter_of_the_languages(tmp_path):
    finder = SystemFontFinder(kept=tmp_path)

    for name in SERVED:
        file = Path(finder.find(f"portal/fonts/{name}"))
        with TTFont(file) as font:
            signs = font.getBestCmap()
        assert file.parent == tmp_path
        assert file.stat().st_size < FIRST_VISIT_FACE, name
        assert {sign for letters in LETTERS.values() for sign in letters if ord(sign) not in signs} == set()
        assert f'url("{name}") format("woff2")' in Path(finder.find("portal/fonts/faces.css")).read_text()
    assert {name for name, _ in finder.list([])} == {*SERVED, "faces.css"}


def test_a_face_is_cut_once_and_again_when_the_system_has_a_newer_one(tmp_path):
    system, kept = tmp_path / "system", tmp_path / "kept"
    system.mkdir()
    for face in FACES:
        (system / face).symlink_to(fonts.font_folder() / face)
    finder = SystemFontFinder(folders=[system], kept=kept)
    made = Path(finder.find(f"portal/fonts/{SERVED[0]}"))
    first = made.stat()

    assert Path(finder.find(f"portal/fonts/{SERVED[0]}")).stat().st_ino == first.st_ino
    (system / FACES[0]).unlink()
    (system / FACES[0]).write_bytes((fonts.font_folder() / FACES[0]).read_bytes())
    assert Path(finder.find(f"portal/fonts/{SERVED[0]}")).stat().st_ino != first.st_ino
    assert [file.name for file in kept.iterdir()] == [SERVED[0]]


def test_without_all_four_faces_nothing_is_served_but_a_style_sheet_without_files(tmp_path):
    finder = SystemFontFinder(folders=[font_folder(tmp_path, FACES[:3])], kept=tmp_path / "kept")

    assert [name for name, _ in finder.list([])] == ["faces.css"]
    assert finder.find("portal/fonts/NotoSerif-Bold.woff2") == ""
    assert "url(" not in Path(finder.find("portal/fonts/faces.css")).read_text()


def test_other_files_of_the_font_folder_are_not_served(tmp_path):
    (font_folder(tmp_path) / "NotoSans-Regular.ttf").write_bytes(b"font")
    finder = SystemFontFinder(folders=[tmp_path], kept=tmp_path / "kept")

    assert finder.find("portal/fonts/NotoSans-Regular.ttf") == ""
    assert finder.find("portal/fonts/NotoSans-Regular.woff2") == ""
    assert finder.find("portal/fonts/../fonts/NotoSerif-Bold.woff2") == ""
    assert finder.find("NotoSerif-Bold.woff2") == ""
