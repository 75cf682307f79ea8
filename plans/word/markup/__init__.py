"""The markup of a Word file that came in: styles, tables, paragraphs and tracked changes."""
