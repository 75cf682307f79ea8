"""Commenting without a connection: a workbook goes out with the text and comes back filled in."""
