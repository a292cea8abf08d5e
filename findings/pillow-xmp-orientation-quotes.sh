#!/usr/bin/env bash
# Does Pillow turn a picture by its XMP packet, however the packet is written?
#
# Version   Pillow 13.0.0, with defusedxml 0.7.1 for getxmp(); Python 3.10 to 3.13
# Expected  a JPEG without EXIF is turned by its XMP packet's tiff:Orientation (it is: getexif() takes it from there), and
#           since a packet is XML it does not matter whether the attribute stands in double or in single quotes, or whether
#           the prefix is called tiff
# Happens   the packet is not read as XML for this but searched for the text tiff:Orientation=" or tiff:Orientation>. With
#           single quotes, a blank before the value or another prefix of the same namespace getxmp() gives the same
#           Orientation, but getexif() and ImageOps.exif_transpose() do not see it: the picture stays lying, without a word.
# Seen      double quotes: getxmp 6, getexif 6, 20 x 40
#           an element: getxmp 6, getexif 6, 20 x 40
#           single quotes: getxmp 6, getexif None, 40 x 20
#           a blank before the value: getxmp 6, getexif None, 40 x 20
#           another prefix: getxmp 6, getexif None, 40 x 20
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0 defusedxml==0.7.1

cat > "$work/turned.py" <<'PYTHON'
import io

from PIL import Image, ImageOps

ORIENTATION = 0x0112
FORMS = {
    "double quotes": ('tiff', 'tiff:Orientation="6"/>'),
    "an element": ('tiff', '><tiff:Orientation>6</tiff:Orientation></rdf:Description>'),
    "single quotes": ('tiff', "tiff:Orientation='6'/>"),
    "a blank before the value": ('tiff', 'tiff:Orientation = "6"/>'),
    "another prefix": ('t', 't:Orientation="6"/>'),
}


def packet(prefix, rest):
    return (f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
            f"<rdf:Description rdf:about='' xmlns:{prefix}='http://ns.adobe.com/tiff/1.0/' {rest}</rdf:RDF></x:xmpmeta>")


for name, form in FORMS.items():
    file = io.BytesIO()
    Image.new("RGB", (40, 20)).save(file, "JPEG", xmp=packet(*form).encode())
    picture = Image.open(file)
    said = picture.getxmp()["xmpmeta"]["RDF"]["Description"]["Orientation"]
    upright = ImageOps.exif_transpose(picture)
    print(f"{name}: getxmp {said}, getexif {picture.getexif().get(ORIENTATION)}, {upright.width} x {upright.height}")
PYTHON

seen=$("$work/venv/bin/python" "$work/turned.py")
printf '%s\n' "$seen"
expected='double quotes: getxmp 6, getexif 6, 20 x 40
an element: getxmp 6, getexif 6, 20 x 40
single quotes: getxmp 6, getexif None, 40 x 20
a blank before the value: getxmp 6, getexif None, 40 x 20
another prefix: getxmp 6, getexif None, 40 x 20'
if [[ $seen != "$expected" ]]; then
  printf 'this has changed (expected:\n%s\n)\n' "$expected" >&2
  exit 1
fi
