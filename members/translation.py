from modeltranslation.translator import TranslationOptions, register

from members.models import Correspondent, MemberState


@register(MemberState)
class MemberStateTranslation(TranslationOptions):
    fields = ("name", "full_name", "capital")


@register(Correspondent)
class CorrespondentTranslation(TranslationOptions):
    fields = ("name",)
