/*
 * Rate of SCardTransmit, and of an echo with the same calls on a socket of the same kind.
 *
 *   transmit-rate card READER WARM COUNT HEX     over libpcsclite
 *   transmit-rate echo PATH WARM COUNT LENGTH    3 sends (8, 32 and 5 bytes), 2 reads (32 and LENGTH bytes)
 *
 * Prints: rate per second, p50 and p99 in microseconds.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include <winscard.h>

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

static void report(double *each, int count, double total_us)
{
	qsort(each, count, sizeof *each, by_value);
	printf("%.0f %.2f %.2f\n", count / total_us * 1e6, each[count / 2], each[(int)(count * 0.99)]);
}

static void die(const char *what, long code)
{
	fprintf(stderr, "%s: %08lx\n", what, code & 0xffffffff);
	exit(1);
}

static SCARDHANDLE handle;
static BYTE command[300], response[70000];
static DWORD command_length;

static void transmit(void)
{
	DWORD length = sizeof response;
	LONG rv = SCardTransmit(handle, SCARD_PCI_T1, command, command_length, NULL, response, &length);
	if (rv != SCARD_S_SUCCESS)
		die("SCardTransmit", rv);
}

static int echo_socket, echo_length;

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

static void echo(void)
{
	static const BYTE zeros[32];
	if (send(echo_socket, zeros, 8, MSG_NOSIGNAL) != 8 || send(echo_socket, zeros, 32, MSG_NOSIGNAL) != 32
		|| send(echo_socket, zeros, 5, MSG_NOSIGNAL) != 5)
		die("send", 0);
	receive(32);
	receive(echo_length);
}

int main(int argc, char **argv)
{
	void (*exchange)(void) = transmit;
	if (argc != 6)
		return 2;
	int warm = atoi(argv[3]), count = atoi(argv[4]);
	double *each = malloc(count * sizeof *each);
	if (strcmp(argv[1], "echo") == 0)
	{
		struct sockaddr_un address = { .sun_family = AF_UNIX };
		strncpy(address.sun_path, argv[2], sizeof address.sun_path - 1);
		echo_socket = socket(AF_UNIX, SOCK_STREAM, 0);
		if (connect(echo_socket, (struct sockaddr *)&address, sizeof address) != 0)
			die("connect", 0);
		echo_length = atoi(argv[5]);
		exchange = echo;
	}
	else
	{
		SCARDCONTEXT context;
		DWORD protocol;
		LONG rv = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context);
		if (rv != SCARD_S_SUCCESS)
			die("SCardEstablishContext", rv);
		rv = SCardConnect(context, argv[2], SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &handle, &protocol);
		if (rv != SCARD_S_SUCCESS)
			die("SCardConnect", rv);
		for (const char *hex = argv[5]; sscanf(hex, "%2hhx", &command[command_length]) == 1; hex += 2)
			command_length++;
	}
	for (int i = 0; i < warm; i++)
		exchange();
	double start = now_us();
	for (int i = 0; i < count; i++)
	{
		double before = now_us();
		exchange();
		each[i] = now_us() - before;
	}
	report(each, count, now_us() - start);
	return 0;
}
