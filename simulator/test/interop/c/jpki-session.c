/*
 * What a client of the card does: reads the authentication certificate, shows the PIN and signs, in a transaction.
 *
 *   jpki-session PIN DIGEST-INFO
 *
 * Takes the first reader. DIGEST-INFO is hex. Prints the reader's name, the certificate and the signature in hex.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <winscard.h>

static SCARDHANDLE card;
static DWORD protocol;

static void die(const char *what, unsigned long code)
{
	fprintf(stderr, "%s: %08lX\n", what, code & 0xffffffff);
	exit(1);
}

static void check(const char *what, LONG rv)
{
	if (rv != SCARD_S_SUCCESS)
		die(what, (unsigned long)rv);
}

/* Sends a command that has to be answered 9000; gives the length of the data. */
static DWORD transmit(const char *what, const BYTE *command, DWORD command_length, BYTE *data)
{
	BYTE response[MAX_BUFFER_SIZE];
	DWORD length = sizeof response;
	const SCARD_IO_REQUEST *pci = protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
	check(what, SCardTransmit(card, pci, command, command_length, NULL, response, &length));
	if (length < 2 || response[length - 2] != 0x90 || response[length - 1] != 0x00)
		die(what, length < 2 ? 0 : response[length - 2] << 8 | response[length - 1]);
	if (data != NULL)
		memcpy(data, response, length - 2);
	return length - 2;
}

static void select_file(BYTE identifier)
{
	const BYTE command[] = { 0x00, 0xa4, 0x02, 0x0c, 0x02, 0x00, identifier };
	transmit("SELECT EF", command, sizeof command, NULL);
}

static void print_hex(const char *what, const BYTE *bytes, DWORD length)
{
	printf("%s ", what);
	for (DWORD i = 0; i < length; i++)
		printf("%02x", bytes[i]);
	printf("\n");
}

static void read_certificate(void)
{
	BYTE certificate[4096];
	select_file(0x0a);
	const BYTE head[] = { 0x00, 0xb0, 0x00, 0x00, 0x04 };
	if (transmit("READ BINARY", head, sizeof head, certificate) != 4 || certificate[0] != 0x30 || certificate[1] != 0x82)
		die("certificate", 0);
	DWORD length = 4 + (certificate[2] << 8 | certificate[3]);
	if (length > sizeof certificate)
		die("certificate length", length);
	for (DWORD at = 4; at < length;)
	{
		DWORD step = length - at < 256 ? length - at : 256;
		const BYTE read[] = { 0x00, 0xb0, at >> 8, at & 0xff, step & 0xff };
		at += transmit("READ BINARY", read, sizeof read, certificate + at);
	}
	print_hex("certificate", certificate, length);
}

static void sign(const char *pin, const char *digest_info)
{
	BYTE command[300], signature[256];
	DWORD length = 0;
	const BYTE verify[] = { 0x00, 0x20, 0x00, 0x80, strlen(pin) };
	memcpy(command, verify, sizeof verify);
	memcpy(command + sizeof verify, pin, strlen(pin));
	select_file(0x18);
	transmit("VERIFY", command, sizeof verify + strlen(pin), NULL);
	for (unsigned int byte; sscanf(digest_info + 2 * length, "%2x", &byte) == 1; length++)
		command[5 + length] = byte;
	const BYTE compute[] = { 0x80, 0x2a, 0x00, 0x80, length };
	memcpy(command, compute, sizeof compute);
	command[5 + length] = 0x00;
	select_file(0x17);
	print_hex("signature", signature, transmit("COMPUTE DIGITAL SIGNATURE", command, length + 6, signature));
}

int main(int argc, char **argv)
{
	static const BYTE select_jpki[] = "\x00\xa4\x04\x0c\x0a\xd3\x92\xf0\x00\x26\x01\x00\x00\x00\x01";
	SCARDCONTEXT context;
	char readers[2048];
	DWORD readers_length = sizeof readers;
	if (argc != 3 || strlen(argv[1]) > 16 || strlen(argv[2]) > 400)
		die("usage: jpki-session PIN DIGEST-INFO", argc);
	check("SCardEstablishContext", SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context));
	check("SCardListReaders", SCardListReaders(context, NULL, readers, &readers_length));
	printf("reader %s\n", readers);
	check("SCardConnect", SCardConnect(context, readers, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
		&card, &protocol));
	/* Another program may have reset the card meanwhile; it is told once. */
	LONG rv = SCardBeginTransaction(card);
	while (rv == SCARD_W_RESET_CARD)
	{
		check("SCardReconnect", SCardReconnect(card, SCARD_SHARE_SHARED, protocol, SCARD_LEAVE_CARD, &protocol));
		rv = SCardBeginTransaction(card);
	}
	check("SCardBeginTransaction", rv);
	transmit("SELECT", select_jpki, sizeof select_jpki - 1, NULL);
	read_certificate();
	sign(argv[1], argv[2]);
	check("SCardEndTransaction", SCardEndTransaction(card, SCARD_RESET_CARD));
	check("SCardDisconnect", SCardDisconnect(card, SCARD_LEAVE_CARD));
	check("SCardReleaseContext", SCardReleaseContext(context));
	return 0;
}
