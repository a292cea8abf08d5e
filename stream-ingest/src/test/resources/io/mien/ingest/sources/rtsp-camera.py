"""An RTSP camera for tests, by GStreamer's RTSP server: rtsp://127.0.0.1:PORT/main shows a moving test picture.

Needs Debian's python3-gi, gir1.2-gst-rtsp-server-1.0, gstreamer1.0-plugins-good and -ugly (x264), for H.265 also -bad.
Prints "ready" when it listens, and ends when its standard input does.
"""
import argparse
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gio, GLib, Gst, GstRtspServer  # noqa: E402

options = argparse.ArgumentParser()
options.add_argument("port")
options.add_argument("--size", default="320x180")
options.add_argument("--rate", default="25")
options.add_argument("--codec", default="h264", choices=["h264", "h265"])
options.add_argument("--password", help="of the user named 'user'; without it nobody is asked")
options.add_argument("--certificate", help="PEM with key: speak TLS; with --password")
options.add_argument("--timestamp-offset", default="-1", help="where the RTP clock begins")
options.add_argument("--film", help="play this MP4 of H.264 instead")
options.add_argument("--pictures", help="show these JPEG files instead, over and over: a pattern such as DIR/%%05d.jpg")
given = options.parse_args()

Gst.init(None)
width, height = given.size.split("x")
encoder = {
    "h264": "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=25 ! rtph264pay config-interval=1",
    "h265": "x265enc tune=zerolatency speed-preset=ultrafast key-int-max=25 ! rtph265pay config-interval=1",
}[given.codec]
picture = (
    f"videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width={width},height={height},"
    f"framerate={given.rate}/1 ! {encoder}"
)
if given.pictures:
    picture = (
        f"multifilesrc location={given.pictures} loop=true caps=image/jpeg,framerate={given.rate}/1 ! jpegdec"
        f" ! videoconvert ! video/x-raw,format=I420 ! {encoder}"
    )
if given.film:
    picture = f"filesrc location={given.film} ! qtdemux ! h264parse ! rtph264pay config-interval=1"

server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(given.port)
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(f"( {picture} name=pay0 pt=96 timestamp-offset={given.timestamp_offset} )")
factory.set_shared(True)
if given.password:
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "user")
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic("user", given.password), token)
    if given.certificate:
        auth.set_tls_certificate(Gio.TlsCertificate.new_from_file(given.certificate))
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("user", "media.factory.access", True)
    permissions.add_permission_for_role("user", "media.factory.construct", True)
    factory.set_permissions(permissions)
server.get_mount_points().add_factory("/main", factory)
if server.attach(None) == 0:
    sys.exit(f"port {given.port} cannot be listened on")
loop = GLib.MainLoop()


def end_with_input():
    sys.stdin.read()
    loop.quit()


threading.Thread(target=end_with_input, daemon=True).start()
print("ready", flush=True)
loop.run()
