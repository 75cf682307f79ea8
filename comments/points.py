"""Open points of consultations and of what States say in them."""

from comments.answering import points as answering
from comments.procedure import points as procedure
from comments.writing import points as writing

KINDS = (*procedure.KINDS, *writing.KINDS, *answering.KINDS)
