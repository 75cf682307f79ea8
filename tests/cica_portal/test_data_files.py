import pytest
from django.conf import settings

from cica_portal import data_files


def test_a_file_that_says_a_key_twice_is_refused(tmp_path):
    file = tmp_path / "forms.yaml"
    file.write_text("ru:\n  sheet: лист\n  page: страница\n  sheet: лист\n", encoding="utf-8")
    with pytest.raises(data_files.DoubleKey, match="'sheet' stands here twice"):
        data_files.read(file)


def test_a_file_is_read_with_what_it_takes_over(tmp_path):
    file = tmp_path / "forms.yaml"
    file.write_text(
        "first: &first {a: 1, b: 2}\nlast: &last {c: 3}\nboth: {<<: *first, <<: *last, b: 4}\n",
        encoding="utf-8",
    )
    assert data_files.read(file)["both"] == {"a": 1, "b": 4, "c": 3}


def test_no_data_file_of_the_portal_says_a_key_twice():
    files = [
        file for part in ("*/data/**", "organization") for file in settings.BASE_DIR.glob(f"{part}/*.yaml")
    ]
    assert len(files) > 30
    for file in files:
        data_files.read(file)
