from django.urls import reverse

from plans.models import ConceptPaper
from tests.factories import initiatives, members


def test_a_cancelled_event_serves_no_objective(paper, objective, client):
    ConceptPaper.objects.filter(pk=paper.pk).update(status="adopted")
    initiatives.initiative(paper, status="cancelled", objectives=[str(objective.key)])
    client.force_login(members.officer())
    assert client.get(reverse("initiatives:plan-matrix", args=[paper.slug])).context["unserved"] == 1
