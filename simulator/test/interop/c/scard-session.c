/*
 * Walks one reader through libpcsclite and prints one line for each answer, so that two servers can be compared.
 *
 *   PCSCLITE_NO_BLOCKING=1 scard-session
 *
 * Lines that begin with "driver:" depend on the reader's driver.
 * After the line "remove" it waits for the card to be taken away, after "insert" for it to be put back.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <reader.h>
#include <winscard.h>

static const DWORD any = SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1;
static char reader[MAX_READERNAME];

static void say(const char *what, LONG rv)
{
	printf("%s %08lX\n", what, (unsigned long)rv & 0xffffffff);
	fflush(stdout);
}

static void transmit(const char *what, SCARDHANDLE card, const SCARD_IO_REQUEST *pci, const char *apdu, DWORD apdu_length,
	DWORD room)
{
	static BYTE response[70000];
	DWORD length = room;
	LONG rv = SCardTransmit(card, pci, (LPCBYTE)apdu, apdu_length, NULL, response, &length);
	printf("%s %08lX length %lu", what, (unsigned long)rv & 0xffffffff, (unsigned long)length);
	if (rv == SCARD_S_SUCCESS && length <= 4)
		for (DWORD i = 0; i < length; i++)
			printf(" %02X", response[i]);
	printf("\n");
}
#define TRANSMIT(what, card, pci, apdu, room) transmit(what, card, pci, apdu, sizeof apdu - 1, room)

static const char count[] = "\x80\x01\x00\x00";
static const char long_256[] = "\x80\x02\x01\x00";
static const char long_65533[] = "\x80\x02\xff\xfd\x00\x00\x00";

static void status(const char *what, SCARDHANDLE card)
{
	char name[MAX_READERNAME];
	BYTE atr[MAX_ATR_SIZE];
	DWORD name_length = sizeof name, state, protocol, atr_length = sizeof atr;
	LONG rv = SCardStatus(card, name, &name_length, &state, &protocol, atr, &atr_length);
	printf("%s %08lX", what, (unsigned long)rv & 0xffffffff);
	if (rv == SCARD_S_SUCCESS)
		printf(" state %lX protocol %lu ATR length %lu", (unsigned long)state & 0xffff, (unsigned long)protocol,
			(unsigned long)atr_length);
	printf("\n");
}

/* Waits until the reader shows one of the bits; gives the state with its event counter. */
static DWORD wait_for(SCARDCONTEXT context, DWORD bits)
{
	SCARD_READERSTATE state = { .szReader = reader, .dwCurrentState = SCARD_STATE_UNAWARE };
	for (;;)
	{
		LONG rv = SCardGetStatusChange(context, 10000, &state, 1);
		if (rv != SCARD_S_SUCCESS)
		{
			say("SCardGetStatusChange", rv);
			return 0;
		}
		if (state.dwEventState & bits)
			return state.dwEventState;
		state.dwCurrentState = state.dwEventState;
	}
}

static void *cancel(void *context)
{
	/* Asked again until it meets the other thread inside its wait. */
	for (int i = 0; i < 1000; i++)
	{
		SCardCancel(*(SCARDCONTEXT *)context);
		usleep(1000);
	}
	return NULL;
}

int main(void)
{
	SCARDCONTEXT a, b;
	SCARDHANDLE x = 0, y = 0, z = 0;
	DWORD protocol = 99, length;
	BYTE buffer[264];

	say("establish", SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &a));
	say("establish, wrong scope", SCardEstablishContext(77, NULL, NULL, &b));
	say("establish", SCardEstablishContext(SCARD_SCOPE_USER, NULL, NULL, &b));
	length = sizeof reader;
	say("list", SCardListReaders(a, NULL, reader, &length));

	SCARD_READERSTATE pnp = { .szReader = "\\\\?PnP?\\Notification", .dwCurrentState = SCARD_STATE_UNAWARE };
	say("PnP probe", SCardGetStatusChange(a, 0, &pnp, 1));
	printf("shows %lX\n", (unsigned long)wait_for(a, SCARD_STATE_PRESENT) & 0xffff);

	say("connect, unknown reader", SCardConnect(a, "nobody", SCARD_SHARE_SHARED, any, &x, &protocol));
	say("connect, no protocol", SCardConnect(a, reader, SCARD_SHARE_SHARED, 0, &x, &protocol));
	say("connect, wrong mode", SCardConnect(a, reader, 9, any, &x, &protocol));
	say("connect exclusive", SCardConnect(a, reader, SCARD_SHARE_EXCLUSIVE, any, &x, &protocol));
	say("connect to exclusive", SCardConnect(b, reader, SCARD_SHARE_SHARED, any, &y, &protocol));
	say("end without begin, exclusive", SCardEndTransaction(x, SCARD_LEAVE_CARD));
	say("disconnect", SCardDisconnect(x, SCARD_LEAVE_CARD));

	say("connect", SCardConnect(a, reader, SCARD_SHARE_SHARED, any, &x, &protocol));
	printf("protocol %lu\n", (unsigned long)protocol);
	say("connect", SCardConnect(b, reader, SCARD_SHARE_SHARED, any, &y, &protocol));
	say("connect exclusive to shared", SCardConnect(b, reader, SCARD_SHARE_EXCLUSIVE, any, &z, &protocol));
	say("connect, other protocol", SCardConnect(b, reader, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0, &z, &protocol));
	status("status", x);
	TRANSMIT("transmit", x, SCARD_PCI_T1, count, 258);
	TRANSMIT("transmit", y, SCARD_PCI_T1, count, 258);
	TRANSMIT("transmit 256", x, SCARD_PCI_T1, long_256, 258);
	TRANSMIT("transmit 65533", x, SCARD_PCI_T1, long_65533, 65535);
	TRANSMIT("transmit, no room", x, SCARD_PCI_T1, long_256, 257);
	TRANSMIT("transmit, other protocol", x, SCARD_PCI_T0, count, 258);

	say("end without begin", SCardEndTransaction(x, SCARD_LEAVE_CARD));
	say("begin", SCardBeginTransaction(x));
	say("begin again", SCardBeginTransaction(x));
	TRANSMIT("transmit in foreign transaction", y, SCARD_PCI_T1, count, 258);
	say("end in foreign transaction", SCardEndTransaction(y, SCARD_LEAVE_CARD));
	say("reconnect in foreign transaction", SCardReconnect(y, SCARD_SHARE_SHARED, any, SCARD_LEAVE_CARD, &protocol));
	say("end", SCardEndTransaction(x, SCARD_LEAVE_CARD));
	TRANSMIT("transmit in foreign transaction", y, SCARD_PCI_T1, count, 258);
	say("end", SCardEndTransaction(x, SCARD_LEAVE_CARD));
	TRANSMIT("transmit", y, SCARD_PCI_T1, count, 258);

	say("reset", SCardReconnect(x, SCARD_SHARE_SHARED, any, SCARD_RESET_CARD, &protocol));
	TRANSMIT("transmit after own reset", x, SCARD_PCI_T1, count, 258);
	TRANSMIT("transmit after foreign reset", y, SCARD_PCI_T1, count, 258);
	status("status after foreign reset", y);
	say("begin after foreign reset", SCardBeginTransaction(y));
	say("reconnect", SCardReconnect(y, SCARD_SHARE_SHARED, any, SCARD_LEAVE_CARD, &protocol));
	TRANSMIT("transmit", y, SCARD_PCI_T1, count, 258);
	say("unpower", SCardReconnect(y, SCARD_SHARE_SHARED, any, SCARD_UNPOWER_CARD, &protocol));
	TRANSMIT("transmit after own unpower", y, SCARD_PCI_T1, count, 258);
	TRANSMIT("transmit after foreign unpower", x, SCARD_PCI_T1, count, 258);
	say("reconnect", SCardReconnect(x, SCARD_SHARE_SHARED, any, SCARD_LEAVE_CARD, &protocol));
	say("begin", SCardBeginTransaction(x));
	say("end with reset", SCardEndTransaction(x, SCARD_RESET_CARD));
	TRANSMIT("transmit after own reset at end", x, SCARD_PCI_T1, count, 258);
	say("reconnect exclusive, not alone", SCardReconnect(x, SCARD_SHARE_EXCLUSIVE, any, SCARD_LEAVE_CARD, &protocol));
	say("reconnect, wrong initialization", SCardReconnect(x, SCARD_SHARE_SHARED, any, 7, &protocol));
	say("reconnect", SCardReconnect(x, SCARD_SHARE_SHARED, any, SCARD_LEAVE_CARD, &protocol));
	say("disconnect, wrong disposition", SCardDisconnect(y, 9));
	say("disconnect with reset", SCardDisconnect(y, SCARD_RESET_CARD));
	TRANSMIT("transmit after foreign disconnect", x, SCARD_PCI_T1, count, 258);
	say("reconnect", SCardReconnect(x, SCARD_SHARE_SHARED, any, SCARD_LEAVE_CARD, &protocol));

	length = sizeof buffer;
	say("driver: ATR attribute", SCardGetAttrib(x, SCARD_ATTR_ATR_STRING, buffer, &length));
	printf("driver: ATR length %lu\n", (unsigned long)length);
	length = 4;
	say("driver: ATR attribute, no room", SCardGetAttrib(x, SCARD_ATTR_ATR_STRING, buffer, &length));
	length = sizeof buffer;
	say("driver: no such attribute", SCardGetAttrib(x, SCARD_ATTR_CURRENT_CLK, buffer, &length));
	length = 4;
	say("driver: set attribute", SCardSetAttrib(x, SCARD_ATTR_CURRENT_CLK, buffer, length));
	say("driver: features", SCardControl(x, CM_IOCTL_GET_FEATURE_REQUEST, NULL, 0, buffer, sizeof buffer, &length));
	printf("driver: features length %lu tag %02X\n", (unsigned long)length, buffer[0]);
	say("driver: no such control", SCardControl(x, SCARD_CTL_CODE(9999), NULL, 0, buffer, sizeof buffer, &length));

	pthread_t thread;
	SCARD_READERSTATE quiet = { .szReader = reader, .dwCurrentState = wait_for(a, SCARD_STATE_PRESENT) };
	quiet.dwCurrentState &= ~SCARD_STATE_CHANGED;
	say("nothing changes", SCardGetStatusChange(a, 30, &quiet, 1));
	pthread_create(&thread, NULL, cancel, &b);
	say("cancelled", SCardGetStatusChange(b, 10000, &quiet, 1));
	pthread_cancel(thread);
	pthread_join(thread, NULL);

	say("remove", 0);
	DWORD before = quiet.dwCurrentState, gone = wait_for(a, SCARD_STATE_EMPTY);
	printf("shows %lX, %lu event later\n", (unsigned long)gone & 0xffff, (unsigned long)((gone >> 16) - (before >> 16)));
	TRANSMIT("transmit without card", x, SCARD_PCI_T1, count, 258);
	status("status without card", x);
	say("reconnect without card", SCardReconnect(x, SCARD_SHARE_SHARED, any, SCARD_LEAVE_CARD, &protocol));
	say("connect without card", SCardConnect(b, reader, SCARD_SHARE_SHARED, any, &y, &protocol));
	say("connect direct without card", SCardConnect(b, reader, SCARD_SHARE_DIRECT, 0, &y, &protocol));
	printf("protocol %lu\n", (unsigned long)protocol);
	say("disconnect", SCardDisconnect(y, SCARD_LEAVE_CARD));

	say("insert", 0);
	DWORD back = wait_for(a, SCARD_STATE_PRESENT);
	printf("shows %lX, %lu events later\n", (unsigned long)back & 0xffff, (unsigned long)((back >> 16) - (before >> 16)));
	TRANSMIT("transmit to the card put back", x, SCARD_PCI_T1, count, 258);
	say("reconnect", SCardReconnect(x, SCARD_SHARE_SHARED, any, SCARD_LEAVE_CARD, &protocol));
	TRANSMIT("transmit", x, SCARD_PCI_T1, count, 258);
	say("disconnect", SCardDisconnect(x, SCARD_UNPOWER_CARD));
	say("connect", SCardConnect(a, reader, SCARD_SHARE_SHARED, any, &x, &protocol));
	TRANSMIT("transmit after power off", x, SCARD_PCI_T1, count, 258);
	say("release", SCardReleaseContext(a));
	say("transmit after release", SCardBeginTransaction(x));
	say("release", SCardReleaseContext(b));
	return 0;
}
