/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libnettle: SHA-256 and Base64. The smallest library that has them: no state of its own, no system
 * calls.
 */
#include "ext/ext-nettle.h"

#include <assert.h>
#include <errno.h>
#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/ext-load.h"

static struct {
	__typeof__(nettle_sha256_init) *init;
	__typeof__(nettle_sha256_update) *update;
	__typeof__(nettle_sha256_digest) *digest;
	__typeof__(nettle_base64_decode_init) *decode_init;
	__typeof__(nettle_base64_decode_update) *decode;
	__typeof__(nettle_base64_decode_final) *decode_final;
} lib;

static const struct load_symbol symbols[] = {
	{ "nettle_sha256_init", &lib.init },
	{ "nettle_sha256_update", &lib.update },
	{ "nettle_sha256_digest", &lib.digest },
	{ "nettle_base64_decode_init", &lib.decode_init },
	{ "nettle_base64_decode_update", &lib.decode },
	{ "nettle_base64_decode_final", &lib.decode_final },
	{ NULL, NULL },
};

static struct load_library library = {
	.files = { "libnettle.so.8" },
	.symbols = symbols,
	.title = "nettle",
	.cannot = "cannot use libnettle",
	.advice = "install nettle",
};

int ext_nettle_open(struct err *err)
{
	return load_library(&library, err);
}

void ext_nettle_sha256(struct bytes b, uint8_t ret[32])
{
	struct sha256_ctx ctx;

	assert(library.handle);
	lib.init(&ctx);
	if (b.size > 0)
		lib.update(&ctx, b.size, b.data);
	lib.digest(&ctx, SHA256_DIGEST_SIZE, ret);
}

int ext_nettle_base64(const char *text, char **ret, size_t *ret_size, struct err *err)
{
	struct base64_decode_ctx ctx;
	size_t n = strlen(text), size = BASE64_DECODE_LENGTH(n);
	char *bytes;
	int r = ext_nettle_open(err);

	if (r < 0)
		return r;
	bytes = malloc(size + 1);
	if (!bytes)
		return err_oom(err);
	lib.decode_init(&ctx);
	if (!lib.decode(&ctx, &size, (uint8_t *)bytes, n, text) || !lib.decode_final(&ctx)) {
		free(bytes);
		return err_set(err, EINVAL, "this is no Base64");
	}
	bytes[size] = '\0';
	*ret = bytes;
	*ret_size = size;
	return 0;
}
