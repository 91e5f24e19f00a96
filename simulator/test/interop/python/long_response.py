"""Reads 65,536 bytes in one response, through the high-level interface."""
from smartcard.System import readers

connection = readers()[0].createConnection()
connection.connect()
data, sw1, sw2 = connection.transmit([0x80, 0x02, 0, 0, 0, 0, 0])
print(len(data), "%02x%02x" % (sw1, sw2))
connection.disconnect()
