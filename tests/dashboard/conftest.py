from tests.notes.conftest import media, officer, people, signatory

__all__ = ["media", "officer", "people", "signatory"]
