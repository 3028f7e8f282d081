/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How is a line tried once with GRUB? grub-reboot writes next_entry into GRUB's environment, and
 * grub.cfg takes it out again before it boots anything: where GRUB cannot write there, that fails,
 * and the trial would be booted again and again. So it has to be known that it can.
 */
#include "boot/grub-trial.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "boot/grub-default.h"
#include "formats/bls-entry.h"
#include "formats/cmdline.h"
#include "formats/grub-cfg.h"
#include "formats/grub-env.h"

#define BEGIN   "# virtfn: a trial boot, begin\n"
#define END     "# virtfn: a trial boot, end\n"
#define ENTRIES "boot/loader/entries/"

const struct grub_names grub_names = { "boot/grub/grub.cfg", "boot/grub/grubenv",
	"boot/grub/custom.cfg", "grub-reboot", "grub-editenv" };
const struct grub_names grub2_names = { "boot/grub2/grub.cfg", "boot/grub2/grubenv",
	"boot/grub2/custom.cfg", "grub2-reboot", "grub2-editenv" };

static const char *text_of(const struct edits *edits, const char *path)
{
	const struct edit_file *f = edits_find(edits, path);

	return f && f->text ? f->text : NULL;
}

/*
 * File systems that GRUB writes a block of an existing file to. On btrfs, that block is not in a
 * file but in front of the file system, from GRUB 2.14 on (and openSUSE's): env_block= says so.
 */
static int check_file_system(
	const struct boot_evidence *e, const char *env, const char *cfg, struct err *err)
{
	static const char *const writable[] = { "ext2", "ext3", "ext4", "xfs", "vfat", NULL };

	if (!e->grubenv_fs[0])
		return err_set(err, EOPNOTSUPP,
			"no trial boot: on which file system GRUB keeps its environment is not "
			"known, and it may not be able to write there");
	if (!e->grubenv_plain)
		return err_set(err, EOPNOTSUPP,
			"no trial boot: GRUB's environment is on LVM, RAID or an encrypted disk, "
			"where GRUB cannot write, so the trial would be booted again and again");
	for (size_t i = 0; writable[i]; i++)
		if (str_eq(e->grubenv_fs, writable[i]))
			return 0;
	if (str_eq(e->grubenv_fs, "btrfs") && strstr(env, "\nenv_block=") &&
		strstr(cfg, "env_block"))
		return 0;
	return err_set(err, EOPNOTSUPP,
		"no trial boot: GRUB's environment is on %s, where this GRUB cannot write, so the "
		"trial would be booted again and again",
		e->grubenv_fs);
}

static int check(const struct grub_names *names, const struct boot_trial *trial,
	const struct edits *edits, struct err *err)
{
	const char *cfg = text_of(edits, names->cfg), *env = text_of(edits, names->env);
	int r = grub_check_args(trial->ask, err);

	if (r < 0)
		return r;
	if (!cfg)
		return err_set(err, EOPNOTSUPP, "no trial boot: /%s could not be read", names->cfg);
	if (!env)
		return err_set(err, EOPNOTSUPP,
			"no trial boot: GRUB's environment, /%s, could not be read", names->env);
	if (!strstr(cfg, "next_entry=\n") || !strstr(cfg, "save_env next_entry"))
		if (!strstr(cfg, "env_block"))
			return err_set(err, EOPNOTSUPP,
				"no trial boot: /%s does not take an entry for one boot",
				names->cfg);
	return check_file_system(trial->ask->evidence, env, cfg, err);
}

/* The last part of a path replaced by that of the trial's initrd; to be free()d. */
static char *beside(const char *path, size_t n)
{
	size_t dir = n;

	while (dir > 0 && path[dir - 1] != '/')
		dir--;
	return str_printf("%.*s" BOOT_TRIAL_IMAGE, (int)dir, path);
}

/*
 * Where the host has what GRUB knows by this path: "/initrd.img-6.1" where /boot is a partition,
 * "/boot/initrd.img-6.1", "/@/boot/initrd.img-6.1" in a subvolume; to be free()d.
 */
static char *on_host(const char *path, size_t n)
{
	_cleanup_free_ char *copy = str_from_bytes(path, n);
	const char *slash = copy ? strchr(copy, '/') : NULL;
	const char *boot = copy ? strstr(copy, "/boot/") : NULL;

	if (!copy)
		return NULL;
	if (boot)
		return str_printf("%s", boot + 1);
	return str_printf("boot%s%s", slash ? "" : "/", slash ? slash : copy);
}

/* The words of an "initrd" line: microcode comes first, so the last one is the initramfs. */
static char *with_initrd(const char *rest, size_t len, char **ret_like)
{
	_cleanup_free_ char *name = NULL;
	size_t end = len, start;

	while (end > 0 && strchr(" \t\r", rest[end - 1]))
		end--;
	start = end;
	while (start > 0 && !strchr(" \t", rest[start - 1]))
		start--;
	name = beside(rest + start, end - start);
	free(*ret_like);
	*ret_like = on_host(rest + start, end - start);
	return name && *ret_like ? str_printf("%.*s%s", (int)start, rest, name) : NULL;
}

/* The arguments behind the kernel's path, as the trial has them; to be free()d. */
static int with_arguments(
	const char *rest, size_t len, const struct boot_trial *trial, char **ret, struct err *err)
{
	_cleanup_free_ char *line = str_from_bytes(rest, len);
	_cleanup_free_ char *made = NULL;
	size_t path = line ? strcspn(line, " \t") : 0;
	size_t blanks = line ? strspn(line + path, " \t") : 0;
	int r;

	if (!line)
		return err_oom(err);
	r = boot_trial_line(line + path + blanks, trial, &made, err);
	if (r < 0)
		return r;
	*ret = str_printf("%.*s %s", (int)path, line, made);
	return *ret ? 0 : err_oom(err);
}

/* What a writer of the entry's body needs. */
struct body {
	const char *cfg;
	const struct grub_entry *entry;
	const struct boot_trial *trial;
	char *kernel, *like; /* owned; its kernel, and its initramfs as the host has it */
};

static void body_done(struct body *body)
{
	free(body->kernel);
	free(body->like);
}

static int add_command(
	struct str_buf *b, struct body *body, const struct grub_command *c, struct err *err)
{
	const char *rest = body->cfg + c->rest;
	size_t len = c->off + c->len - c->rest;
	_cleanup_free_ char *made = NULL;
	int r = 0;

	/* It would make the trial the default of hosts with GRUB_SAVEDEFAULT. */
	if (c->name_len == 11 && memcmp(body->cfg + c->name, "savedefault", 11) == 0)
		return 0;
	if (grub_command_is(body->cfg, c, "linux")) {
		free(body->kernel);
		body->kernel = str_from_bytes(rest, strcspn(rest, " \t\r\n"));
		r = body->kernel ? with_arguments(rest, len, body->trial, &made, err)
				 : err_oom(err);
	} else if (grub_command_is(body->cfg, c, "initrd") && body->trial->initramfs) {
		made = with_initrd(rest, len, &body->like);
		r = made ? 0 : err_oom(err);
	}
	if (r < 0)
		return r;
	if (made)
		str_buf_printf(b, "\t%.*s %s\n", (int)c->name_len, body->cfg + c->name, made);
	else
		str_buf_printf(b, "%.*s\n", (int)c->len, body->cfg + c->off);
	return 0;
}

static int write_entry(struct body *body, char **ret, struct err *err)
{
	struct str_buf b = { 0 };
	struct grub_command c;
	size_t at = 0;
	int r = 0;

	str_buf_printf(&b, BEGIN "menuentry 'virtfn: trial %s' --id 'virtfn-trial-%s' {\n",
		body->trial->id, body->trial->id);
	while (r == 0 && grub_cfg_next_command(body->cfg, body->entry, &at, &c))
		r = add_command(&b, body, &c, err);
	str_buf_add(&b, "}\n" END);
	*ret = str_buf_take(&b);
	if (r == 0 && !*ret)
		return err_oom(err);
	if (r == 0 && (!body->kernel || (body->trial->initramfs && !body->like)))
		r = err_set(err, EOPNOTSUPP,
			"no trial boot: the default entry, \"%s\", has no %s line",
			body->entry->title, body->kernel ? "initrd" : "linux");
	if (r < 0) {
		free(*ret);
		*ret = NULL;
	}
	return r;
}

/* The default entry of the menu, written with the trial's line. */
static int make_entry(struct body *body, const char *env, char **ret, struct err *err)
{
	_cleanup_(grub_cfg_done) struct grub_cfg menu = { 0 };
	_cleanup_free_ char *saved = NULL;
	_cleanup_free_ char *name = NULL;
	struct err ignored;
	int r = grub_cfg_read(body->cfg, &menu, err);

	if (r == 0 && grub_env_get(env, "saved_entry", &saved, &ignored) == -ENOMEM)
		return err_oom(err);
	if (r == 0)
		r = grub_cfg_default(body->cfg, saved, &name, err);
	if (r == -ENOMEM)
		return r;
	if (r < 0) {
		err->code = EOPNOTSUPP;
		return err_wrap(err, "no trial boot: grub.cfg");
	}
	body->entry = grub_cfg_find(&menu, name);
	if (!body->entry)
		return err_set(err, EOPNOTSUPP,
			"no trial boot: the default entry, \"%s\", is not in grub.cfg", name);
	return write_entry(body, ret, err);
}

/* custom.cfg without a trial of ours; to be free()d. */
static char *without_trial(const char *text)
{
	const char *begin = strstr(text, BEGIN), *end = begin ? strstr(begin, END) : NULL;

	if (!end)
		return str_printf("%s", text);
	return str_printf("%.*s%s", (int)(begin - text), text, end + strlen(END));
}

static int arm(const struct grub_names *names, const char *id, struct edits *edits, struct err *err)
{
	return edits_command(edits, (const char *const[]) { names->reboot, id, NULL },
		(const char *const[]) { names->editenv, "-", "unset", "next_entry", NULL },
		"boots the trial entry once", err);
}

int grub_trial(const struct grub_names *names, const struct boot_trial *trial, struct edits *edits,
	struct err *err)
{
	const char *cfg = text_of(edits, names->cfg), *custom = text_of(edits, names->custom);
	_cleanup_free_ char *entry = NULL, *old = NULL, *text = NULL, *id = NULL;
	_cleanup_(body_done) struct body body = { .cfg = cfg, .trial = trial };
	int r = check(names, trial, edits, err);

	if (r == 0 && !strstr(cfg, "/custom.cfg"))
		return err_set(err, EOPNOTSUPP,
			"no trial boot: /%s does not source custom.cfg (41_custom of "
			"/etc/grub.d)",
			names->cfg);
	if (r == 0)
		r = make_entry(&body, text_of(edits, names->env), &entry, err);
	if (r == 0 && trial->initramfs)
		r = boot_trial_image(trial, body.kernel, body.like, edits, err);
	if (r < 0)
		return r;
	old = without_trial(custom ? custom : "");
	id = str_printf("virtfn-trial-%s", trial->id);
	text = old ? str_printf(
			     "%s%s%s", old, *old && old[strlen(old) - 1] != '\n' ? "\n" : "", entry)
		   : NULL;
	if (!text || !id)
		return err_oom(err);
	r = edits_set(edits, names->custom, text, "a menu entry for one trial boot", err);
	return r < 0 ? r : arm(names, id, edits, err);
}

/* The entry that is booted by default: the saved one, or the one that was booted. */
static const struct edit_file *default_entry(
	const struct boot_ask *ask, const struct edits *edits, const char *env)
{
	_cleanup_free_ char *saved = NULL;
	_cleanup_free_ char *path = NULL;
	const struct edit_file *f;
	struct cmdline_arg image;
	struct err ignored;
	size_t at = 0;

	if (grub_env_get(env, "saved_entry", &saved, &ignored) == 0)
		path = str_printf(ENTRIES "%s.conf", saved);
	f = path ? edits_find(edits, path) : NULL;
	if (f && f->text)
		return f;
	if (!ask->running || !cmdline_get(ask->running, "BOOT_IMAGE", &image))
		return NULL;
	while ((f = edits_next(edits, ENTRIES "*.conf", &at))) {
		_cleanup_(bls_values_freep) char **kernel =
			f->text ? bls_values(f->text, "linux") : NULL;
		size_t n = kernel && kernel[0] ? strlen(kernel[0]) : 0;

		/* BOOT_IMAGE=(hd0,gpt2)/vmlinuz-6.1 */
		if (n > 0 && image.value.len >= n &&
			memcmp(image.value.s + image.value.len - n, kernel[0], n) == 0)
			return f;
	}
	return NULL;
}

static int set_one(char **text, const char *key, const char *value, struct err *err)
{
	const char *const values[] = { value, NULL };
	char *now = NULL;
	int r = value ? bls_set(*text, key, values, &now, err) : err_oom(err);

	if (r < 0)
		return r;
	free(*text);
	*text = now;
	return 0;
}

static int set_options(char **text, const struct boot_trial *trial, struct err *err)
{
	_cleanup_(bls_values_freep) char **options = bls_values(*text, "options");
	_cleanup_free_ char *line = NULL;
	_cleanup_free_ char *joined = NULL;
	struct str_buf b = { 0 };
	int r;

	str_buf_add(&b, "");
	for (size_t i = 0; options && options[i]; i++)
		str_buf_printf(&b, "%s%s", i > 0 ? " " : "", options[i]);
	joined = str_buf_take(&b);
	if (!options || !joined)
		return err_oom(err);
	if (strstr(joined, "$kernelopts") && trial->ask->drop && trial->ask->drop[0])
		return err_set(err, EOPNOTSUPP,
			"no trial boot: the entry has its arguments from $kernelopts, out of which "
			"none can be taken for one boot");
	r = boot_trial_line(joined, trial, &line, err);
	return r < 0 ? r : set_one(text, "options", line, err);
}

static int set_initrd(
	char **text, const struct boot_trial *trial, struct edits *edits, struct err *err)
{
	_cleanup_(bls_values_freep) char **old = bls_values(*text, "initrd");
	_cleanup_(bls_values_freep) char **kernel = bls_values(*text, "linux");
	_cleanup_free_ char *made = NULL, *like = NULL, *line = NULL;
	size_t n;
	int r;

	if (!old || !kernel)
		return err_oom(err);
	if (!old[0] || !kernel[0])
		return err_set(err, EOPNOTSUPP, "no trial boot: the entry has no %s line",
			kernel[0] ? "initrd" : "linux");
	/* What GRUB adds to the line ("$tuned_initrd") stays behind it. */
	n = strcspn(old[0], " \t");
	made = beside(old[0], n);
	like = on_host(old[0], n);
	line = made ? str_printf("%s%s", made, old[0] + n) : NULL;
	if (!line || !like)
		return err_oom(err);
	r = boot_trial_image(trial, kernel[0], like, edits, err);
	return r < 0 ? r : set_one(text, "initrd", line, err);
}

int grub_trial_entry(const struct boot_trial *trial, struct edits *edits, struct err *err)
{
	static const char id[] = BOOT_TRIAL_GRUB;
	const struct edit_file *f;
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char *title = str_printf("virtfn: trial %s", trial->id);
	int r = check(&grub2_names, trial, edits, err);

	if (r < 0)
		return r;
	f = default_entry(trial->ask, edits, text_of(edits, grub2_names.env));
	if (!f)
		return err_set(err, EOPNOTSUPP,
			"no trial boot: which entry of /boot/loader/entries is the default is not "
			"known");
	text = str_printf("%s", f->text);
	r = text ? set_one(&text, "title", title, err) : err_oom(err);
	if (r == 0)
		r = set_options(&text, trial, err);
	if (r == 0 && trial->initramfs)
		r = set_initrd(&text, trial, edits, err);
	if (r == 0)
		r = edits_set(edits, ENTRIES BOOT_TRIAL_GRUB ".conf", text,
			"a boot entry for one trial boot", err);
	return r < 0 ? r : arm(&grub2_names, id, edits, err);
}
