"""The API as programs call it: the real server, the real client, and plain HTTP."""

import base64
import json
import urllib.request

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from model.labels import LABELS
from model.photo import open_photo
from model.predictor import DEFAULT, SHIPPED, Predictor
from tests.support import ROOT, encoded
from training.data.mnist import FashionMNIST, fashion_mnist

SNEAKER = ROOT / "examples" / "sneaker.jpg"


@pytest.fixture(scope="module")
def client(app_url):
    return Client(app_url, verbose=False)


def data_url(data: bytes, kind="image/jpeg") -> dict:
    return {"url": f"data:{kind};base64,{base64.b64encode(data).decode()}"}


def test_predict_returns_a_label_value(client):
    answer = client.predict(handle_file(SNEAKER), api_name="/predict")
    assert answer["label"] == "Sneaker" == answer["confidences"][0]["label"]
    confidences = [row["confidence"] for row in answer["confidences"]]
    assert {row["label"] for row in answer["confidences"]} == set(LABELS)
    assert sum(confidences) == pytest.approx(1) and confidences == sorted(confidences, reverse=True)


def test_inspect_returns_one_object(client):
    answer = client.predict(handle_file(SNEAKER), api_name="/inspect")
    expected = Predictor().predict(open_photo(SNEAKER))
    assert answer == {
        "label": "Sneaker",
        "probabilities": pytest.approx(expected.probabilities),
        "recognised": True,
        "score": pytest.approx(expected.score),
        "model": expected.model,
    }


@pytest.mark.parametrize("network", SHIPPED)
@pytest.mark.parametrize("by_name", [True, False])
def test_a_program_chooses_the_network(client, network, by_name):
    expected = Predictor(SHIPPED[network]).predict(open_photo(SNEAKER))
    chosen = {"network": network} if by_name else {}
    position = [] if by_name else [network]
    answer = client.predict(handle_file(SNEAKER), *position, **chosen, api_name="/inspect")
    assert answer["model"] == expected.model
    assert answer["probabilities"] == pytest.approx(expected.probabilities)
    answer = client.predict(handle_file(SNEAKER), *position, **chosen, api_name="/predict")
    assert answer["confidences"][0]["confidence"] == pytest.approx(max(expected.probabilities.values()))


def test_the_default_is_not_what_was_asked_before(client):
    for _ in range(2):
        assert client.predict(handle_file(SNEAKER), "mlp", api_name="/inspect")["model"].startswith("mlp-")
        assert client.predict(handle_file(SNEAKER), api_name="/inspect")["model"] == Predictor().model


@pytest.mark.parametrize("network", ["lenet", "", None, 3, ["mlp"], {"mlp": 1}])
def test_an_unknown_network_gets_one_sentence(client, network):
    for endpoint in ("/predict", "/inspect"):
        with pytest.raises(AppError) as caught:
            client.predict(handle_file(SNEAKER), network, api_name=endpoint)
        assert str(caught.value) == f"There is no network {network!r}; there are: resnet, mlp."


@pytest.mark.parametrize("kind", ["transparent", "turned", "palette", "animated", "16 bits"])
def test_the_way_a_photo_comes_does_not_matter(client, kind, tmp_path):
    """A file and a data: URL give the same answer, also where Gradio itself reads the two in different ways."""
    photo = Image.open(SNEAKER).resize((200, 200))
    exif = Image.Exif()
    exif[0x0112] = 3
    see_through = photo.convert("RGBA")
    see_through.putalpha(photo.convert("L").point(lambda v: 0 if v > 240 else 255))
    data, suffix = {
        "transparent": lambda: (encoded(see_through), "png"),
        "turned": lambda: (encoded(photo.rotate(180), "JPEG", exif=exif), "jpg"),
        "palette": lambda: (encoded(photo.quantize(16)), "png"),
        "animated": lambda: (encoded(photo, "GIF", save_all=True, append_images=[photo.rotate(90)]), "gif"),
        "16 bits": lambda: (
            encoded(photo.convert("L").convert("I").point(lambda v: v * 257 + 0).convert("I;16")),
            "png",
        ),
    }[kind]()
    path = tmp_path / f"photo.{suffix}"
    path.write_bytes(data)
    by_file = client.predict(handle_file(path), "mlp", api_name="/inspect")
    assert client.predict(data_url(data, f"image/{suffix}"), "mlp", api_name="/inspect") == by_file
    assert by_file["label"] == "Sneaker"
    expected = Predictor(SHIPPED["mlp"]).predict(open_photo(data))
    assert by_file["probabilities"] == pytest.approx(expected.probabilities)


@pytest.mark.parametrize("endpoint", ["/predict", "/inspect"])
def test_a_bad_photo_gets_one_sentence(client, endpoint, tmp_path):
    bad = tmp_path / "notes.jpg"
    bad.write_bytes(b"hello, this is not a photo")
    cases = {
        "not a photo that can be read": handle_file(bad),
        "This file is empty": data_url(b""),
        "damaged or cut off": data_url(SNEAKER.read_bytes()[:3000]),
        "This data: URL is damaged": {"url": "data:image/png;base64,abc"},
        "There is no photo": None,
    }
    for sentence, photo in cases.items():
        with pytest.raises(AppError, match=sentence) as caught:
            client.predict(photo, api_name=endpoint)
        assert str(caught.value).endswith(".") and "\n" not in str(caught.value)


def post(app_url, *data, endpoint="predict") -> str:
    """What `curl` gets for these values: the event stream."""
    call = f"{app_url}gradio_api/call/{endpoint}"
    body = json.dumps({"data": data}).encode()
    request = urllib.request.Request(call, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        event = json.load(response)["event_id"]
    with urllib.request.urlopen(f"{call}/{event}") as stream:
        return stream.read().decode()


@pytest.mark.parametrize("network", [None, *SHIPPED])
def test_plain_http_gets_the_same_answer(app_url, client, network):
    """Also for the photo alone, which is then for the default network."""
    asked = [network] if network else []
    for endpoint in ("predict", "inspect"):
        stream = post(app_url, data_url(SNEAKER.read_bytes()), *asked, endpoint=endpoint)
        assert stream.startswith("event: complete")
        answer = json.loads(stream.split("data: ", 1)[1])[0]
        assert answer == client.predict(handle_file(SNEAKER), network or DEFAULT, api_name=f"/{endpoint}")


def test_plain_http_without_a_photo_gets_the_sentence(app_url):
    for data in ([], [None], [None, DEFAULT]):
        stream = post(app_url, *data)
        assert stream.startswith("event: error") and "There is no photo" in stream


@pytest.mark.parametrize("meta", [{}, {"meta": {"_type": "gradio.FileData"}}])
@pytest.mark.parametrize("photo", [{"path": str(SNEAKER)}, {"path": None, "url": SNEAKER.as_uri()}])
def test_the_server_s_own_files_are_out_of_reach(app_url, photo, meta):
    stream = post(app_url, {**photo, **meta})
    assert stream.startswith("event: error") and "Sneaker" not in stream


def test_printed_pictures_score_as_their_tensors_do(client, data_dir):
    """Fashion-MNIST's test pictures as photos, inverted and enlarged to 280 px, through the served app."""
    expected = Predictor(SHIPPED["mlp"]).predict_tensor(fashion_mnist(data_dir, train=False).x)
    raw = FashionMNIST(data_dir, train=False).data
    for pixels, tensor_path in list(zip(raw, expected, strict=True))[::4]:
        photo = Image.fromarray((255 - pixels).numpy()).resize((280, 280), Image.Resampling.NEAREST)
        answer = client.predict(data_url(encoded(photo), "image/png"), "mlp", api_name="/inspect")
        assert answer["label"] == tensor_path.label
        assert answer["probabilities"] == pytest.approx(tensor_path.probabilities, abs=1e-5)
