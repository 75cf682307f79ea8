"""Files that are put together: of parts that are stored, with their tags, and with numbers on their pages."""
