"""The read API described as OpenAPI 3.1, in the reader's language, for programs, the page and the tests."""

from api.description.document import document
