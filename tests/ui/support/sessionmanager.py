#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session manager of the X desktop (XSMP) for one program: the address for SESSION_MANAGER goes to standard output. Then each
line of standard input is told to the program: `save` (a checkpoint, the session goes on), `shutdown` (it is going to end), `die`
(it ends). Answers: `registered`, `saved`, `left`."""
import ctypes
import select
import sys
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_char_p, c_int, c_ulong, c_void_p

SM = ctypes.CDLL("libSM.so.6")
ICE = ctypes.CDLL("libICE.so.6")
LIBC = ctypes.CDLL(None)
LIBC.strdup.restype = c_void_p
for name in ("IceAcceptConnection", "IceComposeNetworkIdList"):
    getattr(ICE, name).restype = c_void_p

SAVE_LOCAL, SAVE_BOTH = 1, 2
INTERACT_NONE = 0

REGISTER = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p)
TOLD = CFUNCTYPE(None, c_void_p, c_void_p, c_int)
SILENT = CFUNCTYPE(None, c_void_p, c_void_p)
LEFT = CFUNCTYPE(None, c_void_p, c_void_p, c_int, c_void_p)
MANY = CFUNCTYPE(None, c_void_p, c_void_p, c_int, c_void_p)
ASKED = CFUNCTYPE(None, c_void_p, c_void_p, c_int, c_int, c_int, c_int, c_int)
ALLOW = CFUNCTYPE(c_int, c_char_p)
clients = []


def say(word):
    print(word, flush=True)


def register(client, _data, previous):
    if previous:
        return 0  # of a session that nobody knows: it asks again for a new id
    SM.SmsRegisterClientReply(c_void_p(client), c_char_p(b"1"))
    clients.append(client)
    say("registered")
    return 1


def left(client, _data, _count, _reasons):
    clients.remove(client)
    SM.SmsCleanUp(c_void_p(client))
    say("left")


# In the order of SmsCallbacks.
HANDLERS = [REGISTER(register), TOLD(lambda *_: None), TOLD(lambda *_: None), ASKED(lambda *_: None), SILENT(lambda *_: None),
            TOLD(lambda *_: say("saved")), LEFT(left), MANY(lambda *_: None), MANY(lambda *_: None), SILENT(lambda *_: None)]


class Callbacks(Structure):
    _fields_ = [(f"{kind}{i}", c_void_p) for i in range(len(HANDLERS)) for kind in ("call", "data")]


@CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(c_ulong), POINTER(Callbacks), POINTER(c_void_p))
def new_client(_client, _data, mask, callbacks, _reason):
    mask[0] = (1 << len(HANDLERS)) - 1
    for i, handler in enumerate(HANDLERS):
        setattr(callbacks[0], f"call{i}", ctypes.cast(handler, c_void_p).value)
    return 1


@ALLOW
def allow(_host):
    return 1


@CFUNCTYPE(None, c_void_p)
def connection_broke(_connection):
    """A program that went away; libICE's own handler would end us too."""


def obey(word):
    for client in clients:
        if word == "die":
            SM.SmsDie(c_void_p(client))
        else:
            SM.SmsSaveYourself(c_void_p(client), SAVE_BOTH, int(word == "shutdown"), INTERACT_NONE, 0)
        ICE.IceFlush(c_void_p(SM.SmsGetIceConnection(c_void_p(client))))


def main():
    SM.SmsGetIceConnection.restype = c_void_p
    ICE.IceSetIOErrorHandler(connection_broke)
    error = ctypes.create_string_buffer(256)
    if not SM.SmsInitialize(b"test", b"1", new_client, None, allow, 256, error):
        sys.exit(error.value.decode())
    count, listeners = c_int(), POINTER(c_void_p)()
    if not ICE.IceListenForConnections(byref(count), byref(listeners), 256, error):
        sys.exit(error.value.decode())
    files = {}
    for i in range(count.value):
        ICE.IceSetHostBasedAuthProc(c_void_p(listeners[i]), allow)
        files[ICE.IceGetListenConnectionNumber(c_void_p(listeners[i]))] = listeners[i]
    say(ctypes.string_at(ICE.IceComposeNetworkIdList(count, listeners)).decode())
    connections = {}
    while True:
        for ready in select.select([sys.stdin, *files, *connections], [], [])[0]:
            if ready is sys.stdin:
                line = sys.stdin.readline()
                if not line:
                    return
                obey(line.strip())
            elif ready in files:
                status = c_int()
                connection = ICE.IceAcceptConnection(c_void_p(files[ready]), byref(status))
                if connection:
                    connections[ICE.IceConnectionNumber(c_void_p(connection))] = connection
            elif ready in connections and ICE.IceProcessMessages(c_void_p(connections[ready]), None, None) != 0:
                del connections[ready]


main()
