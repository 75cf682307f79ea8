"""The forms about notes, by what they are for."""
