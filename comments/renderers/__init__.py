"""Documents of consultations, from rows to files. For processes that render."""

from comments.renderers import annex, comments_table, compilation, receipt
