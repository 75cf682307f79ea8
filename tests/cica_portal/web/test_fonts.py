from pathlib import Path

from cica_portal.web.fonts import FACES, SystemFontFinder


def font_folder(folder: Path, faces=FACES) -> Path:
    for face in faces:
        (folder / face).write_bytes(b"font")
    return folder


def test_system_fonts_are_found_with_their_style_sheet(tmp_path):
    finder = SystemFontFinder(folders=[font_folder(tmp_path)])

    assert {name for name, _ in finder.list([])} == {*FACES, "faces.css"}
    assert finder.find("portal/fonts/NotoSerif-Bold.ttf") == str(tmp_path / "NotoSerif-Bold.ttf")
    assert 'url("NotoSerif-Bold.ttf")' in Path(finder.find("portal/fonts/faces.css")).read_text()


def test_without_all_four_faces_nothing_is_served_but_a_style_sheet_without_files(tmp_path):
    finder = SystemFontFinder(folders=[font_folder(tmp_path, FACES[:3])])

    assert [name for name, _ in finder.list([])] == ["faces.css"]
    assert finder.find("portal/fonts/NotoSerif-Bold.ttf") == ""
    assert "url(" not in Path(finder.find("portal/fonts/faces.css")).read_text()


def test_other_files_of_the_font_folder_are_not_served(tmp_path):
    (font_folder(tmp_path) / "NotoSans-Regular.ttf").write_bytes(b"font")
    finder = SystemFontFinder(folders=[tmp_path])

    assert finder.find("portal/fonts/NotoSans-Regular.ttf") == ""
    assert finder.find("portal/fonts/../fonts/NotoSerif-Bold.ttf") == ""
    assert finder.find("NotoSerif-Bold.ttf") == ""
