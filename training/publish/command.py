"""`python -m training publish`: its options, and which of the two it does."""

import argparse
from pathlib import Path

SUMMARY = "Put the page on a Space, or the model into a repository, of the Hugging Face Hub."


def add_options(command: argparse.ArgumentParser) -> None:
    """What can be told to it."""
    command.add_argument("what", choices=("space", "model"))
    command.add_argument("--repo", required=True, metavar="USER/NAME", help="created where it is missing")
    command.add_argument(
        "--token", help="with the right to write (default: HF_TOKEN, or the one that `hf auth login` kept)"
    )
    command.add_argument("--private", action="store_true", help="create it private")
    command.add_argument(
        "--dry-run", action="store_true", help="list what would go there, with sizes, and send nothing"
    )
    command.add_argument("--model", metavar="USER/NAME", help="of a Space: the model's repository, for it to name")
    command.add_argument(
        "--evaluation",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="of a model: what evaluate --json wrote, for the card",
    )
    command.add_argument("--checkpoint", type=Path, metavar="FILE", help="of a model: which (default: the shipped one)")


def publish(options: argparse.Namespace) -> dict:
    """Do it; → what was done. Raises PublishError, one sentence."""
    # Imported here: the Hub's client takes half a second, and no other command needs it.
    if options.what == "space":
        from training.publish.space import publish_space

        return publish_space(options.repo, options.token, options.private, options.dry_run, options.model)
    from training.publish.model import publish_model

    return publish_model(
        options.repo, options.evaluation, options.token, options.private, options.dry_run, options.checkpoint
    )
