/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libcurl: a file from a server, into memory and within limits. It is opened at first use; the
 * two builds that distributions have, by OpenSSL and by GnuTLS, are both as good.
 */
#include "ext/ext-curl.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/run.h"
#include "ext/ext-load.h"

/* The macros would want to call the functions by name. */
#undef curl_easy_setopt
#undef curl_easy_getinfo

#define REDIRECTIONS_MAX 8

const struct fetch_limits fetch_limits = {
	.bytes = (size_t)64 << 20,
	.connect_ms = 20 * 1000,
	.total_ms = 15 * 60 * 1000,
	.idle_s = 30,
};

static struct {
	__typeof__(curl_easy_init) *init;
	__typeof__(curl_easy_setopt) *setopt;
	__typeof__(curl_easy_getinfo) *getinfo;
	__typeof__(curl_easy_perform) *perform;
	__typeof__(curl_easy_cleanup) *cleanup;
	__typeof__(curl_easy_strerror) *strerror;
} lib;

static const struct load_symbol symbols[] = {
	{ "curl_easy_init", &lib.init },
	{ "curl_easy_setopt", &lib.setopt },
	{ "curl_easy_getinfo", &lib.getinfo },
	{ "curl_easy_perform", &lib.perform },
	{ "curl_easy_cleanup", &lib.cleanup },
	{ "curl_easy_strerror", &lib.strerror },
	{ NULL, NULL },
};

static struct load_library library = {
	.files = { "libcurl.so.4", "libcurl-gnutls.so.4" },
	.symbols = symbols,
	.title = "libcurl",
	.cannot = "cannot fetch",
	.advice = "install libcurl",
};

int ext_curl_open(struct err *err)
{
	return load_library(&library, err);
}

struct fetch {
	const char *url;
	const struct fetch_limits *limits;
	struct str_buf *out;
	CURL *curl;
	char why[CURL_ERROR_SIZE];
	bool too_large;
};

static void fetch_done(struct fetch *f)
{
	if (f->curl)
		lib.cleanup(f->curl);
}

static size_t take(char *data, size_t size, size_t n, void *arg)
{
	struct fetch *f = arg;

	/* The server's own word for its length need not be true. */
	f->too_large = f->too_large || n > f->limits->bytes - f->out->len;
	if (!f->too_large)
		str_buf_add_n(f->out, data, n);
	return f->too_large || f->out->failed ? 0 : n * size;
}

static int look_up(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	(void)arg;
	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return run_interrupted != 0;
}

static int set_up(struct fetch *f, struct err *err)
{
	bool secure = strncmp(f->url, "https:", 6) == 0;
	CURL *c = f->curl;
	CURLcode r = CURLE_OK;

#define SET(option, value) r = r == CURLE_OK ? lib.setopt(c, option, value) : r
	SET(CURLOPT_URL, f->url);
	SET(CURLOPT_PROTOCOLS_STR, "https,http");
	SET(CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "https,http");
	SET(CURLOPT_FOLLOWLOCATION, 1L);
	SET(CURLOPT_MAXREDIRS, (long)REDIRECTIONS_MAX);
	SET(CURLOPT_FAILONERROR, 1L);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_USERAGENT, "virtfn/" VIRTFN_VERSION);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)f->limits->connect_ms);
	SET(CURLOPT_TIMEOUT_MS, (long)f->limits->total_ms);
	SET(CURLOPT_LOW_SPEED_LIMIT, 1L);
	SET(CURLOPT_LOW_SPEED_TIME, (long)f->limits->idle_s);
	SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)f->limits->bytes);
	SET(CURLOPT_ERRORBUFFER, f->why);
	SET(CURLOPT_WRITEFUNCTION, take);
	SET(CURLOPT_WRITEDATA, f);
	SET(CURLOPT_NOPROGRESS, 0L);
	SET(CURLOPT_XFERINFOFUNCTION, look_up);
#undef SET
	return r == CURLE_OK ? 0 : err_set(err, ENOTSUP, "this libcurl is too old; update it");
}

static int failed(const struct fetch *f, CURLcode code, struct err *err)
{
	const char *why = f->why[0] ? f->why : lib.strerror(code);
	long status = 0;

	if (f->out->failed)
		return err_oom(err);
	if (run_interrupted)
		return err_set(err, EINTR, "%.300s: interrupted", f->url);
	if (f->too_large || code == CURLE_FILESIZE_EXCEEDED)
		return err_set(err, EFBIG,
			"%.300s is larger than %zu MiB, which no package of a driver is", f->url,
			f->limits->bytes >> 20);
	if (code == CURLE_OPERATION_TIMEDOUT)
		return err_set(err, ETIMEDOUT, "%.300s did not come in time: %.150s", f->url, why);
	(void)lib.getinfo(f->curl, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_HTTP_RETURNED_ERROR && status == 404)
		return err_set(err, EIO,
			"%.300s is not there (the server says 404); is the address right?", f->url);
	return err_set(err, EIO, "cannot fetch %.300s: %.200s", f->url, why);
}

int ext_curl_fetch(
	const char *url, const struct fetch_limits *limits, struct str_buf *out, struct err *err)
{
	_cleanup_(fetch_done) struct fetch f = { .url = url, .limits = limits, .out = out };
	CURLcode code;
	int r = ext_curl_open(err);

	if (r < 0)
		return r;
	f.curl = lib.init();
	if (!f.curl)
		return err_oom(err);
	r = set_up(&f, err);
	if (r < 0)
		return r;
	code = lib.perform(f.curl);
	if (code == CURLE_OK && !out->failed)
		return 0;
	r = failed(&f, code, err);
	str_buf_done(out);
	return r;
}
