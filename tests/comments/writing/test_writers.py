"""Who of a delegation is writing where now, for its people alone."""

import datetime as dt

from tests.factories import comments


def test_who_is_writing_is_told_to_the_own_delegation_for_a_minute(
    client, consultation, contact, drafter, other, officer, set_clock, at
):
    draft = comments.draft(consultation, drafter)

    def told(user, after):
        set_clock(draft.updated_at + dt.timedelta(seconds=after))
        page = client.signed_in(user).page("comments:consultation-writers", consultation.pk)
        return f"{drafter.display_name} is writing here" in page, f"b-{draft.block_key}" in page

    assert told(contact, 30) == (True, True)
    assert told(contact, 61) == told(drafter, 30) == told(other, 30) == told(officer, 30) == (False, False)
    reader = client.page("comments:consultation-detail", consultation.pk)
    assert drafter.display_name not in reader
    own = client.signed_in(contact).page("comments:consultation-detail", consultation.pk)
    assert f'<span class="margin-who">{drafter.display_name}</span>' in own
