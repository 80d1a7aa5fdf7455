"""A server for tests/bench that answers on every loopback address at one port as PostgreSQL does up to the end of the
TLS handshake, at as little cost as it can: what is measured is the client.

    python3 tests/responder.py PORT CHAIN KEY
"""

import os
import signal
import socket
import ssl
import sys
import threading

SSL_REQUEST = bytes.fromhex("0000000804d2162f")
THREADS = 64


def serve(listener, context):
    while True:
        connection, _ = listener.accept()
        try:
            with connection:
                connection.settimeout(30)
                if connection.recv(8) != SSL_REQUEST:
                    continue
                connection.sendall(b"S")
                with context.wrap_socket(connection, server_side=True) as stream:
                    stream.recv(1)
        except OSError:
            pass


def main():
    port, chain, key = sys.argv[1:]
    # What PostgreSQL offers: no tickets.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.num_tickets = 0
    context.load_cert_chain(chain, key)
    listener = socket.create_server(("0.0.0.0", int(port)), backlog=1024)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    for _ in range(THREADS):
        threading.Thread(target=serve, args=(listener, context), daemon=True).start()
    print("ready", flush=True)
    signal.pause()


if __name__ == "__main__":
    main()
