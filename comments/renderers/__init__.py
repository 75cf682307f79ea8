"""Documents of consultations, from rows to files. For processes that render."""

from comments.renderers import annex, certificate, comments_table, compilation, receipt

__all__ = ["annex", "certificate", "comments_table", "compilation", "receipt"]
