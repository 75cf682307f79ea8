"""People who send a large file over a slow line while others press the button, and hold threads."""

import http.client
import io
import secrets
import time
from dataclasses import dataclass

import pikepdf

MEBIBYTES = 4
PARTS = 40
BOUNDARY = "slow-line"


def large_file() -> bytes:
    """Return a PDF of one empty page that no compression makes smaller."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.obj["/PieceInfo"] = pdf.make_stream(secrets.token_bytes(MEBIBYTES * 1024 * 1024))
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


@dataclass
class SlowUpload:
    """A signed-in delegate on the page of a draft's files, and what came of the upload."""

    port: int
    path: str
    cookies: dict[str, str]
    fields: dict[str, str]
    content: bytes
    seconds: float
    status: int = 0
    page: str = ""

    def send(self) -> None:
        """Send the file evenly over `seconds`."""
        body = self._body()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=180)
        try:
            line.putrequest("POST", self.path)
            line.putheader("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
            line.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
            line.putheader("Content-Length", str(len(body)))
            line.endheaders()
            size = -(-len(body) // PARTS)
            for start in range(0, len(body), size):
                line.send(body[start : start + size])
                time.sleep(self.seconds / PARTS)
            answer = line.getresponse()
            self.status, self.page = answer.status, answer.read().decode()
        finally:
            line.close()

    def _body(self) -> bytes:
        fields = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in {**self.fields, "language": "en"}.items()
        ]
        file = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="large.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        )
        return "".join([*fields, file]).encode() + self.content + f"\r\n--{BOUNDARY}--\r\n".encode()
