"""The frames of data sets as Parquet files, one folder a data set. A folder appears whole or not at all."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import pyarrow as pa

from core.data.dataset import Dataset
from core.errors import ProductError

FRAMES = ("daily_metrics", "campaigns", "customers", "interactions")
ABOUT = "about.json"
TRUTH = "truth"

DAMAGE = (OSError, ValueError, KeyError, TypeError, pa.ArrowException)
"""What reading a damaged file raises."""

Frames = dict[str, pd.DataFrame]


def write_dataset(dataset: Dataset, folder: Path) -> None:
    """Write a data set into a folder, unless it is there already. Two processes may do so at the same moment.

    Args:
        dataset: The data set; the truth of a generated one is kept if it has ``to_frames``.
        folder: Named by its content hash.
    """

    def fill(empty: Path) -> None:
        for name in FRAMES:
            getattr(dataset, name).to_parquet(empty / f"{name}.parquet", index=False)
        about = {"currency": dataset.currency, "measured": list(dataset.measured)}
        (empty / ABOUT).write_text(json.dumps(about), encoding="utf-8")
        if hasattr(dataset.truth, "to_frames"):
            _write_frames(dataset.truth.to_frames(), empty / TRUTH)

    if folder.exists() and not _is_whole(dataset.content_hash, folder):
        # Putting it aside first keeps what is left of it for whoever wants to know what happened.
        folder.rename(folder.with_name(f".damaged-{uuid4().hex}"))
    _place(folder, fill)


def read_dataset(folder: Path, name: str, source: str, load_truth: Callable[[Frames], Any] | None = None) -> Dataset:
    """Read a data set and check that it is the one that the folder is named by.

    Args:
        folder: Named by the content hash.
        name: What people call it.
        source: Where it comes from.
        load_truth: Makes the truth of a generated data set out of its frames.

    Raises:
        ProductError: If files are missing or damaged, or hold something else.
    """
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        frames = {frame: pd.read_parquet(folder / f"{frame}.parquet") for frame in FRAMES}
        truth = load_truth(_read_frames(folder / TRUTH)) if load_truth and (folder / TRUTH).exists() else None
        dataset = Dataset(
            name=name,
            **frames,
            currency=about["currency"],
            measured=tuple(about["measured"]),
            source=source,
            truth=truth,
        )
        whole = dataset.content_hash == folder.name
    except DAMAGE as error:
        raise _damaged(name) from error
    if not whole:
        raise _damaged(name)
    return dataset


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write one frame as Parquet; the file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{uuid4().hex}")
    frame.to_parquet(partial, index=False)
    partial.replace(path)


def _damaged(name: str) -> ProductError:
    return ProductError(
        f"The files of the data set “{name}” are missing or damaged. Nothing was changed. Import the file again, or "
        "use another data set."
    )


def _is_whole(content_hash: str, folder: Path) -> bool:
    try:
        return read_dataset(folder, "", "").content_hash == content_hash
    except ProductError:
        return False


def _place(folder: Path, fill: Callable[[Path], None]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        return
    partial = folder.with_name(f".{uuid4().hex}")
    partial.mkdir()
    try:
        fill(partial)
        try:
            partial.rename(folder)
        except OSError:
            # Another process was faster; what it wrote has the same content.
            if not folder.exists():
                raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _write_frames(frames: Frames, folder: Path) -> None:
    folder.mkdir()
    for name, frame in frames.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)


def _read_frames(folder: Path) -> Frames:
    return {path.stem: pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
