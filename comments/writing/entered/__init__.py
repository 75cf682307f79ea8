"""Responses from outside the portal: an officer enters what came by note or mail, a signatory confirms it.

Once confirmed it is the State's response like any other, under the rules of time of the minute at which it
came; until then nobody but the Secretariat knows of it.
"""
