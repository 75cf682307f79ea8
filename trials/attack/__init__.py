"""Attacks on the portal in this process, on a database of its own: `make attack`, with figures printed."""
