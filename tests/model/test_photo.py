"""Photos are read as a person sees them, and whatever is not a photo gets one sentence."""

import struct
import zlib
from contextlib import suppress

import pytest
import torch
from PIL import Image, ImageChops, ImageDraw

from model.photo import MAX_BYTES, PhotoError, open_photo, transform
from tests.support import encoded

RED, GREY = (200, 30, 40), (128, 128, 128)


FAITHFUL = {
    "JPEG": {"quality": 100, "subsampling": 0},
    "WEBP": {"lossless": True},
    "AVIF": {"quality": 100, "subsampling": "4:4:4"},
}


@pytest.fixture
def picture():
    """A red corner at the top left of white paper: its place tells which way up it was read."""
    image = Image.new("RGB", (120, 80), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 40, 30), fill=RED)
    return image


def assert_looks_like(photo, expected, tolerance=6):
    assert photo.mode == "RGB" and photo.size == expected.size
    difference = ImageChops.difference(photo, expected.convert("RGB"))
    assert max(high for _, high in difference.getextrema()) <= tolerance


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF", "GIF", "WEBP", "AVIF", "JPEG"])
def test_every_usual_format_is_read(picture, format):
    assert_looks_like(open_photo(encoded(picture, format, **FAITHFUL.get(format, {}))), picture)


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF", "GIF", "WEBP", "AVIF", "JPEG", "HEIF"])
def test_a_photo_does_not_hold_its_file(picture, format):
    """Nor its decoder: a WebP's would keep two pictures more in memory."""
    assert type(open_photo(encoded(picture, format))) is Image.Image


def test_bytes_and_path_give_the_same_photo(picture, tmp_path):
    data = encoded(picture, "JPEG")
    (tmp_path / "photo.with.odd.name").write_bytes(data)
    assert open_photo(data).tobytes() == open_photo(tmp_path / "photo.with.odd.name").tobytes()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_the_camera_s_turn_is_undone(picture, orientation, format):
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,  # the file's pixels are turned against the clock, so it asks for the opposite
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = picture.transpose(turn[orientation]) if orientation in turn else picture
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert_looks_like(open_photo(encoded(stored, format, exif=exif, **FAITHFUL.get(format, {}))), picture)


def test_a_damaged_exif_block_does_not_matter(picture):
    data = encoded(picture, "PNG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff garbage")
    assert_looks_like(open_photo(data), picture)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_transparency_lies_on_white(mode):
    image = Image.new("RGBA", (60, 60), (0, 0, 0, 0))  # black under nothing: dropping the alpha would show black
    image.paste((*GREY, 255), (0, 0, 30, 60))
    format = "TIFF" if mode == "PA" else "PNG"
    source = image.convert("RGBA") if mode == "PA" else image.convert(mode)
    photo = open_photo(encoded(source, format))
    assert photo.getpixel((10, 30)) == GREY and photo.getpixel((50, 30)) == (255, 255, 255)


def test_half_transparency_mixes_with_white():
    photo = open_photo(encoded(Image.new("RGBA", (16, 16), (0, 0, 0, 128))))
    assert photo.getpixel((0, 0)) == pytest.approx((127, 127, 127), abs=1)


def test_a_palette_s_transparent_colour_lies_on_white():
    image = Image.new("P", (40, 40), 0)
    image.putpalette([10, 20, 30, *RED])
    image.paste(1, (0, 0, 20, 40))
    for format in ("PNG", "GIF"):
        photo = open_photo(encoded(image, format, transparency=0))
        assert photo.getpixel((5, 5)) == RED and photo.getpixel((30, 5)) == (255, 255, 255), format


def test_a_single_transparent_colour_lies_on_white():
    photo = open_photo(encoded(Image.new("RGB", (16, 16), (1, 2, 3)), transparency=(1, 2, 3)))
    assert photo.getpixel((4, 4)) == (255, 255, 255)


def test_sixteen_bits_keep_their_shades():
    row = struct.pack("<40H", *[32768] * 20, *[65535] * 20)
    image = Image.frombytes("I;16", (40, 20), row * 20)
    for format in ("PNG", "TIFF"):
        photo = open_photo(encoded(image, format))
        assert photo.getpixel((5, 5)) == pytest.approx(GREY, abs=1), format
        assert photo.getpixel((30, 5)) == (255, 255, 255), format


def test_sixteen_bit_colour_keeps_its_shades():
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    row = b"\0" + struct.pack(">3H", 200 * 257, 30 * 257, 40 * 257) * 16
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", 16, 16, 16, 2, 0, 0, 0))
    data += chunk(b"IDAT", zlib.compress(row * 16)) + chunk(b"IEND", b"")
    assert open_photo(data).getpixel((4, 4)) == RED


@pytest.mark.parametrize("white", [1.0, 255.0, 65535.0])
def test_floating_point_photos_keep_their_shades(white):
    image = Image.new("F", (40, 20), white)
    image.paste(white / 2, (0, 0, 20, 20))
    photo = open_photo(encoded(image, "TIFF"))
    assert photo.getpixel((5, 5)) == pytest.approx(GREY, abs=1)
    assert photo.getpixel((30, 5)) == (255, 255, 255)


def test_cmyk_and_one_bit_photos_keep_their_shades(picture):
    assert_looks_like(open_photo(encoded(picture.convert("CMYK"), "TIFF")), picture, tolerance=3)
    assert_looks_like(open_photo(encoded(picture.convert("CMYK"), "JPEG", quality=100)), picture, tolerance=40)
    one_bit = Image.new("1", (40, 20), 1)
    assert open_photo(encoded(one_bit)).getpixel((3, 3)) == (255, 255, 255)


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_several_frames_the_first_is_read(picture, format):
    later = Image.new("RGB", picture.size, (0, 0, 90))
    data = encoded(picture, format, save_all=True, append_images=[later, later], **FAITHFUL.get(format, {}))
    assert_looks_like(open_photo(data), picture)


def test_a_large_jpeg_is_decoded_small(picture):
    photo = open_photo(encoded(picture.resize((4800, 3200), Image.Resampling.NEAREST), "JPEG"))
    same = picture.resize((1200, 800), Image.Resampling.NEAREST)
    assert photo.size == same.size
    torch.testing.assert_close(transform(photo), transform(same), atol=0.05, rtol=0)


def test_a_jpeg_of_many_pixels_is_read_where_another_format_is_not():
    large = Image.new("L", (9000, 6000), 128)
    assert open_photo(encoded(large, "JPEG")).getpixel((3, 3)) == GREY
    with pytest.raises(PhotoError, match="too many pixels"):
        open_photo(encoded(large.convert("1"), "PNG"))


GOOD = encoded(Image.effect_noise((64, 64), 80))
BAD = {
    "empty": (b"", "This file is empty"),
    "text": (b"hello, this is not a photo", "not a photo that can be read"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a photo that can be read"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a photo that can be read"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "not a photo that can be read"),
    "cut off": (GOOD[: len(GOOD) // 2], "damaged or cut off"),
    "wrong checksum": (GOOD[:60] + bytes([GOOD[60] ^ 255]) + GOOD[61:], "damaged or cut off"),
    "header only": (GOOD[:33], "damaged or cut off|not a photo"),
    "too many bytes": (b"\0" * (MAX_BYTES + 1), "This file has 30 MB; the limit is 30 MB"),
    "a dot": (encoded(Image.new("RGB", (1, 1))), "This photo has 1 × 1 pixels: send one of at least 16 each way"),
    "a small one": (encoded(Image.new("RGB", (15, 200))), "This photo has 15 × 200 pixels"),
    "a line": (encoded(Image.new("1", (3_000_000, 16))), "3000000 × 16 pixels: send one of at least 16 each way"),
    "a strip": (encoded(Image.new("L", (421, 21))), "at most 20 times as long as wide"),
    "bomb": (encoded(Image.new("1", (14000, 14000))), "too many pixels; the limit is 50 megapixels"),
}


@pytest.mark.parametrize(("data", "sentence"), BAD.values(), ids=BAD)
def test_what_is_not_a_photo_gets_one_sentence(data, sentence):
    with pytest.raises(PhotoError, match=sentence) as caught:
        open_photo(data)
    assert str(caught.value).count("\n") == 0 and str(caught.value).endswith(".")


def test_a_missing_file_gets_one_sentence(tmp_path):
    with pytest.raises(PhotoError, match="cannot be opened"):
        open_photo(tmp_path / "gone.jpg")


TIFF = pytest.param("TIFF", marks=pytest.mark.slow)  # each is decoded in a process of its own


@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "WEBP", "BMP", TIFF])
def test_a_file_damaged_anywhere_is_a_photo_or_a_sentence(picture, format):
    generator = torch.Generator().manual_seed(1)
    data = encoded(picture, format)
    for _ in range(60):
        damaged = bytearray(data)
        for place in torch.randint(len(data), (8,), generator=generator).tolist():
            damaged[place] = int(torch.randint(256, (1,), generator=generator))
        with suppress(PhotoError):
            assert open_photo(bytes(damaged)).mode == "RGB"


def test_a_photo_of_an_iphone_is_read(tmp_path):
    """HEIC, turned by its EXIF as phones do."""
    photo = Image.new("RGB", (96, 64), "white")
    photo.paste("navy", (0, 0, 48, 64))
    exif = photo.getexif()
    exif[0x0112] = 6  # turn it right by a quarter to see it upright
    photo.save(tmp_path / "photo.heic", exif=exif)
    read = open_photo(tmp_path / "photo.heic")
    assert read.mode == "RGB" and read.size in ((64, 96), (96, 64))
    upright = open_photo((tmp_path / "photo.heic").read_bytes())
    assert upright.tobytes() == read.tobytes()
