"""The house's official terms beside the text: found in it, missed in a translation, named in two ways."""
