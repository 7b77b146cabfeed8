"""`GET /metrics`, for Prometheus: the requests by endpoint and outcome, their seconds, how many wait, the memory."""

from gradio.block_function import BlockFunction
from starlette.responses import Response

from page.queue import PatientQueue

SECONDS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)  # up to which the requests are counted


class Metrics:
    """What is counted from now on, in a registry of its own; called, it answers in Prometheus' text format.

    Needs the package prometheus_client. Outcomes: answered; refused, with a sentence; full, too many waited already.
    """

    def __init__(self, queue: PatientQueue):
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

        self.registry = CollectorRegistry()
        own, of = {"registry": self.registry}, ("endpoint",)
        self.requests = Counter("garment_requests", "Requests that came to an end.", (*of, "outcome"), **own)
        self.seconds = Histogram("garment_request_seconds", "From a request to its end.", of, buckets=SECONDS, **own)
        waiting = Gauge("garment_requests_waiting", "Requests that wait for their turn.", **own)
        waiting.set_function(lambda: len(queue))
        ProcessCollector(**own)  # process_resident_memory_bytes, process_open_fds and the like
        queue.ended = self._count

    def __call__(self) -> Response:
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)

    def _count(self, fn: BlockFunction, outcome: str, seconds: float | None) -> None:
        endpoint = fn.api_name if fn.api_visibility == "public" else "page"
        self.requests.labels(endpoint, outcome).inc()
        if seconds is not None:
            self.seconds.labels(endpoint).observe(seconds)
