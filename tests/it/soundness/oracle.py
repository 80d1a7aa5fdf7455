"""Asks a libcrypto what libpq asks it: whether a store trusts the chain of a server.

The argument is the library's path. Each line of the input is a case: JSON with the DER of certificates and lists in hex.
Each line of the output is the answer: `true`, `false`, and a reason. It loads as `X509_STORE_load_locations` does and
verifies as `ssl_verify_cert_chain` does, with security level 2.
"""

import ctypes
import json
import sys
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_ubyte, c_ulong, c_void_p

lib = ctypes.CDLL(sys.argv[1])


def function(name, result, *arguments):
    found = getattr(lib, name)
    found.restype, found.argtypes = result, list(arguments)
    return found


DECODER = (POINTER(c_void_p), POINTER(POINTER(c_ubyte)), c_long)
decode_certificate = function("d2i_X509", c_void_p, *DECODER)
decode_trusted = function("d2i_X509_AUX", c_void_p, *DECODER)
decode_list = function("d2i_X509_CRL", c_void_p, *DECODER)
free_certificate = function("X509_free", None, c_void_p)
free_list = function("X509_CRL_free", None, c_void_p)
new_store = function("X509_STORE_new", c_void_p)
free_store = function("X509_STORE_free", None, c_void_p)
add_certificate = function("X509_STORE_add_cert", c_int, c_void_p, c_void_p)
add_list = function("X509_STORE_add_crl", c_int, c_void_p, c_void_p)
set_flags = function("X509_STORE_set_flags", c_int, c_void_p, c_ulong)
new_stack = function("OPENSSL_sk_new_null", c_void_p)
push = function("OPENSSL_sk_push", c_int, c_void_p, c_void_p)
free_stack = function("OPENSSL_sk_free", None, c_void_p)
new_context = function("X509_STORE_CTX_new", c_void_p)
free_context = function("X509_STORE_CTX_free", None, c_void_p)
init_context = function("X509_STORE_CTX_init", c_int, c_void_p, c_void_p, c_void_p, c_void_p)
set_default = function("X509_STORE_CTX_set_default", c_int, c_void_p, c_char_p)
parameters = function("X509_STORE_CTX_get0_param", c_void_p, c_void_p)
set_level = function("X509_VERIFY_PARAM_set_auth_level", None, c_void_p, c_int)
set_time = function("X509_VERIFY_PARAM_set_time", None, c_void_p, c_long)
verify = function("X509_verify_cert", c_int, c_void_p)
error = function("X509_STORE_CTX_get_error", c_int, c_void_p)
depth = function("X509_STORE_CTX_get_error_depth", c_int, c_void_p)
words = function("X509_verify_cert_error_string", c_char_p, c_long)
clear_errors = function("ERR_clear_error", None)

CRL_CHECK, CRL_CHECK_ALL = 0x4, 0x8


def decoded(decode, ders):
    """What all of these decode to, and how many bytes stand behind each; none if one does not."""
    objects = []
    for der in map(bytes.fromhex, ders):
        buffer = (c_ubyte * len(der)).from_buffer_copy(der)
        at = ctypes.cast(buffer, POINTER(c_ubyte))
        found = decode(None, byref(at), len(der))
        if not found:
            return None
        used = ctypes.cast(at, c_void_p).value - ctypes.addressof(buffer)
        objects.append((found, len(der) - used))
    return objects


def filled(case):
    """The store, or the reason why it does not load."""
    certificates = []
    for der, settings in zip(case["store"], case["settings"]):
        plain = settings is None
        found = decoded(decode_certificate if plain else decode_trusted, [der if plain else der + settings])
        if found is None:
            return None
        certificates += found
    store = new_store()
    for certificate, _ in certificates:
        add_certificate(store, certificate)
        free_certificate(certificate)
    # Lists that do not load switch no check on.
    lists = decoded(decode_list, case["lists"]) if case["lists"] else None
    for found, _ in lists or []:
        add_list(store, found)
        free_list(found)
    if lists:
        set_flags(store, CRL_CHECK | CRL_CHECK_ALL)
    return store


def verified(case, store, sent):
    stack = new_stack()
    for certificate in sent:
        push(stack, certificate)
    context = new_context()
    init_context(context, store, sent[0], stack)
    set_default(context, b"ssl_server")
    set_level(parameters(context), 2)
    set_time(parameters(context), case["at"])
    valid = verify(context) == 1
    reason = f"{words(error(context)).decode()} (error {error(context)} at {depth(context)})"
    free_context(context)
    free_stack(stack)
    return valid, reason


def answer(case):
    store = filled(case)
    if store is None:
        return False, "the store does not load"
    sent = decoded(decode_certificate, case["sent"])
    if sent is None or any(behind for _, behind in sent):
        result = False, "what the server sends does not decode"
    else:
        result = verified(case, store, [certificate for certificate, _ in sent])
    for certificate, _ in sent or []:
        free_certificate(certificate)
    free_store(store)
    clear_errors()
    return result


for line in sys.stdin:
    valid, reason = answer(json.loads(line))
    print("true" if valid else "false", reason, flush=True)
