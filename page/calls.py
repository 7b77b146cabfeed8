"""What a call brings, looked at before Gradio does, and what is answered to one that asks for nothing that there is."""

from collections import Counter

import gradio as gr
from fastapi.exceptions import RequestValidationError
from gradio.route_utils import FnIndexInferError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse

from page.disk import FULL
from page.doors import NOT_UNDERSTOOD
from page.health import Health
from page.learn.learning import Learning
from page.teach.teaching import Teaching
from page.uploads import is_ours

NO_SUCH_VALUE = "A value of this request is of another type than what is asked for: see gradio_api/info."


class Page(gr.Blocks):
    """Blocks that take whatever a program sends, and leave it to the functions behind them to say what is wrong.

    health: what answers `GET /healthz`. teaching: what visitors teach, None where they may not. learning: what learns
    while they watch, None where nothing does. present: session → how many pages of it are open.
    """

    health: Health
    teaching: Teaching | None
    learning: Learning | None
    present: Counter[str]

    def validate_inputs(self, block_fn, inputs):
        """Trailing parameters are optional in plain HTTP too, not in Gradio's own clients alone."""
        inputs += [block.value for block in block_fn.inputs[len(inputs) :]]
        super().validate_inputs(block_fn, inputs)

    async def preprocess_data(self, block_fn, inputs, state, explicit_call=False):
        """Gradio sees the files that were uploaded here; all else that a program sends goes past it as it came.

        It would end the call without a word for whatever is no file value, for one of many, too, and fetch what lies at
        a public address, however much that is. Raises gr.Error, one sentence, for what the page never sends.
        """
        self.validate_inputs(block_fn, inputs)
        inputs, held = inputs[: len(block_fn.inputs)], {}
        if not block_fn.preprocess:
            held = dict(enumerate(inputs))
            inputs = [_uploaded(value) for value in inputs]
        try:
            processed = await super().preprocess_data(block_fn, inputs, state, explicit_call)
        except gr.Error:
            raise
        except Exception as error:  # Gradio's own parts take apart what they expect
            raise gr.Error(NO_SUCH_VALUE, print_exception=False) from error
        for place, value in held.items():
            processed[place] = _put_back(value, processed[place])
        return processed


def _uploaded(value: object) -> object:
    if isinstance(value, list):
        return [entry for entry in value if is_ours(entry)] or None
    return value if is_ours(value) else None


def _put_back(value: object, processed: object) -> object:
    if isinstance(value, list):
        ours = iter(processed or [])
        return [next(ours) if is_ours(entry) else entry for entry in value]
    return processed if is_ours(value) else value


def _no_such(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": "There is no such endpoint: see gradio_api/info for those that there are."}, 404)


def _not_understood(request: Request, error: RequestValidationError) -> JSONResponse:
    sentence = NOT_UNDERSTOOD
    first = next(iter(error.errors()), {})
    where = [str(part) for part in first.get("loc", ())[1:]]
    if where and where[0] != "data" and first.get("type") != "json_invalid":
        sentence = f"This request is not understood: {where[0]} is missing or of another type."
    return JSONResponse({"detail": sentence}, 422)


def _cut_off(request: Request, error: ClientDisconnect) -> JSONResponse:
    return JSONResponse({"detail": FULL}, 503)  # or the client is gone, and nobody reads this


REFUSALS = {
    FnIndexInferError: _no_such,
    KeyError: _no_such,
    RequestValidationError: _not_understood,
    ClientDisconnect: _cut_off,
}
