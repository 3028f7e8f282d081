/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a fetch end, whatever the server does? Each is a thread that answers once on 127.0.0.1.
 * What is fetched from a real server, tests/chains/driver.py asks.
 */
#include "ext/ext-curl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/run.h"
#include "lib/tests.h"

enum manner {
	MANNER_GOOD,
	MANNER_SILENT,    /* takes the question and says nothing */
	MANNER_DRIPPING,  /* a byte now and then */
	MANNER_ENDLESS,   /* does not stop */
	MANNER_BOASTING,  /* says it were long, and hangs up */
	MANNER_RUBBISH,   /* speaks another language */
	MANNER_ROUND,     /* always elsewhere */
	MANNER_ELSEWHERE, /* at a file of ours */
};

struct server {
	int fd;
	unsigned port;
	enum manner manner;
	pthread_t thread;
	volatile bool stop;
};

static void rest(unsigned ms)
{
	const struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000 };

	(void)nanosleep(&t, NULL);
}

static bool say(int fd, const char *text)
{
	return send(fd, text, strlen(text), MSG_NOSIGNAL) > 0;
}

static void answer(struct server *s, int fd)
{
	static const char *const words[] = {
		[MANNER_GOOD] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
		[MANNER_SILENT] = "",
		[MANNER_DRIPPING] = "HTTP/1.1 200 OK\r\n\r\n",
		[MANNER_ENDLESS] = "HTTP/1.1 200 OK\r\n\r\n",
		[MANNER_BOASTING] = "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello",
		[MANNER_RUBBISH] = "SSH-2.0-x\r\n",
		[MANNER_ROUND] = "HTTP/1.1 302 x\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
		[MANNER_ELSEWHERE] = "HTTP/1.1 302 x\r\nLocation: file:///etc/passwd\r\n\r\n",
	};
	char question[4096];

	(void)recv(fd, question, sizeof(question), 0);
	if (words[s->manner][0])
		(void)say(fd, words[s->manner]);
	while (!s->stop && s->manner == MANNER_SILENT)
		rest(10);
	while (!s->stop && s->manner == MANNER_DRIPPING && say(fd, "x"))
		rest(50);
	while (!s->stop && s->manner == MANNER_ENDLESS && say(fd, "0123456789"))
		;
	while (!s->stop && s->manner == MANNER_ROUND && recv(fd, question, sizeof(question), 0) > 0)
		(void)say(fd, words[s->manner]);
}

static void *serve(void *arg)
{
	struct server *s = arg;

	while (!s->stop) {
		_cleanup_close_ int fd = accept(s->fd, NULL, NULL);

		if (fd >= 0 && !s->stop)
			answer(s, fd);
	}
	return NULL;
}

static void start(struct server *s, enum manner manner)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);

	*s = (struct server) { .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
		.manner = manner };
	assert_true(s->fd >= 0);
	assert_int_equal(bind(s->fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(s->fd, 5), 0);
	assert_int_equal(getsockname(s->fd, (struct sockaddr *)&at, &len), 0);
	s->port = ntohs(at.sin_port);
	assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void stop(struct server *s)
{
	s->stop = true;
	(void)shutdown(s->fd, SHUT_RDWR);
	assert_int_equal(pthread_join(s->thread, NULL), 0);
	(void)close(s->fd);
}

static const struct fetch_limits small = {
	.bytes = 1000,
	.connect_ms = 2000,
	.total_ms = 500,
	.idle_s = 30,
};

/* What came of it, and the text of the mistake. */
static int fetch(enum manner manner, struct str_buf *out, struct err *err)
{
	struct server s;
	char url[64];
	int r;

	start(&s, manner);
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u/x.deb", s.port);
	r = ext_curl_fetch(url, &small, out, err);
	stop(&s);
	if (r < 0) {
		assert_null(out->text);
		assert_contains(err->text, "127.0.0.1");
	}
	return r;
}

static void test_good(void **state)
{
	struct str_buf out = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_ok(fetch(MANNER_GOOD, &out, &err), err);
	assert_int_equal(out.len, 5);
	assert_string_equal(out.text, "hello");
	str_buf_done(&out);
}

static void test_bad(void **state)
{
	static const struct {
		enum manner manner;
		int r;
		const char *words;
	} rows[] = {
		{ MANNER_SILENT, -ETIMEDOUT, "did not come in time" },
		{ MANNER_DRIPPING, -ETIMEDOUT, "did not come in time" },
		{ MANNER_ENDLESS, -EFBIG, "is larger than" },
		{ MANNER_BOASTING, -EIO, "cannot fetch" },
		{ MANNER_RUBBISH, -EIO, "cannot fetch" },
		{ MANNER_ROUND, -EIO, "cannot fetch" },
		{ MANNER_ELSEWHERE, -EIO, "cannot fetch" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct str_buf out = { 0 };
		struct err err = { 0 };
		int r = fetch(rows[i].manner, &out, &err);

		if (r != rows[i].r)
			fail_msg("manner %d: %d: %s", (int)rows[i].manner, r, err.text);
		assert_contains(err.text, rows[i].words);
	}
}

/* Ctrl-C ends it at once. */
static void test_interrupted(void **state)
{
	struct str_buf out = { 0 };
	struct err err = { 0 };

	(void)state;
	run_interrupted = 1;
	assert_int_equal(fetch(MANNER_SILENT, &out, &err), -EINTR);
	run_interrupted = 0;
}

static void test_addresses(void **state)
{
	static const char *const rows[] = { "file:///etc/passwd", "http://127.0.0.1:1/x",
		"gopher://127.0.0.1/", "not an address" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct str_buf out = { 0 };
		struct err err = { 0 };

		assert_int_equal(ext_curl_fetch(rows[i], &small, &out, &err), -EIO);
		assert_null(out.text);
	}
}

static int set_up(void **state)
{
	(void)state;
	/* A proxy of the machine has no business here. */
	return setenv("no_proxy", "127.0.0.1", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_addresses),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
