"""Which frozen texts a person reads: what was circulated to the State, and what was adopted."""

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from comments.models import Consultation
from initiatives.models import PUBLISHED
from members.models import User
from plans.models import ConceptPaper, Revision


def revisions(user: User) -> QuerySet[Revision]:
    """Return the revisions `user` may read: the Secretariat all, a coordinator those of the own measures, a
    delegate those of rounds that addressed the State; and everybody the last one of an adopted plan."""
    if not user.is_authenticated:
        return Revision.objects.none()
    if user.is_secretariat:
        return Revision.objects.all()
    last = Revision.objects.filter(paper=OuterRef("paper")).order_by("-number").values("number")[:1]
    adopted = Q(paper__status__in=PUBLISHED, number=F("last_number"))
    if user.is_coordinator:
        own = Q(paper__in=ConceptPaper.objects.coordinated_by(user))
    else:
        own = Q(pk__in=Consultation.objects.visible_to(user).values("revision"))
    return Revision.objects.annotate(last_number=Subquery(last)).filter(adopted | own)


def last_consultations(user: User) -> dict[int, int]:
    """Return the last round on each revision that `user` may see: where it is read with its comments."""
    consultations = (
        Consultation.objects.visible_to(user).order_by().values("revision").annotate(last=Max("pk"))
    )
    return dict(consultations.values_list("revision", "last"))
