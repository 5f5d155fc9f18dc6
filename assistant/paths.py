"""Where models, resources and the user's data are; from source and when frozen."""

import os
import sys
from pathlib import Path

import platformdirs


def program_folder() -> Path:
    """The folder that holds `resources` and `models`: the checkout, or the frozen bundle."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) if bundle else Path(__file__).resolve().parent.parent


def data_folder(chosen: str | Path | None = None) -> Path:
    """The folder of the user's library, made with mode 0700.

    chosen wins over the environment variable PDF_ASSISTANT_DATA, and that over the platform's place.
    """
    place = chosen or os.environ.get("PDF_ASSISTANT_DATA")
    place = place or platformdirs.user_data_dir("pdf-assistant", appauthor=False)
    folder = Path(place).expanduser().absolute()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def samples_folder() -> Path:
    """The sample PDFs that come with the program."""
    return program_folder() / "resources" / "samples"


def cross_encoder_folder() -> Path:
    """The model that ranks passages and finds the words that answer; it comes with the program."""
    return program_folder() / "models" / "cross_encoder"
