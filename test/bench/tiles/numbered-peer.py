"""gst-rtsp-server whose pictures carry their number, to be read back from any screen.

usage: numbered-peer.py WIDTH HEIGHT FPS KBIT PICTURES
PICTURES: a file of raw I420 pictures, shown in turn under the numbers. Prints {"port": N} when it listens,
then {"number": N, "atMs": UTC ms} for every picture as it is handed to the encoder; ends with its stdin.

A number is 24 blocks of 48 x 64 pixels in the upper left corner, white for 1: 16 bits of the number, highest
first, then 8 bits of its check (number * 37 + 11, modulo 256).
"""
import json, sys, threading, time
import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer

width, height, fps, kbit = (int(word) for word in sys.argv[1:5])
size = width * height * 3 // 2
with open(sys.argv[5], "rb") as file:
    raw = file.read()
pictures = [raw[at : at + size] for at in range(0, len(raw) - size + 1, size)]
block, rows = 48, 64


def numbered(number):
    word = (number << 8) | ((number * 37 + 11) & 255)
    line = b"".join((b"\xeb" if word >> bit & 1 else b"\x10") * block for bit in range(23, -1, -1))
    picture = bytearray(pictures[number % len(pictures)])
    for row in range(rows):
        picture[row * width : row * width + len(line)] = line
    return bytes(picture)


def feed(source):
    number = 0
    due = time.monotonic()
    while True:
        picture = Gst.Buffer.new_wrapped(numbered(number & 0xFFFF))
        at_ms = time.time() * 1000
        if source.emit("push-buffer", picture) != Gst.FlowReturn.OK:
            return
        print(json.dumps({"number": number & 0xFFFF, "atMs": at_ms}), flush=True)
        number += 1
        due = max(due + 1 / fps, time.monotonic() - 1)
        time.sleep(max(0, due - time.monotonic()))


def on_configure(_factory, media):
    source = media.get_element().get_by_name_recurse_up("numbers")
    threading.Thread(target=feed, args=(source,), daemon=True).start()


Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service("0")
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(
    "( appsrc name=numbers is-live=true format=time do-timestamp=true block=false max-bytes=0 "
    f"caps=video/x-raw,format=I420,width={width},height={height},framerate={fps}/1 "
    f"! x264enc tune=zerolatency speed-preset=ultrafast bitrate={kbit} key-int-max={fps} "
    "! video/x-h264,profile=constrained-baseline ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1 )"
)
factory.set_shared(True)
# The pictures go on between two who look, so that each finds a running camera.
factory.set_suspend_mode(GstRtspServer.RTSPSuspendMode.NONE)
factory.connect("media-configure", on_configure)
server.get_mount_points().add_factory("/live", factory)
server.attach(None)
loop = GLib.MainLoop()
print(json.dumps({"port": server.get_bound_port()}), flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), loop.quit()), daemon=True).start()
loop.run()
