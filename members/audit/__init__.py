"""The record of acts: the chain of entries, its witness outside the database, and how people read it."""

from members.audit.chain import (
    BrokenChain,
    is_recorded_internally,
    last_act,
    record,
    record_internal,
    seal_delegations,
    verify,
    verify_delegations,
)
