from notes.views.start import StartView, start

__all__ = ["StartView", "start"]
