"""Cuts the fonts of social cards, `data/fonts/`, out of the npm package `wanted-sans`.

    python3 tools/fonts/cut.py [--scratch FOLDER]

The package is fetched by `npm pack` into the scratch folder (a temporary one by default). Needs Python 3.9 or newer
with `fonttools` 4, and the commands `npm` and `zstd`. The fonts are the same for the same package and release of
fonttools; the compressed bytes may differ from one release of zstd to the next.

The Open Font License lets a font be cut; this one reserves no name, so it keeps its own.
"""

import argparse
import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

PACKAGE = "wanted-sans"
VERSION = "1.0.3"
WEIGHTS = ["Regular", "Bold"]
TARGET = Path(__file__).parent.parent.parent / "data" / "fonts"

SIGNS = "–—‘’‚“”„†‡•…‹›€₩™←↑→↓↔−≈≠■□●○★☆♥✓①②③④⑤⑥⑦⑧⑨「」『』〈〉《》【】"


def characters():
    """ASCII, Latin-1, the syllables and letters of KS X 1001, and signs that titles have."""
    wanted = {*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x3131, 0x3164), *map(ord, SIGNS)}
    for row in range(0xB0, 0xC9):
        for cell in range(0xA1, 0xFF):
            wanted.add(ord(bytes([row, cell]).decode("euc_kr")))
    return wanted


def fetch(folder):
    archive = folder / f"{PACKAGE}-{VERSION}.tgz"
    if not archive.exists():
        spec = f"{PACKAGE}@{VERSION}"
        subprocess.run(["npm", "pack", spec, "--silent", "--pack-destination", str(folder)], check=True)
    return tarfile.open(archive)


def cut(original):
    options = subset.Options()
    # Only what moves letters: no form of a character but its usual one is ever asked for.
    options.layout_features = ["kern"]
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["DSIG"]
    font = TTFont(io.BytesIO(original), recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue(), len(font.getBestCmap())


def compress(data):
    return subprocess.run(["zstd", "-19", "-q", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scratch", type=Path)
    scratch = parser.parse_args().scratch
    with tempfile.TemporaryDirectory() as temporary, fetch(scratch or Path(temporary)) as archive:
        def read(name):
            return archive.extractfile(f"package/fonts/{name}").read()

        TARGET.mkdir(parents=True, exist_ok=True)
        (TARGET / "OFL.txt").write_bytes(read("OFL.txt"))
        for weight in WEIGHTS:
            font, count = cut(read(f"otf/WantedSans-{weight}.otf"))
            packed = compress(font)
            (TARGET / f"WantedSans-{weight}.otf.zst").write_bytes(packed)
            print(f"{weight}: {count} characters, {len(font)} bytes, {len(packed)} compressed")


if __name__ == "__main__":
    main()
