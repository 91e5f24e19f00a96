"""
A client that does what standard input says, a line of output for each line of input:

    connect [exclusive]   reconnect [reset]   disconnect leave|reset   begin   end leave|reset   apdu HEX
    wait MASK BITS        waits until the reader's state shows these bits of MASK (hex, SCARD_STATE_*)

Answers are "ok", "ok HEX", or the return code in hex.
"""
import sys
from smartcard.scard import (
    SCARD_LEAVE_CARD,
    SCARD_PCI_T1,
    SCARD_PROTOCOL_T0,
    SCARD_PROTOCOL_T1,
    SCARD_RESET_CARD,
    SCARD_S_SUCCESS,
    SCARD_SCOPE_USER,
    SCARD_SHARE_EXCLUSIVE,
    SCARD_SHARE_SHARED,
    SCARD_STATE_UNAWARE,
    SCardBeginTransaction,
    SCardConnect,
    SCardDisconnect,
    SCardEndTransaction,
    SCardEstablishContext,
    SCardGetStatusChange,
    SCardListReaders,
    SCardReconnect,
    SCardTransmit,
)

PROTOCOLS = SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1
DISPOSITIONS = {"leave": SCARD_LEAVE_CARD, "reset": SCARD_RESET_CARD}


class Refused(Exception):
    pass


def checked(result):
    rv, *values = result if isinstance(result, (list, tuple)) else (result,)
    if rv != SCARD_S_SUCCESS:
        raise Refused("%08x" % (rv & 0xFFFFFFFF))
    return values


(context,) = checked(SCardEstablishContext(SCARD_SCOPE_USER))
(readers,) = checked(SCardListReaders(context, []))
reader = readers[0]
card = None


def act(verb, arguments):
    global card
    if verb == "connect":
        mode = SCARD_SHARE_EXCLUSIVE if arguments else SCARD_SHARE_SHARED
        card, _ = checked(SCardConnect(context, reader, mode, PROTOCOLS))
    elif verb == "reconnect":
        initialization = SCARD_RESET_CARD if arguments else SCARD_LEAVE_CARD
        checked(SCardReconnect(card, SCARD_SHARE_SHARED, PROTOCOLS, initialization))
    elif verb == "disconnect":
        checked(SCardDisconnect(card, DISPOSITIONS[arguments[0]]))
    elif verb == "begin":
        checked(SCardBeginTransaction(card))
    elif verb == "end":
        checked(SCardEndTransaction(card, DISPOSITIONS[arguments[0]]))
    elif verb == "apdu":
        command = list(bytes.fromhex(arguments[0]))
        (response,) = checked(SCardTransmit(card, SCARD_PCI_T1, command))
        return bytes(response).hex()
    elif verb == "wait":
        mask, bits = (int(argument, 16) for argument in arguments)
        known = SCARD_STATE_UNAWARE
        while True:
            ((_, state, _),) = checked(SCardGetStatusChange(context, 10000, [(reader, known)]))[0]
            if state & mask == bits:
                break
            known = state
    return ""


print("reader", reader, flush=True)
for line in sys.stdin:
    verb, *arguments = line.split()
    try:
        print(("ok " + act(verb, arguments)).rstrip(), flush=True)
    except Refused as refusal:
        print(refusal, flush=True)
