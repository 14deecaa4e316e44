"""A network camera as many are sold: MJPEG over HTTP (multipart/x-mixed-replace)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from hardware.pictures import encode_jpeg
from tests.samples import a_picture

PAUSE_S = 0.01


class MjpegCamera(ThreadingHTTPServer):
    """Streams until it is unplugged. `block_on_close` is off: a stream ends with its socket."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Stream)
        self.unplugged = threading.Event()


class Stream(BaseHTTPRequestHandler):
    server: MjpegCamera

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace;boundary=frame")
        self.end_headers()
        seed = 0
        try:
            while not self.server.unplugged.wait(PAUSE_S):
                seed += 1
                self.wfile.write(part(encode_jpeg(a_picture(seed, 48, 64))))
        except OSError:
            return  # the reader went away

    def log_message(self, *_anything: object) -> None:
        """Nothing is written to standard error."""


def part(picture: bytes) -> bytes:
    head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
    return head.encode() + picture + b"\r\n"


@contextmanager
def mjpeg_camera(port: int = 0) -> Iterator[int]:
    """Gives its port."""
    camera = MjpegCamera(port)
    thread = threading.Thread(target=camera.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield camera.server_port
    finally:
        camera.unplugged.set()
        camera.shutdown()
        camera.server_close()
        thread.join()
