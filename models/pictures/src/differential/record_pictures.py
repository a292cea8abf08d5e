"""Writes one picture in the flavours that cameras, telephones and programs leave JPEG and PNG files in, and beside each what PIL
makes of it: turned upright, in RGB. The build's tests hold Mien's decoder against them. Needs pillow and numpy.

    python models/pictures/src/differential/record_pictures.py models/pictures/src/test/resources/fixtures/flavours
    python models/pictures/src/differential/record_pictures.py cli/src/test/resources/flavours p3-turned adobe-rgb exif-first
"""
import io, pathlib, struct, sys, zlib

import numpy as np
from PIL import Image, ImageCms, ImageOps

folder, only = pathlib.Path(sys.argv[1]), sys.argv[2:]
folder.mkdir(parents=True, exist_ok=True)
chance = np.random.default_rng(5)
base = Image.fromarray(chance.integers(0, 256, (7, 11, 3), dtype=np.uint8)).resize((44, 27), Image.BICUBIC)
noise = Image.fromarray(chance.integers(0, 256, (27, 44, 3), dtype=np.uint8))


def jpeg(picture=base, **options):
    out = io.BytesIO()
    picture.save(out, "JPEG", **{"quality": 90, **options})
    return out.getvalue()


def png(picture, **options):
    out = io.BytesIO()
    picture.save(out, "PNG", **options)
    return out.getvalue()


def segments(data):
    """A JPEG's segments before its first scan, and the rest."""
    at, found = 2, []
    while data[at + 1] != 0xDA:
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        found.append(data[at : at + 2 + length])
        at += 2 + length
    return found, data[at:]


def joined(found, rest):
    return b"\xff\xd8" + b"".join(found) + rest


def segment(code, content):
    return bytes([0xFF, code]) + struct.pack(">H", len(content) + 2) + content


def without_jfif(data):
    found, rest = segments(data)
    return joined([one for one in found if one[1] != 0xE0], rest)


def first(data, one):
    found, rest = segments(data)
    return joined([one] + found, rest)


def last(data, one):
    found, rest = segments(data)
    return joined(found + [one], rest)


def adobe(transform):
    return segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, transform))


def exif(orientation):
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010F] = "Camera"
    return made.tobytes()


def xmp(orientation):
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + (
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        "<rdf:Description rdf:about='' xmlns:tiff='http://ns.adobe.com/tiff/1.0/' " + orientation
        + "</rdf:RDF></x:xmpmeta>").encode())


def p3():
    """sRGB's profile with Display P3's primaries."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    primaries = {b"rXYZ": (0.51512, 0.2412, -0.00105), b"gXYZ": (0.29198, 0.69225, 0.04189), b"bXYZ": (0.1571, 0.06657, 0.78407)}
    for tag in range(struct.unpack(">I", data[128:132])[0]):
        name, offset, _ = struct.unpack(">4sII", data[132 + 12 * tag : 144 + 12 * tag])
        if name in primaries:
            data[offset + 8 : offset + 20] = struct.pack(">iii", *(round(value * 65536) for value in primaries[name]))
    return bytes(data)


def chunk(data, name, content):
    """A PNG with a chunk behind its header."""
    made = struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
    return data[:33] + made + data[33:]


palette = base.quantize(16)
see_through = base.copy()
see_through.putalpha(Image.fromarray(chance.integers(0, 256, (27, 44), dtype=np.uint8)))
flavours = {
    "plain.jpg": jpeg(),
    "full-chroma.jpg": jpeg(subsampling="4:4:4"),
    "half-chroma.jpg": jpeg(subsampling="4:2:2"),
    "noise.jpg": jpeg(noise, quality=75),
    "progressive.jpg": jpeg(progressive=True),
    "restarts.jpg": jpeg(restart_marker_blocks=2),
    "gray.jpg": jpeg(base.convert("L")),
    "gray-adobe.jpg": last(without_jfif(jpeg(base.convert("L"))), adobe(0)),
    "exif-first.jpg": without_jfif(jpeg(exif=exif(1))),
    "exif-after-jfif.jpg": jpeg(exif=exif(1)),
    "jfif-after-exif.jpg": first(jpeg(), segment(0xE1, b"Exif\0\0" + exif(1)[6:])),
    "no-application-segment.jpg": without_jfif(jpeg()),
    "adobe-ycc.jpg": last(without_jfif(jpeg()), adobe(1)),
    "adobe-rgb.jpg": last(without_jfif(jpeg(keep_rgb=True)), adobe(0)),
    "rgb-by-its-components.jpg": without_jfif(jpeg(keep_rgb=True)),
    "jfif-and-adobe-rgb.jpg": last(jpeg(), adobe(0)),
    "adobe-unknown-transform.jpg": last(without_jfif(jpeg()), adobe(2)),
    "p3.jpg": jpeg(icc_profile=p3()),
    "p3-exif-first.jpg": without_jfif(jpeg(exif=exif(1), icc_profile=p3())),
    "p3-turned.jpg": without_jfif(jpeg(exif=exif(6), icc_profile=p3())),
    **{f"turned-{n}.jpg": jpeg(exif=exif(n)) for n in range(2, 9)},
    "turned-by-xmp.jpg": first(jpeg(), xmp("tiff:Orientation=\"6\"/>")),
    "turned-by-xmp-element.jpg": first(jpeg(), xmp("><tiff:Orientation>8</tiff:Orientation></rdf:Description>")),
    "turned-by-exif-not-xmp.jpg": first(jpeg(exif=exif(3)), xmp("tiff:Orientation=\"6\"/>")),
    # Well-formed too, and not what PIL looks for.
    "xmp-in-single-quotes.jpg": first(jpeg(), xmp("tiff:Orientation='6'/>")),
    "plain.png": png(base),
    "p3.png": png(base, icc_profile=p3()),
    "gamma.png": chunk(png(base), b"gAMA", struct.pack(">I", 100000)),
    "gray.png": png(base.convert("L")),
    "gray-alpha.png": png(see_through.convert("LA")),
    "alpha.png": png(see_through),
    "palette.png": png(palette),
    "palette-transparent.png": png(palette, transparency=3),
    "two-values.png": png(base.convert("1")),
    "turned.png": png(base, exif=exif(8)),
}
for name, data in flavours.items():
    stem = name.rsplit(".", 1)
    if only and stem[0] not in only:
        continue
    (folder / name).write_bytes(data)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    upright.save(folder / (name + ".expected.png"), optimize=True)
    print(name, len(data), upright.size)
