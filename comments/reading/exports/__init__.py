"""The compilation as files: workbook, CSV, Word and the rows of the PDF, all from one list of rows."""
