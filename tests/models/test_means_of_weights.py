"""A mean of two trainings' weights lies between them, by its share."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from models.cross_encoder import mean


@pytest.mark.parametrize(("share", "wanted"), [("0", [1.0, -2.0]), ("0.75", [4.0, 1.0]), ("1", [5.0, 2.0])])
def test_a_mean_takes_its_share_of_the_later_weights(tmp_path: Path, share: str, wanted: list[float]) -> None:
    before, after, out = (str(tmp_path / f"{name}.safetensors") for name in ("before", "after", "out"))
    save_file({"span.bias": torch.tensor([1.0, -2.0])}, before)
    save_file({"span.bias": torch.tensor([5.0, 2.0])}, after)
    mean.main(before, after, share, out)
    assert load_file(out)["span.bias"].tolist() == pytest.approx(wanted)


def test_weights_of_different_models_have_no_mean(tmp_path: Path) -> None:
    before, after = str(tmp_path / "before.safetensors"), str(tmp_path / "after.safetensors")
    save_file({"span.bias": torch.zeros(2)}, before)
    save_file({"span.weight": torch.zeros(2)}, after)
    with pytest.raises(KeyError):
        mean.main(before, after, "0.5", str(tmp_path / "out.safetensors"))
