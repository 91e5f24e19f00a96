"""Prints what pyscard's monitors report, until standard input ends."""
import sys
from smartcard.CardMonitoring import CardMonitor, CardObserver


class Observer(CardObserver):
    def update(self, observable, actions):
        added, removed = actions
        for card in added:
            print("inserted", card.reader, bytes(card.atr).hex(), flush=True)
        for card in removed:
            print("removed", card.reader, flush=True)


monitor = CardMonitor()
observer = Observer()
monitor.addObserver(observer)
print("watching", flush=True)
sys.stdin.read()
monitor.deleteObserver(observer)
