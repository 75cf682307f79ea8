"""Pages about the words of a draft: found and replaced in all its texts."""
