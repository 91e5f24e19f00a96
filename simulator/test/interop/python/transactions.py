"""
Counts in the card COUNT times, each time twice within a transaction, and checks that nobody came between.
80 01 answers with the number of commands of the session.
"""
import sys
from smartcard.scard import (
    SCARD_LEAVE_CARD,
    SCARD_PROTOCOL_T0,
    SCARD_PROTOCOL_T1,
    SCARD_S_SUCCESS,
    SCARD_SCOPE_USER,
    SCARD_SHARE_SHARED,
    SCARD_PCI_T1,
    SCardBeginTransaction,
    SCardConnect,
    SCardDisconnect,
    SCardEndTransaction,
    SCardEstablishContext,
    SCardListReaders,
    SCardTransmit,
)


def checked(result):
    rv, *values = result if isinstance(result, (list, tuple)) else (result,)
    if rv != SCARD_S_SUCCESS:
        sys.exit("%08x" % (rv & 0xFFFFFFFF))
    return values


(context,) = checked(SCardEstablishContext(SCARD_SCOPE_USER))
(readers,) = checked(SCardListReaders(context, []))
card, _ = checked(
    SCardConnect(context, readers[0], SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1)
)
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[1])):
    checked(SCardBeginTransaction(card))
    first = checked(SCardTransmit(card, SCARD_PCI_T1, [0x80, 0x01, 0, 0]))[0][0]
    second = checked(SCardTransmit(card, SCARD_PCI_T1, [0x80, 0x01, 0, 0]))[0][0]
    checked(SCardEndTransaction(card, SCARD_LEAVE_CARD))
    if second != (first + 1) % 256:
        sys.exit("somebody came between %d and %d" % (first, second))
checked(SCardDisconnect(card, SCARD_LEAVE_CARD))
print("done", flush=True)
