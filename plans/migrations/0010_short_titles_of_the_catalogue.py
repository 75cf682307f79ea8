"""The short names of the measures of the Catalogue, for portals that were loaded before there were any."""

from django.db import migrations

SHORT_TITLES = {
    "nct_general": {
        "en": "New challenges and threats",
        "ru": "Новые вызовы и угрозы",
        "kk": "Жаңа сын-қатерлер мен қауіптер",
    },
    "ict_security": {
        "en": "ICT security",
        "ru": "Безопасность ИКТ",
        "kk": "АКТ қауіпсіздігі",
    },
    "illicit_drugs": {
        "en": "Illicit drugs",
        "ru": "Борьба с наркотиками",
        "kk": "Есірткіге қарсы күрес",
    },
    "epidemiological_safety": {
        "en": "Epidemiological safety",
        "ru": "Эпидемиологическая безопасность",
        "kk": "Эпидемиологиялық қауіпсіздік",
    },
    "sme": {
        "en": "SME",
        "ru": "МСП",
        "kk": "ШОК",
    },
    "transport_corridors": {
        "en": "Transport corridors",
        "ru": "Транспортные коридоры",
        "kk": "Көлік дәліздері",
    },
    "natural_disaster_management": {
        "en": "Natural disasters",
        "ru": "Стихийные бедствия",
        "kk": "Табиғи апаттар",
    },
}


def name_measures(apps, schema_editor):
    measures = apps.get_model("plans", "ConfidenceBuildingMeasure").objects
    for code, titles in SHORT_TITLES.items():
        measures.filter(code=code, short_titles={}).update(short_titles=titles)


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0009_short_titles"),
    ]

    operations = [
        migrations.RunPython(name_measures, migrations.RunPython.noop),
    ]
