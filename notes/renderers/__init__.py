"""Documents of notes and packages, from rows to files. For processes that render."""

from notes.renderers import packages, verbal_notes
