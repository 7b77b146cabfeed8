"""What can be asked of a network that learns on the page: one run a visitor, for as long as they are there."""

import asyncio
import base64
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from model.decoding import PhotoError
from model.photo import transform
from model.pictures import SIDE
from page import words
from page.learn.process import Process, ProcessError
from page.learn.settings import LearnError, checked
from page.uploads import Upload, read

MOST_RUNS = 20
KEPT = 300  # seconds after the last question
LATELY = 2  # seconds: who asked within them takes turns with the others
LOOKS = 2  # in a row at which a visitor is not there: their stream may be cut off, and begin anew


@dataclass
class Visitor:
    """One whose network learns. asked: when they did last; missed: looks in a row at which they were not there."""

    asked: float = field(default_factory=lambda: time.monotonic())
    missed: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # one question of theirs waits among those of the others


class Learning:
    """The visitors whose networks learn, by their sessions, and the process that does it.

    present: session → how many streams of it are open, see `page.doors`; who has none has no run. The page opens one
    with a run, of a session of its own.
    """

    def __init__(self, present: Mapping[str, int]):
        self.present = present
        self.visitors: dict[str, Visitor] = {}
        self.process = Process(self.sweep)

    async def begin(self, session: object, settings: object) -> dict:
        """A network of these settings, drawn at random, in place of the visitor's last; → as `go_on`."""
        try:
            given = checked(settings)
            if not isinstance(session, str) or session not in self.present:
                raise LearnError("A network learns here only for those whose page is open: load it anew.")
            if session not in self.visitors and len(self.visitors) >= MOST_RUNS:
                raise LearnError("{count} networks learn here just now: try again in a minute.", count=MOST_RUNS)
        except LearnError as error:
            return words.refusal(error)
        self.visitors.setdefault(session, Visitor())
        return await self._asked(session, "begin", settings=asdict(given), seed=secrets.randbelow(2**31))

    async def go_on(self, session: object, single: object) -> dict:
        """Let it learn for a moment, or from one batch; → `Run.state` and others, how many take turns with this one;

        {lost}, {error, values}, or {gone} where there is no run.
        """
        return await self._asked(session, "go_on", single=single is True)

    async def look(self, session: object, photo: Upload) -> dict:
        """What it says of a photo, now and in all answers from here on; → as `go_on`."""
        try:
            seen = await asyncio.to_thread(lambda: transform(read(photo), SIDE))
        except PhotoError as error:
            return words.refusal(error)
        grey = bytes((seen * 127.5).round().byte().flatten().tolist())
        return await self._asked(session, "look", photo=base64.b64encode(grey).decode())

    def sweep(self) -> bool:
        """Let go of the runs of those who left, or who asked nothing for long; → whether there are any."""
        now = time.monotonic()
        for session, visitor in list(self.visitors.items()):
            visitor.missed = 0 if session in self.present else visitor.missed + 1
            if visitor.missed >= LOOKS or now - visitor.asked > KEPT:
                self._let_go(session)
        return bool(self.visitors)

    def _let_go(self, session: str) -> None:
        if self.visitors.pop(session, None):
            self.process.ask(of=session, do="end")

    async def _asked(self, session: object, do: str, **what: object) -> dict:
        visitor = self.visitors.get(session) if isinstance(session, str) else None
        if not visitor:
            return {"gone": True}
        try:
            async with visitor.turn:
                visitor.asked = time.monotonic()
                state = await asyncio.wrap_future(self.process.ask(of=session, do=do, **what))
        except ProcessError:
            self.visitors.clear()
            return words.refusal(LearnError("The process that learns has ended: reset to begin anew."))
        if "lost" in state or "gone" in state:
            self._let_go(session)
        return {**state, "others": self._others(session)}

    def _others(self, session: str) -> int:
        now = time.monotonic()
        lately = {other for other, visitor in self.visitors.items() if now - visitor.asked < LATELY}
        return len(lately - {session})
