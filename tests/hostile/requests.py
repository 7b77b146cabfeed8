"""Every kind of request that strangers and visitors send, and how its answer is judged."""

import random

import httpx
from PIL import Image

from model.photo import open_photo
from model.predictor import Predictor
from tests.hostile import asking
from tests.hostile.asking import NO_PHOTOS, data_url
from tests.hostile.pictures import MADE_TO_HURT
from tests.support import EXAMPLES, encoded


class Requests:
    """Every kind of request, by its name; each asks, judges the answer and returns "right" or "a sentence"."""

    def __init__(self, url: str):
        self.api = f"{url}gradio_api/"
        photos = [path.read_bytes() for path in sorted(EXAMPLES.glob("*.jpg"))]
        predictor = Predictor()
        self.photos = [(photo, predictor.predict(open_photo(photo)).label) for photo in photos]
        self.hurting = {name: make() for name, (make, _) in MADE_TO_HURT.items()}
        self.honest = {"a photo": self.photo, "an uploaded photo": self.uploaded, "several photos": self.several}
        self.hostile = {
            "a value of another type": self.wrong_type,
            "odd entries among photos": self.odd_entries,
            "an endpoint that there is not": self.nowhere,
            "what is no JSON": self.no_json,
            "too many values": self.values,
            "a photo in per cent signs": self.per_cent,
            "an answer of nobody's": self.nobody,
            "a request left alone": self.abandoned,
            "past the queue": self.past_the_queue,
            "a deep link": self.deep_link,
            "a foreign file": self.foreign_file,
            "a dot": self.dot,
            "a damaged photo": self.damaged,
            **{name: lambda client, name=name: self.hurt(client, name) for name in self.hurting},
        }

    def ask(self, client: httpx.Client, name: str, *data: object) -> tuple[str, object]:
        return asking.ask(client, self.api, name, {"data": data})

    @staticmethod
    def sentence(text: object) -> str:
        assert asking.is_a_sentence(text), text
        return "a sentence"

    def photo(self, client: httpx.Client) -> str:
        photo, label = random.choice(self.photos)
        event, said = self.ask(client, "predict", data_url(photo))
        if event != "complete":
            assert "try again in" in said, said
            return self.sentence(said)
        assert said[0]["label"] == label, said
        return "right"

    def uploaded(self, client: httpx.Client) -> str:
        photo, label = random.choice(self.photos)
        event, said = self.ask(client, "inspect", asking.upload(client, self.api, photo))
        if event != "complete":
            return self.sentence(said)
        assert said[0]["label"] == label, said
        return "right"

    def several(self, client: httpx.Client) -> str:
        chosen = random.choices(self.photos, k=3)
        event, said = self.ask(client, "inspect_many", [data_url(photo) for photo, _ in chosen])
        if event != "complete":
            return self.sentence(said)
        assert [row["label"] for row in said[0]] == [label for _, label in chosen]
        return "right"

    def refused(self, answer: httpx.Response) -> str:
        assert 400 <= answer.status_code < 500 or "try again" in answer.text, (answer.status_code, answer.text[:200])
        return "a sentence" if asking.is_a_sentence(answer.json()["detail"]) else f"refused, {answer.status_code}"

    def wrong_type(self, client: httpx.Client) -> str:
        event, said = self.ask(client, random.choice(["predict", "inspect"]), random.choice([*NO_PHOTOS.values()]))
        assert event != "complete"
        return self.sentence(said)

    def odd_entries(self, client: httpx.Client) -> str:
        photo, label = random.choice(self.photos)
        entries = [*random.choices([*NO_PHOTOS.values()], k=4), data_url(photo)]
        random.shuffle(entries)
        event, said = self.ask(client, "inspect_many", entries)
        if event != "complete":
            return self.sentence(said)
        assert sorted(row["error"] == "" for row in said[0]) == [False] * 4 + [True]
        assert next(row["label"] for row in said[0] if not row["error"]) == label
        return "right"

    def nowhere(self, client: httpx.Client) -> str:
        return self.refused(client.post(f"{self.api}call/nothing", json={"data": []}))

    def no_json(self, client: httpx.Client) -> str:
        body = random.choice([b"{", b"[]", b"\xff", b'{"data": 5}', random.randbytes(300)])
        return self.refused(client.post(f"{self.api}call/predict", content=body))

    def values(self, client: httpx.Client) -> str:
        return self.refused(client.post(f"{self.api}call/predict", content=b'{"data": [' + b"[]," * 300_000 + b"[]]}"))

    def per_cent(self, client: httpx.Client) -> str:
        event, said = self.ask(client, "predict", {"url": "data:," + "%41" * 1_000_000})
        assert event != "complete"
        return self.sentence(said)

    def nobody(self, client: httpx.Client) -> str:
        return self.refused(client.get(f"{self.api}call/predict/{random.randbytes(8).hex()}"))

    def abandoned(self, client: httpx.Client) -> str:
        answer = client.post(f"{self.api}call/predict", json={"data": [None]})
        return "right" if answer.status_code == 200 else self.refused(answer)

    def past_the_queue(self, client: httpx.Client) -> str:
        return self.refused(client.post(f"{self.api}run/predict", json={"data": [None]}))

    def deep_link(self, client: httpx.Client) -> str:
        return self.refused(client.get(f"{self.api}deep_link?session_hash=abc"))

    def foreign_file(self, client: httpx.Client) -> str:
        return self.refused(client.get(f"{self.api}file=/etc/passwd"))

    def dot(self, client: httpx.Client) -> str:
        side = random.choice([(1, 1), (1, 400), (15, 15), (16, 400)])
        event, said = self.ask(client, "predict", data_url(encoded(Image.new("RGB", side))))
        assert event != "complete"
        return self.sentence(said)

    def damaged(self, client: httpx.Client) -> str:
        data = bytearray(random.choice(self.photos)[0])
        for _ in range(20):
            data[random.randrange(len(data))] = random.randrange(256)
        event, said = self.ask(client, "predict", data_url(bytes(data)))
        return self.sentence(said) if event != "complete" else "right"

    def hurt(self, client: httpx.Client, name: str) -> str:
        value = asking.upload(client, self.api, self.hurting[name])
        if isinstance(value, str):
            return self.sentence(value)
        event, said = self.ask(client, "predict", value)
        return self.sentence(said) if event != "complete" else "right"
