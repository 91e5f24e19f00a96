/*
 * How long an exchange of an APDU takes, and how long an echo with the same system calls.
 *
 *   pcsc-client card READER WARM COUNT LENGTH APDU...   the last APDU again and again, over libpcsclite
 *   pcsc-client echo SOCKET WARM COUNT LENGTH           3 sends (8, 32, 5 bytes), 2 reads (32, LENGTH bytes)
 *
 * LENGTH is the length of the response, status word included. Prints {"rate":…,"p50Us":…,"p99Us":…}.
 *
 * libpcsclite is loaded when the program runs, so that its headers are not needed; the types below are those of
 * pcsc-lite on every Unix but macOS, whose PC/SC is another.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

typedef struct
{
	unsigned long protocol;
	unsigned long length;
} io_request;

typedef long establish_context(unsigned long scope, const void *, const void *, long *context);
typedef long connect_card(
	long context, const char *reader, unsigned long share, unsigned long protocols, long *card, unsigned long *active);
typedef long transmit_apdu(long card, const io_request *, const unsigned char *command, unsigned long length,
	io_request *, unsigned char *response, unsigned long *response_length);

enum { scope_system = 2, share_shared = 2, protocol_t0 = 1, protocol_t1 = 2 };

static unsigned char command[300], response[70000];
static unsigned long command_length, expected_length;

static void die(const char *what, unsigned long code)
{
	fprintf(stderr, "%s: %08lx\n", what, code & 0xffffffff);
	exit(1);
}

static transmit_apdu *transmit;
static long card;

static unsigned long exchange_length;

static void exchange_apdu(void)
{
	static const io_request t1 = { protocol_t1, sizeof t1 };
	unsigned long length = sizeof response;
	long rv = transmit(card, &t1, command, command_length, NULL, response, &length);
	if (rv != 0)
		die("SCardTransmit", rv);
	exchange_length = length;
}

static void exchange_measured_apdu(void)
{
	exchange_apdu();
	if (exchange_length != expected_length || response[exchange_length - 2] != 0x90)
		die("response of the wrong length or status", exchange_length);
}

static int echo_socket;

static void receive(size_t length)
{
	size_t have = 0;
	while (have < length)
	{
		ssize_t n = read(echo_socket, response + have, length - have);
		if (n <= 0)
			die("read", n);
		have += n;
	}
}

static void exchange_echo(void)
{
	static const unsigned char zeros[32];
	if (send(echo_socket, zeros, 8, MSG_NOSIGNAL) != 8 || send(echo_socket, zeros, 32, MSG_NOSIGNAL) != 32
		|| send(echo_socket, zeros, 5, MSG_NOSIGNAL) != 5)
		die("send", 0);
	receive(32);
	receive(expected_length);
}

static void connect_echo(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof address.sun_path)
		die("socket path too long", strlen(path));
	strcpy(address.sun_path, path);
	echo_socket = socket(AF_UNIX, SOCK_STREAM, 0);
	if (connect(echo_socket, (struct sockaddr *)&address, sizeof address) != 0)
		die("connect", 0);
}

static void *symbol(void *library, const char *name)
{
	void *found = dlsym(library, name);
	if (found == NULL)
		die(name, 0);
	return found;
}

static void connect_reader(const char *reader)
{
	void *library = dlopen("libpcsclite.so.1", RTLD_NOW);
	if (library == NULL)
		die("libpcsclite.so.1 cannot be loaded", 0);
	establish_context *establish = (establish_context *)symbol(library, "SCardEstablishContext");
	connect_card *connect = (connect_card *)symbol(library, "SCardConnect");
	transmit = (transmit_apdu *)symbol(library, "SCardTransmit");
	long context;
	unsigned long active;
	long rv = establish(scope_system, NULL, NULL, &context);
	if (rv != 0)
		die("SCardEstablishContext", rv);
	rv = connect(context, reader, share_shared, protocol_t0 | protocol_t1, &card, &active);
	if (rv != 0)
		die("SCardConnect", rv);
}

static void set_command(const char *hex)
{
	command_length = 0;
	while (command_length < sizeof command && sscanf(hex + 2 * command_length, "%2hhx", &command[command_length]) == 1)
		command_length++;
}

static double now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
	int is_card = argc > 6 && strcmp(argv[1], "card") == 0;
	if (!is_card && (argc != 6 || strcmp(argv[1], "echo") != 0))
	{
		fprintf(stderr, "pcsc-client card READER WARM COUNT LENGTH APDU... | echo SOCKET WARM COUNT LENGTH\n");
		return 2;
	}
	int warm = atoi(argv[3]), count = atoi(argv[4]);
	double *each = calloc(count, sizeof *each);
	if (count < 1 || each == NULL)
		die("COUNT", count);
	expected_length = atoi(argv[5]);
	if (is_card)
	{
		connect_reader(argv[2]);
		for (int i = 6; i < argc; i++)
		{
			set_command(argv[i]);
			exchange_apdu();
		}
	}
	else
		connect_echo(argv[2]);
	void (*exchange)(void) = is_card ? exchange_measured_apdu : exchange_echo;
	for (int i = 0; i < warm; i++)
		exchange();
	double start = now_us();
	for (int i = 0; i < count; i++)
	{
		double before = now_us();
		exchange();
		each[i] = now_us() - before;
	}
	double total = now_us() - start;
	qsort(each, count, sizeof *each, by_value);
	printf("{\"rate\":%.0f,\"p50Us\":%.2f,\"p99Us\":%.2f}\n", count / total * 1e6, each[count / 2],
		each[(int)(count * 0.99)]);
	return 0;
}
