"""Mail: written as a row in the transaction of the act, sent by a sweep and by one sender (rule 17)."""

from members.mailing.rows import (
    Kind,
    is_written,
    tell_delegations,
    to_addresses,
    to_each,
    write,
    write_each,
    write_invitation,
    write_once,
    write_to,
)
