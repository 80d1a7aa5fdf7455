# Says which clients come through the handshake: libpq in psycopg, and Python's own TLS with its defaults.
import socket
import ssl
import sys

import psycopg

target, port = sys.argv[1:]
try:
    psycopg.connect(target).close()
    print("psycopg connects")
except psycopg.Error:
    pass

context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
with socket.create_connection(("127.0.0.1", int(port))) as plain:
    plain.sendall(bytes([0, 0, 0, 8, 4, 210, 22, 47]))
    assert plain.recv(1) == b"S"
    try:
        context.wrap_socket(plain).close()
        print("ssl connects")
    except ssl.SSLError:
        pass
