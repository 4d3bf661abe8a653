"""Images compared by what they show: size and pixels."""

from __future__ import annotations

import base64
import binascii
import io
from dataclasses import dataclass, field
from functools import reduce

from PIL import Image, ImageChops, ImageSequence

from migrate.record.noise import pixels


@dataclass(frozen=True)
class Picture:
    """A decoded image. `display` is the size that the notebook gives it on the page, if any."""

    kind: str
    size: tuple[int, int]
    pixels: bytes = field(repr=False)
    display: str = ""

    def __str__(self) -> str:
        return f"image of {self.size[0]}x{self.size[1]} pixels{self.display}"


def decode(kind: str, encoded: str, display: str) -> Picture | None:
    """Decode an image with all its frames; None if that isn't possible."""
    try:
        image = Image.open(io.BytesIO(base64.b64decode(encoded)))
        frames = [pixels(frame) for frame in ImageSequence.Iterator(image)]
    except (OSError, ValueError, SyntaxError, binascii.Error):
        return None
    return Picture(kind, image.size, b"".join(frames), display)


def difference(wanted: Picture, got: Picture) -> str:
    if wanted.size != got.size or len(wanted.pixels) != len(got.pixels):
        return f"{wanted} became {got}"
    if wanted.pixels == got.pixels:
        return f"{wanted} is shown as {got}"
    return f"{differing_share(wanted, got):.2%} of the pixels differ ({wanted})"


def differing_share(wanted: Picture, got: Picture) -> float:
    """The share of pixels that differ, from 0 to 1; the images have the same size, which isn't zero."""
    count = len(wanted.pixels) // 4
    ours, theirs = (Image.frombytes("RGBA", (count, 1), p.pixels[: count * 4]) for p in (wanted, got))
    most = reduce(ImageChops.lighter, ImageChops.difference(ours, theirs).split())
    return 1 - most.histogram()[0] / count
