from modeltranslation.translator import TranslationOptions, register

from members.models import MemberState


@register(MemberState)
class MemberStateTranslation(TranslationOptions):
    fields = ("name", "full_name", "capital")
