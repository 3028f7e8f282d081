/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which tool makes the initramfs, and how is it told? That a program is there is no proof:
 * dracut brings a wrapper by the name of update-initramfs, which ignores all that
 * initramfs-tools is told.
 */
#include "boot/initramfs.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "boot/initramfs-edit.h"
#include "formats/cmdline.h"

const char *const initramfs_files[] = { INITRAMFS_MODULES, INITRAMFS_DRACUT, INITRAMFS_DRACUT_ETC,
	INITRAMFS_DRACUT_USR, INITRAMFS_DRACUT_OWN, INITRAMFS_MKINITCPIO, INITRAMFS_CPIO_DROPS,
	INITRAMFS_CPIO_OWN, INITRAMFS_PRESETS, NULL };

#define ARGV(...) ((const char *const[]) { __VA_ARGS__, NULL })

#define DRACUT_IMAGE ARGV("dracut", "--force", "%o", "%r")
#define NO_PRESET                                                                         \
	"a preset of mkinitcpio has a configuration of its own, and an initramfs beside " \
	"its would not be the same"
#define NOT_KNOWN "what makes an initramfs beside those of this host is not known"

static const struct initramfs_tool initramfs_tools = {
	.id = "initramfs-tools",
	.rebuild = "sudo update-initramfs -u -k all",
	.early = "grep -qsxF '%s' /etc/initramfs-tools/modules || echo '%s' | sudo tee -a "
		 "/etc/initramfs-tools/modules",
	.remake = ARGV("update-initramfs", "-u", "-k", "all"),
	.image = ARGV("mkinitramfs", "-o", "%o", "%r"),
};

static const struct initramfs_tool dracut = {
	.id = "dracut",
	.rebuild = "sudo dracut --regenerate-all --force",
	.early = "echo 'force_drivers+=\" %s \"' | sudo tee /etc/dracut.conf.d/virtfn-%s.conf",
	.remake = ARGV("dracut", "--regenerate-all", "--force"),
	.image = DRACUT_IMAGE,
};

static const struct initramfs_tool dracut_kernels = {
	.id = "dracut",
	.rebuild = "sudo reinstall-kernels",
	.early = "echo 'force_drivers+=\" %s \"' | sudo tee /etc/dracut.conf.d/virtfn-%s.conf",
	.remake = ARGV("reinstall-kernels"),
	.image = DRACUT_IMAGE,
};

static const struct initramfs_tool dracut_rebuild = {
	.id = "dracut",
	.rebuild = "sudo dracut-rebuild",
	.early = "echo 'force_drivers+=\" %s \"' | sudo tee /etc/dracut.conf.d/virtfn-%s.conf",
	.remake = ARGV("dracut-rebuild"),
	.image = DRACUT_IMAGE,
};

static const struct initramfs_tool dracut_ostree = {
	.id = "dracut",
	.rebuild = "sudo rpm-ostree initramfs --enable",
	.early = "sudo rpm-ostree kargs --append-if-missing='rd.driver.pre=%s'",
	.no_image = NOT_KNOWN,
};

static const struct initramfs_tool mkinitcpio = {
	.id = "mkinitcpio",
	.rebuild = "sudo mkinitcpio -P",
	.early = "sudo mkdir -p /etc/mkinitcpio.conf.d\n"
		 "echo 'MODULES+=(%s)' | sudo tee /etc/mkinitcpio.conf.d/virtfn-%s.conf",
	.remake = ARGV("mkinitcpio", "-P"),
	.image = ARGV("mkinitcpio", "-k", "%r", "-g", "%o"),
};

static const struct initramfs_tool mkinitcpio_plain = {
	.id = "mkinitcpio",
	.rebuild = "sudo mkinitcpio -P",
	.early = "sudo sed -i -E '/^MODULES=.*[( ]%s[ )]/! s#^MODULES=\\(#&%s #' "
		 "/etc/mkinitcpio.conf",
	.remake = ARGV("mkinitcpio", "-P"),
	.no_image = NO_PRESET,
};

static const struct initramfs_tool mkinitcpio_limine = {
	.id = "mkinitcpio",
	.rebuild = "sudo limine-mkinitcpio",
	.early = "sudo mkdir -p /etc/mkinitcpio.conf.d\n"
		 "echo 'MODULES+=(%s)' | sudo tee /etc/mkinitcpio.conf.d/virtfn-%s.conf",
	.remake = ARGV("limine-mkinitcpio"),
	.no_image = NO_PRESET,
};

static const struct initramfs_tool *const all_tools[] = { &initramfs_tools, &dracut,
	&dracut_kernels, &dracut_rebuild, &dracut_ostree, &mkinitcpio, &mkinitcpio_plain,
	&mkinitcpio_limine };

static const struct initramfs_tool *dracut_of(const struct initramfs_evidence *e)
{
	if (e->reinstall_kernels)
		return &dracut_kernels;
	return e->dracut_rebuild ? &dracut_rebuild : &dracut;
}

static const struct initramfs_tool *mkinitcpio_of(const struct initramfs_evidence *e)
{
	if (e->limine_mkinitcpio)
		return &mkinitcpio_limine;
	return e->preset_config ? &mkinitcpio_plain : &mkinitcpio;
}

const struct initramfs_tool *initramfs_of(const struct initramfs_evidence *e)
{
	if (e->ostree)
		return &dracut_ostree;
	if (e->update_initramfs && e->mkinitramfs)
		return &initramfs_tools;
	/* EndeavourOS keeps a mkinitcpio that nothing runs. */
	if (e->dracut && (e->reinstall_kernels || e->dracut_rebuild))
		return dracut_of(e);
	if (e->mkinitcpio && (!e->dracut || e->presets || e->limine_mkinitcpio))
		return mkinitcpio_of(e);
	return e->dracut ? dracut_of(e) : NULL;
}

const char *initramfs_text(const struct edits *edits, const char *path, struct err *err)
{
	const struct edit_file *f = edits_find(edits, path);

	if (f && f->unreadable) {
		(void)err_set(err, EACCES, "/%s could not be read, so it is not changed", f->path);
		return NULL;
	}
	return f && f->text ? f->text : "";
}

bool initramfs_has_word(const char *words, const char *module)
{
	for (const char *p = words; *p;) {
		size_t n = strcspn(p, " \t\n");

		if (n > 0 && cmdline_name_is((struct cmdline_span) { p, n }, module))
			return true;
		p += n + (p[n] != '\0');
	}
	return false;
}

/* The kernel's line tells dracut of drivers where its files come with the system's image. */
static int edit_ostree(const struct initramfs_ask *ask, struct edits *edits, struct err *err)
{
	int r = 0;

	for (size_t i = 0; ask->early && ask->early[i] && r == 0; i++) {
		_cleanup_free_ char *arg = str_printf("rd.driver.pre=%s", ask->early[i]);
		_cleanup_free_ char *add = str_printf("--append-if-missing=%s", arg);
		_cleanup_free_ char *del = str_printf("--delete-if-present=%s", arg);
		const char *const argv[] = { "rpm-ostree", "kargs", add, NULL };
		const char *const undo[] = { "rpm-ostree", "kargs", del, NULL };
		struct cmdline_iter it = { .text = ask->running ? ask->running : "" };
		struct cmdline_arg had;
		bool told = false;

		if (!arg || !add || !del)
			return err_oom(err);
		while (cmdline_next_of(&it, "rd.driver.pre", &had))
			told |= cmdline_has_item(had.value, ask->early[i]);
		if (!told)
			r = edits_command(
				edits, argv, undo, "has the initramfs load this driver first", err);
	}
	if (r == 0 && ask->remake)
		r = edits_command(edits,
			(const char *const[]) { "rpm-ostree", "initramfs-etc",
				"--track=/etc/modprobe.d/virtfn.conf", NULL },
			(const char *const[]) { "rpm-ostree", "initramfs-etc",
				"--untrack=/etc/modprobe.d/virtfn.conf", NULL },
			"puts the options of modules into the initramfs", err);
	return r;
}

int initramfs_edit(const struct initramfs_ask *ask, struct edits *edits, struct err *err)
{
	const struct initramfs_tool *tool = initramfs_of(ask->evidence);
	int r;

	if (!tool)
		return err_set(err, EOPNOTSUPP,
			"what makes the initramfs of this host is not known: none of "
			"initramfs-tools, dracut and mkinitcpio was found");
	if (tool == &dracut_ostree)
		return edit_ostree(ask, edits, err);
	if (tool == &initramfs_tools)
		r = initramfs_edit_tools(ask, edits, err);
	else if (str_eq(tool->id, "dracut"))
		r = initramfs_edit_dracut(ask, edits, err);
	else
		r = initramfs_edit_mkinitcpio(ask, edits, err);
	if (r < 0 || (r == 0 && !ask->remake))
		return r;
	return edits_remake(edits, tool->remake, "makes the initramfs of each kernel again", err);
}

int initramfs_image(const struct initramfs_evidence *e, const struct edit_image *image,
	const char *release, struct edits *edits, struct err *err)
{
	const struct initramfs_tool *tool = initramfs_of(e);
	_cleanup_free_ char *out = str_printf("/%s", image->path);
	const char *argv[8] = { NULL };

	if (!out)
		return err_oom(err);
	if (!tool || !tool->image)
		return err_set(err, EOPNOTSUPP, "%s", tool ? tool->no_image : NOT_KNOWN);
	for (size_t i = 0; tool->image[i]; i++) {
		assert(i + 1 < ARRAY_SIZE(argv));
		argv[i] = tool->image[i];
		if (str_eq(argv[i], "%o"))
			argv[i] = out;
		else if (str_eq(argv[i], "%r"))
			argv[i] = release;
	}
	return edits_image(edits, image, argv, err);
}

bool initramfs_makes(const char *program)
{
	for (size_t i = 0; i < ARRAY_SIZE(all_tools); i++)
		if (all_tools[i]->remake && str_eq(program, all_tools[i]->remake[0]))
			return true;
	return false;
}

bool initramfs_is_made_of(const char *path)
{
	static const char *const starts[] = { "etc/modprobe.d/", "etc/initramfs-tools/",
		"etc/dracut.conf", "etc/mkinitcpio" };

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
		if (strncmp(path, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}
