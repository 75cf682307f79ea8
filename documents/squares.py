"""QR codes of the addresses at which a paper is checked, as pictures inside the paper."""

import base64
import io
from functools import lru_cache

import qrcode


@lru_cache(maxsize=16)  # 8 ms of the 80 of a note, which is printed in three languages and in all of them
def square(text: str) -> str:
    """Return a QR code, quiet border included, as the address of a picture that holds the picture, a dot a
    cell. Drawn as a path of its 722 dark cells it took a third of the time of a note."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2, box_size=1)
    code.add_data(text)
    stream = io.BytesIO()
    code.make_image().save(stream, "PNG")
    return f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}"
