# Reads a card over RF with nfcpy as it is: prints a line for each thing learnt.
import sys

import nfc
import nfc.clf

clf = nfc.ContactlessFrontend()
assert clf.open('udp:127.0.0.1:%d' % int(sys.argv[1]))
target = clf.sense(nfc.clf.RemoteTarget('106B'))
tag = nfc.tag.activate(clf, target)
print(type(tag).__name__)


def send(command):
    return bytes(tag.transceive(bytes.fromhex(command)))


for command in ('00a4040c0ad392f000260100000001', '00a4020c020018', '00200080', '00a4020c02000a'):
    print(send(command).hex())
certificate = send('00b00000000000')
print(certificate[:2].hex(), certificate[-2:].hex(), len(certificate) > 1000)
print(tag.is_present)
clf.close()
