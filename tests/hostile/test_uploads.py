"""No upload takes more of the server than a photo does."""

import base64
import time
import tracemalloc

import pytest

from model.photo import MAX_BYTES, PhotoError
from page.uploads import MAX_IN_PER_CENT, read
from tests.support import EXAMPLES

LONG = {
    "per cent signs": "data:," + "%41" * (MAX_BYTES // 3),
    "per cent signs in base64": "data:image/png;base64," + "%41" * (MAX_BYTES * 4 // 9),
    "base64 beyond the limit": "data:image/png;base64," + "A" * (MAX_BYTES * 4 // 3 + 4),
    "signs of base64 spelled out": "data:image/png;base64," + "%2B" * (MAX_BYTES * 4 // 9),
}


@pytest.mark.parametrize("url", LONG.values(), ids=LONG)
def test_a_long_data_url_is_a_sentence_before_it_is_much_memory(url):
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(PhotoError) as caught:
        read({"url": url})
    seconds, (_, most) = time.process_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(caught.value).endswith(".") and len(str(caught.value)) < 150
    assert seconds < 3 and most < 300e6


@pytest.mark.parametrize("spelled", [str.upper, str.lower])
def test_a_data_url_may_spell_out_what_a_url_cannot_hold(spelled):
    data = (EXAMPLES / "bag.jpg").read_bytes()
    written = base64.b64encode(data).decode()
    for sign in "+/=":
        written = written.replace(sign, spelled(f"%{ord(sign):x}"))
    assert "%" in written
    whole, other = read({"url": f"data:image/jpeg;base64,{written}"}), read({"url": _plain(data)})
    assert whole.tobytes() == other.tobytes()


def test_a_short_data_url_in_per_cent_signs_is_read():
    data = (EXAMPLES / "bag.jpg").read_bytes()
    url = "data:image/jpeg," + "".join(f"%{byte:02X}" for byte in data[: MAX_IN_PER_CENT // 3])
    assert read({"url": url}).size == read({"url": _plain(data)}).size


def _plain(data: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(data).decode()
