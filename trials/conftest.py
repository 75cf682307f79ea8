"""What a trial begins with that runs as tests do."""

pytest_plugins = ["tests.conftest"]
