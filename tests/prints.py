"""What a printed file says: its words, by page and as they stand, and its fonts."""

import io
import subprocess

import pikepdf


def text_of(rendered, *modes, first=1, last=0):
    command = ["pdftotext", "-f", str(first), "-l", str(last), *modes, "-", "-"]
    return subprocess.run(command, input=rendered.content, capture_output=True, check=True).stdout.decode()


def words_of(rendered, *modes, **pages):
    return " ".join(text_of(rendered, *modes, **pages).split())


def fonts_of(rendered, tmp_path):
    path = tmp_path / "file.pdf"
    path.write_bytes(rendered.content)
    lines = subprocess.run(["pdffonts", path], capture_output=True, check=True, text=True).stdout.splitlines()
    rows = [line.split() for line in lines[2:]]
    return sorted((row[0].partition("+")[2], row[-5], row[-3]) for row in rows)


def opened(rendered):
    return pikepdf.open(io.BytesIO(rendered.content))
