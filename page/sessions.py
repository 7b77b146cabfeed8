"""What is kept of a visitor between two requests, and that a program's calls leave nothing behind.

Workarounds: Gradio keeps a session for whoever calls, 95 KB each and 10,000 of them, and forgets the oldest first, so
that a stranger's calls take memory and push out what the visitors of the page hold. And for each it describes the whole
page anew, for links to the page as it stands, which ours does not have: 8 ms of a request.
"""

from collections import Counter, OrderedDict
from datetime import datetime
from types import SimpleNamespace

from gradio.state_holder import SessionState, StateHolder

MOST_VISITORS = 1000  # whose sessions are kept
MOST_PASSING = 50  # calls of programs, each kept while the next ones come


class Visit(SessionState):
    """A session without a description of the page, which nobody reads."""

    def __init__(self, blocks):
        super().__init__(SimpleNamespace(default_config=blocks.default_config, blocks={}))

    def _update_config(self, key: int) -> None:
        pass

    def _update_value_in_config(self, key: int, value: object) -> None:
        pass


class Visitors(StateHolder):
    """session → what is kept of it: of those whose page is open somewhere, and of others as long as a call takes.

    present: session → how many pages of it are open; `page.doors` counts them by their heartbeats.
    """

    def __init__(self, present: Counter[str]):
        super().__init__()
        self.present = present
        self.passing: OrderedDict[str, Visit] = OrderedDict()

    def set_blocks(self, blocks) -> None:
        super().set_blocks(blocks)
        self.capacity = MOST_VISITORS

    def __getitem__(self, session: str) -> SessionState:
        with self.lock:
            if session in self.session_data:
                self.session_data.move_to_end(session)
                return self.session_data[session]
            state = self.passing.pop(session, None) or Visit(self.blocks)
            if session in self.present:
                self.session_data[session] = state
                self.time_last_used[session] = datetime.now()
                while len(self.session_data) > self.capacity:
                    self._forget_one()
            else:
                self.passing[session] = state
                while len(self.passing) > MOST_PASSING:
                    self.passing.popitem(last=False)
            return state

    def __contains__(self, session: str) -> bool:
        return session in self.session_data or session in self.passing

    def _forget_one(self) -> None:
        """The one that was away from its page longest; or, where all are there, the one that asked least lately."""
        gone = next((known for known in self.session_data if known not in self.present), next(iter(self.session_data)))
        del self.session_data[gone]
        self.time_last_used.pop(gone, None)
