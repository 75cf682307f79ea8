from django.conf import settings

from trials.benchmarks import results
from trials.benchmarks.measure import Limit, Row


def test_the_table_sets_both_databases_side_by_side_between_its_marks(tmp_path):
    evidence = tmp_path / "evidence.md"
    evidence.write_text(f"Before\n\n{results.BEGIN}\nof an earlier run\n{results.END}\n\nAfter\n")
    over = Row("list", 0.010, 0.030, 1.3, queries=6, limits=(Limit("queries", 6, 5),))
    grown = Row("list: 8 times as much", 0.010, 0.020, 2.5, times=8)
    results.keep(tmp_path, "sqlite", {"pages": [Row("list", 0.010, 0.030, 1.3)], "growth": [grown]}, "2 x A")
    results.keep(tmp_path, "sqlite", {"pages": [Row("list", 0.010, 0.012, 1.3, queries=5)]}, "2 x B")
    results.keep(tmp_path, "postgresql", {"pages": [over]}, "2 x A")

    results.write(evidence, tmp_path)

    text = evidence.read_text()
    assert text.startswith("Before\n\n") and text.endswith("\n\nAfter\n") and "earlier" not in text
    sqlite, postgresql, _empty, head, _rule, first, second = text.split("\n")[4:11]
    assert sqlite.startswith("- SQLite: ") and "pages on 20" in sqlite and "2 x B; " not in sqlite
    assert postgresql.endswith("2 x A.")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in (head, first, second)]
    assert rows[0] == list(results.HEAD)
    said = "OVER on PostgreSQL: 3 x floor, 6 queries"
    assert rows[1] == [
        "list",
        "1.3 x",
        "10.0 ms",
        "12.0 ms",
        "1.20",
        "10.0 ms",
        "30.0 ms",
        "3.00",
        "",
        "5 / 6",
        "",
        said,
    ]
    assert rows[2] == [
        "list: 8 times as much",
        "2.5 x",
        "10.0 ms",
        "20.0 ms",
        "2.00",
        "",
        "",
        "",
        "n^0.33",
        "",
        "",
        "within",
    ]


def test_the_evidence_has_a_place_for_what_the_bench_prints():
    text = (settings.BASE_DIR / "docs" / "evidence.md").read_text(encoding="utf-8")
    assert text.count(results.BEGIN) == text.count(results.END) == 1
