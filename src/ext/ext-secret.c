/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libsecret: passwords in the keyring of GNOME, KDE or KeePassXC. What is asked on the terminal
 * instead: cli/ask-secret.c.
 */
#include "ext/ext-secret.h"

#include <errno.h>
#include <libsecret/secret.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-load.h"
#include "ext/ext-thread.h"

#define WAIT_MS 60000 /* the user may have to unlock it first */

#define SYMBOLS(X)                                 \
	X(g_error_free)                            \
	X(g_hash_table_lookup)                     \
	X(g_list_free)                             \
	X(g_object_unref)                          \
	X(secret_password_search_sync)             \
	X(secret_password_store_sync)              \
	X(secret_retrievable_get_attributes)       \
	X(secret_retrievable_retrieve_secret_sync) \
	X(secret_value_get_text)                   \
	X(secret_value_unref)                      \
	X(g_hash_table_unref)

static struct {
	SYMBOLS(LOAD_POINTER)
} lib;

static const struct load_symbol symbols[] = { SYMBOLS(LOAD_SYMBOL) { NULL, NULL } };

static struct load_library library = {
	.files = { "libsecret-1.so.0" },
	.symbols = symbols,
	.title = "libsecret",
	.cannot = "cannot ask the keyring",
	.advice = "install libsecret (package libsecret-1-0, or libsecret)",
};

static const SecretSchema schema = {
	.name = SECRET_SCHEMA,
	.flags = SECRET_SCHEMA_NONE,
	.attributes = {
		{ "guest", SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
	},
};

/* What a thread works with: after a time limit it is the thread's for ever. */
struct job {
	char *guest, *user, *password; /* user: NULL for any; found ones are put here */
};

static void job_free(struct job *j)
{
	if (!j)
		return;
	if (j->password)
		explicit_bzero(j->password, strlen(j->password));
	free(j->guest);
	free(j->user);
	free(j->password);
	free(j);
}
DEFINE_CLEANUP(struct job *, job_free)

static int load(struct err *err)
{
	const char *bus = getenv("DBUS_SESSION_BUS_ADDRESS");

	/* Without a session GLib would try to start one of its own. */
	if (!bus || !bus[0])
		return err_set(err, ENOTSUP, "there is no session here that has a keyring");
	return load_library(&library, err);
}

static int failed(GError *e, struct err *err)
{
	(void)err_set(err, ENOTSUP, "the keyring: %.300s", e ? e->message : "it does not say why");
	if (e)
		lib.g_error_free(e);
	return -ENOTSUP;
}

/* Takes user and password out of a found one. */
static int take(SecretRetrievable *item, struct job *j, struct err *err)
{
	GError *e = NULL;
	GHashTable *attributes = lib.secret_retrievable_get_attributes(item);
	const char *user = attributes ? lib.g_hash_table_lookup(attributes, "user") : NULL;
	SecretValue *value = lib.secret_retrievable_retrieve_secret_sync(item, NULL, &e);
	const char *text = value ? lib.secret_value_get_text(value) : NULL;
	char *copy = text && user && !j->user ? strdup(user) : NULL;
	int r = 0;

	if (!value)
		r = failed(e, err);
	else if (!text || (!user && !j->user))
		r = err_set(err, ENOENT, "what the keyring has for '%s' is no password", j->guest);
	if (copy)
		j->user = copy;
	if (r == 0) {
		j->password = strdup(text);
		r = j->password && j->user ? 0 : err_oom(err);
	}
	if (value)
		lib.secret_value_unref(value);
	if (attributes)
		lib.g_hash_table_unref(attributes);
	return r;
}

static int look_in_thread(void *arg, struct err *err)
{
	const SecretSearchFlags flags = SECRET_SEARCH_UNLOCK | SECRET_SEARCH_LOAD_SECRETS;
	struct job *j = arg;
	GError *e = NULL;
	GList *found;
	int r;

	found = lib.secret_password_search_sync(&schema, flags, NULL, &e, "guest", j->guest,
		j->user ? "user" : NULL, j->user, NULL);
	if (e)
		return failed(e, err);
	if (!found)
		return err_set(err, ENOENT, "the keyring has no password for '%s'", j->guest);
	r = take(found->data, j, err);
	for (GList *l = found; l; l = l->next)
		lib.g_object_unref(l->data);
	lib.g_list_free(found);
	return r;
}

static int keep_in_thread(void *arg, struct err *err)
{
	struct job *j = arg;
	_cleanup_free_ char *label = str_printf("%s in the guest %s", j->user, j->guest);
	GError *e = NULL;

	if (!label)
		return err_oom(err);
	if (lib.secret_password_store_sync(&schema, SECRET_COLLECTION_DEFAULT, label, j->password,
		    NULL, &e, "guest", j->guest, "user", j->user, NULL))
		return 0;
	return failed(e, err);
}

static int copy_to(char **slot, const char *text)
{
	*slot = text ? strdup(text) : NULL;
	return text && !*slot ? -ENOMEM : 0;
}

static int work(int (*fn)(void *arg, struct err *err), struct job **job, struct err *err)
{
	int r = ext_thread_run(fn, *job, WAIT_MS, "waiting for the keyring", err);

	if (r == -EINTR || r == -ETIMEDOUT)
		(void)TAKE_PTR(*job);
	return r;
}

int secret_look(
	const char *guest, const char *user, char **ret_user, char **ret_password, struct err *err)
{
	_cleanup_(job_freep) struct job *j = NULL;
	int r = load(err);

	if (r < 0)
		return r;
	j = calloc(1, sizeof(*j));
	if (!j || copy_to(&j->guest, guest) < 0 || copy_to(&j->user, user) < 0)
		return err_oom(err);
	r = work(look_in_thread, &j, err);
	if (r < 0)
		return r;
	*ret_user = TAKE_PTR(j->user);
	*ret_password = TAKE_PTR(j->password);
	return 0;
}

int secret_keep(const char *guest, const char *user, const char *password, struct err *err)
{
	_cleanup_(job_freep) struct job *j = NULL;
	int r = load(err);

	if (r < 0)
		return r;
	j = calloc(1, sizeof(*j));
	if (!j || copy_to(&j->guest, guest) < 0 || copy_to(&j->user, user) < 0 ||
		copy_to(&j->password, password) < 0)
		return err_oom(err);
	return work(keep_in_thread, &j, err);
}
