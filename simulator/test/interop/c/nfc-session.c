/*
 * What a client of the card does over a PN532 and libnfc: reads the authentication certificate in steps of 256 bytes,
 * shows the PIN and signs.
 *
 *   nfc-session PIN DIGEST-INFO [SESSIONS]
 *
 * Takes the device of LIBNFC_DEVICE, opens and closes it once a session. Prints certificate and signature in hex.
 */
#include <nfc/nfc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static nfc_device *device;

static void die(const char *what, int code)
{
	fprintf(stderr, "%s: %d\n", what, code);
	exit(1);
}

/* Sends a command that has to be answered 9000; gives the length of the data. */
static int transmit(const char *what, const uint8_t *command, size_t length, uint8_t *data)
{
	uint8_t response[264];
	int got = nfc_initiator_transceive_bytes(device, command, length, response, sizeof response, -1);
	if (got < 2 || response[got - 2] != 0x90 || response[got - 1] != 0x00)
		die(what, got < 2 ? got : response[got - 2] << 8 | response[got - 1]);
	if (data != NULL)
		memcpy(data, response, got - 2);
	return got - 2;
}

static void select_file(uint8_t identifier)
{
	const uint8_t command[] = { 0x00, 0xa4, 0x02, 0x0c, 0x02, 0x00, identifier };
	transmit("SELECT EF", command, sizeof command, NULL);
}

static void print_hex(const char *what, const uint8_t *bytes, int length)
{
	printf("%s ", what);
	for (int i = 0; i < length; i++)
		printf("%02x", bytes[i]);
	printf("\n");
}

static void read_certificate(void)
{
	uint8_t certificate[4096];
	select_file(0x0a);
	int length = 4;
	for (int at = 0; at < length;)
	{
		const uint8_t read[] = { 0x00, 0xb0, at >> 8, at & 0xff, 0x00 };
		at += transmit("READ BINARY", read, sizeof read, certificate + at);
		if (length == 4)
			length += certificate[2] << 8 | certificate[3];
		if (length > (int)sizeof certificate)
			die("certificate length", length);
		if (at > length)
			at = length;
	}
	print_hex("certificate", certificate, length);
}

static void sign(const char *pin, const char *digest_info)
{
	uint8_t command[262], signature[264];
	size_t length = 0;
	const uint8_t verify[] = { 0x00, 0x20, 0x00, 0x80, strlen(pin) };
	memcpy(command, verify, sizeof verify);
	memcpy(command + sizeof verify, pin, strlen(pin));
	select_file(0x18);
	transmit("VERIFY", command, sizeof verify + strlen(pin), NULL);
	for (unsigned int byte; sscanf(digest_info + 2 * length, "%2x", &byte) == 1; length++)
		command[5 + length] = byte;
	const uint8_t compute[] = { 0x80, 0x2a, 0x00, 0x80, length };
	memcpy(command, compute, sizeof compute);
	command[5 + length] = 0x00;
	select_file(0x17);
	print_hex("signature", signature, transmit("COMPUTE DIGITAL SIGNATURE", command, length + 6, signature));
}

int main(int argc, char **argv)
{
	static const uint8_t select_jpki[] = "\x00\xa4\x04\x0c\x0a\xd3\x92\xf0\x00\x26\x01\x00\x00\x00\x01";
	const nfc_modulation type_b = { .nmt = NMT_ISO14443B, .nbr = NBR_106 };
	nfc_context *context;
	nfc_target target;
	if (argc < 3 || strlen(argv[1]) > 16 || strlen(argv[2]) > 400)
		die("usage: nfc-session PIN DIGEST-INFO [SESSIONS]", argc);
	nfc_init(&context);
	if (context == NULL)
		die("nfc_init", 0);
	for (int session = argc > 3 ? atoi(argv[3]) : 1; session > 0; session--)
	{
		device = nfc_open(context, NULL);
		if (device == NULL)
			die("nfc_open", 0);
		int rv = nfc_initiator_init(device);
		if (rv < 0)
			die("nfc_initiator_init", rv);
		nfc_device_set_property_bool(device, NP_INFINITE_SELECT, false);
		rv = nfc_initiator_select_passive_target(device, type_b, NULL, 0, &target);
		if (rv < 1)
			die("nfc_initiator_select_passive_target", rv);
		transmit("SELECT", select_jpki, sizeof select_jpki - 1, NULL);
		read_certificate();
		sign(argv[1], argv[2]);
		nfc_close(device);
	}
	nfc_exit(context);
	return 0;
}
