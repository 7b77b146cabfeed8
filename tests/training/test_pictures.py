"""`python -m training pictures`: the tree's sheet is what the command makes, of pictures that `fit` learns from."""

import torch
from PIL import Image

from model import pictures
from training.__main__ import main
from training.data.mnist import as_pictures, as_printed, fashion_mnist


def test_the_command_makes_the_sheet_that_is_there(full_data_dir, tmp_path):
    again = tmp_path / "again.png"
    assert main(["pictures", "--data-dir", str(full_data_dir), "--output", str(again)]) == 0
    with Image.open(again) as made, Image.open(pictures.SHEET) as there:
        assert made.mode == there.mode == "L" and made.tobytes() == there.tobytes()


def test_none_of_them_is_held_out_of_learning(full_data_dir):
    found, _ = pictures.read()
    held_out = fashion_mnist(full_data_dir, held_out=True)
    apart = {bytes(picture.numpy()) for picture in as_pictures(held_out.x)}
    shared = [picture for picture in found if bytes(picture.numpy()) in apart]
    assert len(shared) < 10  # the data set has a few pictures twice
    assert torch.equal(as_printed(as_pictures(held_out.x)), held_out.x)
