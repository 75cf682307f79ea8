"""Word in and out: a concept paper read from a .docx file, and a plan written as one."""
