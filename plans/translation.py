from modeltranslation.translator import TranslationOptions, register

from plans.models import ConfidenceBuildingMeasure


@register(ConfidenceBuildingMeasure)
class ConfidenceBuildingMeasureTranslation(TranslationOptions):
    fields = ("dimension", "title")
