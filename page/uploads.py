"""What comes up from a browser or a program: from Gradio's file values to photos, read in one way."""

from base64 import b64decode
from pathlib import Path
from urllib.parse import unquote_to_bytes

from gradio.utils import get_upload_folder, is_in_or_equal
from PIL import Image

from model.decoding import PhotoError, Turn
from model.limits import MAX_BYTES
from model.photo import open_photo
from page.turns import TURNS

MAX_IN_PER_CENT = 1_000_000  # characters of a data: URL that is not in base64

Upload = dict | None  # what Gradio sends: a file of this server under "path", or a data: URL under "url"


def read(upload: Upload, turn: Turn = TURNS.take) -> Image.Image:
    """The sender's photo, however it came, without what its file says beside it: its place, its date, its camera.

    It waits for its turn among all that are read. Raises PhotoError, one sentence.
    """
    return opened(_contents(upload), turn)


def opened(contents: bytes | str, turn: Turn) -> Image.Image:
    """The photo of a file's bytes or path, as `read` gives it."""
    photo = open_photo(contents, turn)
    photo.info.clear()  # from where Pillow would carry it over into what is made of the photo
    return photo


def is_ours(value: object) -> bool:
    """Whether it is a file value as Gradio gives it to who uploads here, of a file in its folder."""
    if not isinstance(value, dict) or not _lies_here(path := value.get("path")):
        return False
    texts = [value.get(key) for key in ("url", "orig_name", "mime_type")]
    return (
        all(text is None or isinstance(text, str) for text in texts)
        and isinstance(value.get("size"), int | None)
        and value.get("meta") == {"_type": "gradio.FileData"}
        and not set(value) - {"path", "url", "orig_name", "mime_type", "size", "meta", "is_stream"}
        and value.get("is_stream") in (None, False)
        and Path(path).is_file()
    )


def _lies_here(path: object) -> bool:
    """Whether it is the path of something in the folder of uploads, be it there or not."""
    return isinstance(path, str) and path != "" and "\0" not in path and is_in_or_equal(path, get_upload_folder())


def _contents(upload: Upload) -> bytes | str:
    """The file's path or its bytes."""
    if path := path_of(upload):
        return path
    url = upload.get("url") if isinstance(upload, dict) else None
    if not isinstance(url, str) or not url.startswith("data:"):
        raise PhotoError("There is no photo: upload one, or send it as a data: URL.")
    return _of_data_url(url)


def _of_data_url(url: str) -> bytes:
    """Its size is looked at first: what is written in per cent signs takes a hundred times its length to decode."""
    head, _, body = url.partition(",")
    in_base64 = head.endswith(";base64")
    if len(body) > (MAX_BYTES * 4 / 3 if in_base64 else MAX_IN_PER_CENT):
        raise PhotoError("This data: URL is too long: send at most {most} MB, in base64.", most=MAX_BYTES // 10**6)
    try:
        if not in_base64:
            return unquote_to_bytes(body)
        for sign in "+/=":  # the three that a URL may spell out
            body = body.replace(f"%{ord(sign):X}", sign).replace(f"%{ord(sign):x}", sign)
        return b64decode(body)
    except ValueError as error:
        raise PhotoError("This data: URL is damaged: send the photo again.") from error


def path_of(upload: Upload) -> str | None:
    """Where an upload of this server lies; None for all else, a path of elsewhere too."""
    path = upload.get("path") if isinstance(upload, dict) else None
    # Gradio keeps foreign paths out only of requests that say they hold a file; others reach this line unchecked.
    return path if _lies_here(path) else None


def name_of(upload: Upload) -> str:
    """The file's name as its owner knows it, without folders; "" where there is none."""
    names = [upload.get("orig_name"), upload.get("path")] if isinstance(upload, dict) else []
    name = next((name for name in names if name and isinstance(name, str)), "")
    return name.replace("\\", "/").rsplit("/", 1)[-1]
