/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Puts the files of viewers where they belong: a .vv file for one start, the settings of Looking
 * Glass, a launcher. What stands in them: guest/guest-view-file.c.
 */
#include "cli/vm-view-file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-file.h"
#include "base/root-user.h"
#include "base/run.h"
#include "base/str.h"
#include "cli/self.h"

#define VALIDATE_MS 5000
#define FILE_MOST   (1024 * 1024)

/* "db & more" is "db_20_26_20more" as a part of a file's name. */
static char *file_name(const char *name)
{
	struct str_buf b = { 0 };

	str_buf_add(&b, "");
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			strchr(".+-", c))
			str_buf_add_n(&b, name, 1);
		else
			str_buf_printf(&b, "_%02x", c);
	}
	return str_buf_take(&b);
}

int vm_view_vv_path(const char *name, char **ret, struct err *err)
{
	const char *folder = getenv("XDG_RUNTIME_DIR");
	_cleanup_free_ char *file = file_name(name);

	/* sudo takes it away; /run is root's own. */
	if ((!folder || folder[0] != '/') && geteuid() == 0)
		folder = "/run";
	if (!folder || folder[0] != '/')
		return err_set(err, ENOENT,
			"the display has a password, and there is no folder to hand it over in: "
			"XDG_RUNTIME_DIR is not set; run it in a login session");
	*ret = file ? str_printf("%s/virtfn-%s.vv", folder, file) : NULL;
	return *ret ? 0 : err_oom(err);
}

int vm_view_vv_write(
	struct call *call, const struct guest_screen *s, const char *path, struct err *err)
{
	_cleanup_free_ char *text = view_file_vv(s);
	struct err ignored;
	int r;

	if (!text)
		return err_oom(err);
	(void)root_remove(call->root, &ignored, path + 1);
	r = root_user_create(path, text, strlen(text), err);
	explicit_bzero(text, strlen(text));
	return r;
}

static int put_other(
	struct call *call, const char *path, const char *text, bool replace, struct err *err)
{
	_cleanup_(root_file_done) struct root_file old = { 0 };
	int r = root_user_read(path, FILE_MOST, &old, err);

	if (r < 0)
		return r;
	if (str_eq(old.text, text)) {
		doc_say(call->doc, "No changes: %s is as it shall be", path);
		return 0;
	}
	if (!replace)
		return err_set(err, EEXIST,
			"%s is there already, with other contents; it stays as it is (--replace "
			"writes it anew)",
			path);
	r = root_user_replace(path, text, strlen(text), err);
	if (r == 0)
		doc_say(call->doc, "%s is written anew", path);
	return r;
}

int vm_view_file_put(
	struct call *call, const char *path, const char *text, bool replace, struct err *err)
{
	int r = path[0] == '/' ? root_make_folders(call->root, path + 1, err) : 0;

	if (r == 0)
		r = root_user_publish(path, text, strlen(text), err);
	if (r == 0)
		doc_say(call->doc, "%s is written", path);
	return r == -EEXIST ? put_other(call, path, text, replace, err) : r;
}

/* Of the XDG Base Directory Specification: what is no absolute path counts as not set. */
static int user_path(
	const char *variable, const char *usual, const char *file, char **ret, struct err *err)
{
	const char *folder = getenv(variable), *home = getenv("HOME");

	if (folder && folder[0] == '/')
		*ret = str_printf("%s/%s", folder, file);
	else if (home && home[0] == '/')
		*ret = str_printf("%s/%s/%s", home, usual, file);
	else
		return err_set(err, ENOENT, "nobody says where your home is: HOME is not set");
	return *ret ? 0 : err_oom(err);
}

int vm_view_ini_path(char **ret, struct err *err)
{
	return user_path("XDG_CONFIG_HOME", ".config", "looking-glass/client.ini", ret, err);
}

int vm_view_desktop_path(const char *name, char **ret, struct err *err)
{
	_cleanup_free_ char *file = file_name(name);
	_cleanup_free_ char *path =
		file ? str_printf("applications/virtfn-%s.desktop", file) : NULL;

	return path ? user_path("XDG_DATA_HOME", ".local/share", path, ret, err) : err_oom(err);
}

/* A second opinion, where it is installed. */
static void validate(struct call *call, const char *path)
{
	const char *const argv[] = { "desktop-file-validate", path, NULL };
	struct run_output out = { 0 };
	struct err ignored;

	if (run_argv(argv, VALIDATE_MS, &out, &ignored) > 0)
		doc_note(call->doc, "desktop-file-validate does not like it: %.300s", out.out);
	run_output_done(&out);
}

int vm_view_desktop_add(struct call *call, const char *name, bool replace, struct err *err)
{
	_cleanup_free_ char *path = NULL, *program = NULL, *text = NULL;
	int r = vm_view_desktop_path(name, &path, err);

	if (r == 0)
		r = self_path(&program, err);
	if (r < 0)
		return r;
	text = view_file_desktop(name, program, call->globals->connect);
	if (!text)
		return err_oom(err);
	r = vm_view_file_put(call, path, text, replace, err);
	if (r == 0)
		validate(call, path);
	return r;
}

int vm_view_desktop_remove(struct call *call, const char *name, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	_cleanup_free_ char *path = NULL;
	struct err ignored;
	int r = vm_view_desktop_path(name, &path, err);

	if (r < 0)
		return r;
	if (!root_exists(call->root, "%s", path + 1)) {
		doc_say(call->doc, "No changes: %s is not there", path);
		return 0;
	}
	if (root_user_read(path, FILE_MOST, &file, &ignored) < 0 ||
		strncmp(file.text, VIEW_FILE_MARK, strlen(VIEW_FILE_MARK)) != 0)
		return err_set(err, EEXIST, "%s was not made by virtfn; it stays", path);
	r = root_remove(call->root, err, path + 1);
	if (r == 0)
		doc_say(call->doc, "%s is removed", path);
	return r;
}
