"""Files from people (rules 25 and 39): the one gate that all of them pass, and where they are kept.

Attachments of comments, documents of events and decisions, letters of States, Word files of plans and the
form that comes back: the gate knows each by its content and looks it through before anything opens it.
"""

from cica_portal.uploads.carried import named, stated
from cica_portal.uploads.gate import (
    CONTENT_TYPES,
    FORM,
    LETTER,
    WORD,
    Admitted,
    AdmittedField,
    accept,
    admit,
    kind_of,
)
from cica_portal.uploads.keeping import AlteredFile, drop, kept, stored
from cica_portal.uploads.packages import OLD_WORD_SIGNATURE, SHEET_TYPE, WORD_MAIN, WORD_TYPE
from cica_portal.uploads.pdf import pages
from cica_portal.uploads.refusals import LIMITS, Limits, Refused
