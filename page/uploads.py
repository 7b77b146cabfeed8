"""What comes up from a browser or a program: from Gradio's file values to photos, read in one way."""

from urllib.request import urlopen

from gradio.utils import get_upload_folder, is_in_or_equal
from PIL import Image

from model.photo import PhotoError, open_photo

Upload = dict | None  # what Gradio sends: a file of this server under "path", or a data: URL under "url"


def read(upload: Upload) -> Image.Image:
    """The sender's photo, however it came, without what its file says beside it: its place, its date, its camera.

    Raises PhotoError, one sentence.
    """
    photo = open_photo(_contents(upload))
    photo.info.clear()  # from where Pillow would carry it over into what is made of the photo
    return photo


def _contents(upload: Upload) -> bytes | str:
    """The file's path or its bytes."""
    path, url = (upload.get("path"), upload.get("url") or "") if isinstance(upload, dict) else (None, "")
    # Gradio keeps foreign paths out only of requests that say they hold a file; others reach this line unchecked.
    if path and is_in_or_equal(path, get_upload_folder()):
        return path
    if not url.startswith("data:"):
        raise PhotoError("There is no photo: upload one, or send it as a data: URL.")
    try:
        with urlopen(url) as data:
            return data.read()
    except ValueError as error:
        raise PhotoError("This data: URL is damaged: send the photo again.") from error


def name_of(upload: Upload) -> str:
    """The file's name as its owner knows it, without folders; "" where there is none."""
    name = (upload.get("orig_name") or upload.get("path") or "") if isinstance(upload, dict) else ""
    return name.replace("\\", "/").rsplit("/", 1)[-1]
