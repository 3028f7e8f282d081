/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libnettle: SHA-256. The smallest library that has it: no state of its own, no system calls.
 */
#include "ext/ext-nettle.h"

#include <assert.h>
#include <dlfcn.h>
#include <errno.h>
#include <nettle/sha2.h>
#include <stddef.h>

#include "base/mem.h"

static struct {
	void *handle;
	__typeof__(nettle_sha256_init) *init;
	__typeof__(nettle_sha256_update) *update;
	__typeof__(nettle_sha256_digest) *digest;
} lib;

int ext_nettle_open(struct err *err)
{
	if (lib.handle)
		return 0;
	lib.handle = dlopen("libnettle.so.8", RTLD_NOW | RTLD_LOCAL);
	if (!lib.handle)
		return err_set(err, ENOTSUP, "cannot make hashes: %s; install nettle", dlerror());
	lib.init = (__typeof__(lib.init))dlsym(lib.handle, "nettle_sha256_init");
	lib.update = (__typeof__(lib.update))dlsym(lib.handle, "nettle_sha256_update");
	lib.digest = (__typeof__(lib.digest))dlsym(lib.handle, "nettle_sha256_digest");
	if (!lib.init || !lib.update || !lib.digest) {
		(void)dlclose(lib.handle);
		lib.handle = NULL;
		return err_set(err, ENOTSUP, "this nettle lacks what virtfn needs; update it");
	}
	return 0;
}

void ext_nettle_sha256(struct bytes b, uint8_t ret[32])
{
	struct sha256_ctx ctx;

	assert(lib.handle);
	lib.init(&ctx);
	if (b.size > 0)
		lib.update(&ctx, b.size, b.data);
	lib.digest(&ctx, SHA256_DIGEST_SIZE, ret);
}
