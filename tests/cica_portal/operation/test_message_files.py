"""The queue of files: whole messages alone, each taken once, and nothing that is torn ends a worker."""

import subprocess
import sys
from pathlib import Path
from queue import Empty

import pytest
from django.conf import settings
from kombu.exceptions import ChannelError

from cica_portal.celery import app
from tests.cica_portal.queue_process import connection

PRODUCERS, CONSUMERS, EACH = 3, 3, 100


@pytest.fixture
def folder(tmp_path) -> Path:
    for name in ("messages", "control", "taken"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def channel(folder):
    with connection(folder) as opened:
        yield opened.channel()


def start(*arguments: object) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.cica_portal.queue_process", *map(str, arguments)]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, stderr=subprocess.PIPE, text=True)


def test_the_embedded_queue_is_this_one():
    with app.connection_for_write("files://localhost") as opened:
        assert type(opened.transport).__module__ == "cica_portal.operation.message_files"


def test_many_write_and_many_take_and_each_message_is_taken_once(folder):
    """Every consumer looks while messages are being written, and tables of exchanges as well."""
    total = PRODUCERS * EACH
    processes = [start("take", folder, f"c{number}", total) for number in range(CONSUMERS)]
    processes += [start("put", folder, f"p{number}", EACH) for number in range(PRODUCERS)]
    said = [process.communicate(timeout=180)[1] for process in processes]

    assert [process.returncode for process in processes] == [0] * len(processes), said
    taken = [path.name.partition(".")[0] for path in (folder / "taken").iterdir()]
    assert sorted(taken) == sorted(f"p{who}-{each}" for who in range(PRODUCERS) for each in range(EACH))
    assert list((folder / "messages").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b'{"body": "ab', b"\xff\xfe", b"17"])
def test_a_torn_message_is_set_aside_and_the_next_one_taken(channel, folder, content):
    torn = folder / "messages" / "0_torn.work.msg"
    torn.write_bytes(content)
    channel._put("work", {"body": "whole"})

    assert channel._get("work") == {"body": "whole"}
    assert [path.name for path in (folder / "messages").iterdir()] == ["0_torn.work.msg.torn"]
    with pytest.raises(Empty):
        channel._get("work")
    assert channel._size("work") == 0


def test_messages_are_taken_in_their_order_and_by_their_queue(channel):
    for number in range(3):
        channel._put("work", {"number": number})
    channel._put("other", {"number": 9})
    assert [channel._get("work")["number"] for _ in range(3)] == [0, 1, 2]
    assert (channel._size("work"), channel._size("other")) == (0, 1)
    assert channel._purge("other") == 1


def test_an_empty_table_of_an_exchange_is_written_anew(channel, folder):
    (folder / "control" / "work.exchange").write_bytes(b"")
    assert channel.get_table("work") == []
    for queue in ("work", "other", "work"):
        channel._queue_bind("work", "key", "", queue)
    assert [row.queue for row in channel.get_table("work")] == ["other", "work"]
    channel._delete("work", "work", "key", "")
    assert [row.queue for row in channel.get_table("work")] == ["other"]


def test_a_folder_that_is_gone_is_an_error_of_the_queue(channel, folder):
    (folder / "messages").rmdir()
    with pytest.raises(ChannelError, match="Cannot add"):
        channel._put("work", {})
