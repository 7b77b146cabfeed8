"""The app: `python app.py` serves the page and its API; `--help` says what can be told to it."""

import argparse
import gc
import os
import sys
from importlib.util import find_spec
from pathlib import Path

# Set before Gradio is imported, which is when it looks: it would report each start to a host of its own.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
# Of each of the last 10,000 requests it would keep a record, and of all of them make a table at each request.
os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "1")
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", str(10**12))

ENVIRONMENT = """environment variables; an option wins over its variable:
  GARMENT_MODEL          --model, from the Hub: USER/NAME/FILE@REVISION#SHA256; where it cannot be had, the shipped one
                         answers and the page says so
  GARMENT_MCP=1          --mcp
  GARMENT_TEACH=0        --no-teach
  GARMENT_LEARN=0        --no-learn
  GARMENT_METRICS=1      --metrics
  GARMENT_FEEDBACK       --feedback
  GARMENT_FEEDBACK_REPO  with HF_TOKEN: push what is kept to this private data set on the Hub, every ten minutes
  GRADIO_SERVER_NAME     --host
  GRADIO_SERVER_PORT     --port
  SPACE_ID, SPACES_ZERO_GPU and Gradio's own (GRADIO_TEMP_DIR, GRADIO_ROOT_PATH ...) are heeded, too"""


def port(written: str) -> int:
    """A port's number. Raises ArgumentTypeError, one sentence, for what is none."""
    if not (written.isascii() and written.isdecimal()) or not 0 < int(written) < 65536:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, and {written!r} is not")
    return int(written)


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options, each from the arguments, or else from its environment variable. Exits with 2 for a wrong one."""
    parser = argparse.ArgumentParser(
        prog="python app.py",
        description="Serve the page and its API.",
        epilog=ENVIRONMENT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--model",
        action="append",
        metavar="[NAME=]FILE",
        help="a checkpoint to serve; again for more; the first one answers by default (default: the two shipped ones)",
    )
    parser.add_argument("--host", help="the address to listen at, 0.0.0.0 for every one (default: 127.0.0.1)")
    parser.add_argument(
        "--port",
        type=port,
        default=os.environ.get("GRADIO_SERVER_PORT") or None,
        help="the port to listen at (default: the first free one from 7860 on)",
    )
    parser.add_argument(
        "--mcp",
        action="store_true",
        default=os.environ.get("GARMENT_MCP") == "1",
        help='be a tool for language models, too; needs pip install "gradio[mcp]"',
    )
    parser.add_argument(
        "--metrics",
        action="store_true",
        default=os.environ.get("GARMENT_METRICS") == "1",
        help="answer GET /metrics, for Prometheus; needs pip install prometheus_client",
    )
    parser.add_argument(
        "--feedback",
        type=Path,
        metavar="FOLDER",
        default=os.environ.get("GARMENT_FEEDBACK") or None,
        help="keep there, with their senders' consent, the photos that were answered wrong (default: keep none)",
    )
    parser.add_argument(
        "--no-teach",
        action="store_true",
        default=os.environ.get("GARMENT_TEACH") == "0",
        help="let nobody teach a network classes of their own (default: they may, on this machine)",
    )
    parser.add_argument(
        "--no-learn",
        action="store_true",
        default=os.environ.get("GARMENT_LEARN") == "0",
        help="let nobody watch a network learn (default: they may, in a process of its own on this machine)",
    )
    options = parser.parse_args(arguments)
    if options.metrics and not find_spec("prometheus_client"):
        parser.error("--metrics needs pip install prometheus_client")
    return options


STARTED = __name__ == "__main__"
options = parse(sys.argv[1:] if STARTED else [])  # before the imports that take seconds: --help need not wait for them
if STARTED:
    gc.disable()  # until `process.settle`: to look again and again through all that is imported takes a quarter of it

from starlette.middleware import Middleware  # noqa: E402

from model.checkpoint import CheckpointError  # noqa: E402
from model.limits import MAX_BYTES  # noqa: E402
from page import look, process, words  # noqa: E402
from page.blocks import build  # noqa: E402
from page.calls import REFUSALS, Page  # noqa: E402
from page.doors import Doors  # noqa: E402
from page.metrics import Metrics  # noqa: E402
from page.served import Served, from_files, from_hub, shipped  # noqa: E402
from page.sessions import Visitors  # noqa: E402
from page.store import open_store  # noqa: E402


def serve(options: argparse.Namespace) -> Served:
    """What these options and the environment ask for. Raises CheckpointError, one sentence, for a file of --model."""
    wanted, said = os.environ.get("GARMENT_MODEL"), ""
    if options.model:
        predictors = from_files(options.model)
    elif wanted:
        predictors, said = from_hub(wanted)
    else:
        predictors = shipped()
    return Served(
        predictors,
        said,
        open_store(options.feedback, os.environ.get("GARMENT_FEEDBACK_REPO"), os.environ.get("HF_TOKEN")),
        space=os.environ.get("SPACE_ID", ""),
        on_zero_gpu=os.environ.get("SPACES_ZERO_GPU", "").lower() in ("1", "true"),
        teaches=not options.no_teach,
        learns=not options.no_learn,
    )


def launch(page: Page, options: argparse.Namespace, block: bool = True, **more) -> str:
    """Serve the page, its API and /healthz; → the address, at once where `block` is off. more: for `Blocks.launch`.

    Raises OSError, one sentence, where no port can be listened at.
    """
    try:
        server, url, _ = page.launch(
            theme=look.THEME,
            css=look.style(),
            js=look.text("look.js"),  # a function, run when the page stands
            head=look.head(),
            i18n=words.i18n(),
            favicon_path=look.ICON,
            pwa=True,
            max_file_size=MAX_BYTES,
            run_history=False,
            footer_links=["api", "settings"],
            enable_monitoring=False,
            app_kwargs={"middleware": [Middleware(Doors, page.present, page._queue)], "exception_handlers": REFUSALS},
            server_name=options.host,
            server_port=options.port,
            mcp_server=options.mcp and find_spec("mcp") is not None,
            prevent_thread_lock=True,
            _frontend=False,  # no second request to itself: the one that starts the queue tells whether it answers
            **more,
        )
    except OSError as error:
        asked = f"Port {options.port}" if options.port else "No port from 7860 on"
        raise OSError(f"{asked} cannot be listened at: choose another with --port.") from error
    if server is None:  # in the thread of `gradio app.py` that watches the files: the page is swapped, not launched
        return ""
    server.state_holder = Visitors(page.present)
    server.state_holder.set_blocks(page)
    server.add_api_route("/healthz", page.health)
    if page.teaching:
        server.add_api_route("/teach/{key}.pt", page.teaching.file)
    if options.metrics:
        server.add_api_route("/metrics", Metrics(page._queue))
    if block:
        page.block_thread()
    return url


try:
    process.own_folder()
    demo = build(serve(options))  # the name that Gradio's reload looks for
    if STARTED:
        process.settle()
        launch(demo, options)
except (CheckpointError, OSError) as error:
    print(error, file=sys.stderr)
    sys.exit(2)
except KeyboardInterrupt:  # while it starts; afterwards Gradio closes the server and returns
    sys.exit(0)
