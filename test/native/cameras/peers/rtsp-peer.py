"""An independent RTSP camera: gst-rtsp-server. Prints {"port": N} when it listens; ends with its stdin.

usage: rtsp-peer.py WIDTH HEIGHT FPS KBIT [USER PASSWORD]
environment: SCENE = ball (moves), frozen (one picture, encoded again and again), black, still (bars that do
not move, and a patch of noise); CODEC = h264, h265, jpeg
"""
import json, os, sys, threading
import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer

width, height, fps, kbit = (int(word) for word in sys.argv[1:5])
scenes = {
    "ball": "videotestsrc is-live=true pattern=ball",
    "frozen": "videotestsrc num-buffers=1 pattern=smpte75 ! imagefreeze is-live=true",
    "black": "videotestsrc is-live=true pattern=black",
    "still": "videotestsrc is-live=true pattern=smpte",
}
source = scenes[os.environ.get("SCENE", "ball")]
Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service("0")
factory = GstRtspServer.RTSPMediaFactory()
codecs = {
    "h264": f"x264enc tune=zerolatency speed-preset=ultrafast bitrate={kbit} key-int-max={fps} "
    "! video/x-h264,profile=constrained-baseline ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1",
    "h265": f"x265enc tune=zerolatency speed-preset=ultrafast bitrate={kbit} key-int-max={fps} "
    "! h265parse ! rtph265pay name=pay0 pt=96 config-interval=-1",
    "jpeg": "jpegenc ! rtpjpegpay name=pay0 pt=26",
}
factory.set_launch(
    f"( {source} ! video/x-raw,width={width},height={height},framerate={fps}/1 "
    f"! {codecs[os.environ.get('CODEC', 'h264')]} )"
)
factory.set_shared(True)
if len(sys.argv) > 6:
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "operator")
    auth.add_digest(sys.argv[5], sys.argv[6], token)
    server.set_auth(auth)
    factory.add_role_from_structure(
        Gst.Structure.new_from_string("operator, media.factory.access=true, media.factory.construct=true")
    )
server.get_mount_points().add_factory("/live", factory)
server.attach(None)
loop = GLib.MainLoop()
print(json.dumps({"port": server.get_bound_port()}), flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), loop.quit()), daemon=True).start()
loop.run()
