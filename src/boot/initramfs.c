/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which tool makes the initramfs, and how is it told? That a program is there is no proof:
 * dracut brings a wrapper by the name of update-initramfs, which ignores all that
 * initramfs-tools is told.
 */
#include "boot/initramfs.h"

#include <stddef.h>

static const struct initramfs_tool initramfs_tools = {
	.id = "initramfs-tools",
	.rebuild = "sudo update-initramfs -u -k all",
	.early = "grep -qsxF '%s' /etc/initramfs-tools/modules || echo '%s' | sudo tee -a "
		 "/etc/initramfs-tools/modules",
};

static const struct initramfs_tool dracut = {
	.id = "dracut",
	.rebuild = "sudo dracut --regenerate-all --force",
	.early = "echo 'force_drivers+=\" %s \"' | sudo tee /etc/dracut.conf.d/virtfn-%s.conf",
};

static const struct initramfs_tool dracut_kernels = {
	.id = "dracut",
	.rebuild = "sudo reinstall-kernels",
	.early = "echo 'force_drivers+=\" %s \"' | sudo tee /etc/dracut.conf.d/virtfn-%s.conf",
};

static const struct initramfs_tool dracut_rebuild = {
	.id = "dracut",
	.rebuild = "sudo dracut-rebuild",
	.early = "echo 'force_drivers+=\" %s \"' | sudo tee /etc/dracut.conf.d/virtfn-%s.conf",
};

static const struct initramfs_tool dracut_ostree = {
	.id = "dracut",
	.rebuild = "sudo rpm-ostree initramfs --enable",
	.early = "sudo rpm-ostree kargs --append-if-missing='rd.driver.pre=%s'",
};

static const struct initramfs_tool mkinitcpio = {
	.id = "mkinitcpio",
	.rebuild = "sudo mkinitcpio -P",
	.early = "sudo mkdir -p /etc/mkinitcpio.conf.d\n"
		 "echo 'MODULES+=(%s)' | sudo tee /etc/mkinitcpio.conf.d/virtfn-%s.conf",
};

static const struct initramfs_tool mkinitcpio_plain = {
	.id = "mkinitcpio",
	.rebuild = "sudo mkinitcpio -P",
	.early = "sudo sed -i -E '/^MODULES=.*[( ]%s[ )]/! s#^MODULES=\\(#&%s #' "
		 "/etc/mkinitcpio.conf",
};

static const struct initramfs_tool mkinitcpio_limine = {
	.id = "mkinitcpio",
	.rebuild = "sudo limine-mkinitcpio",
	.early = "sudo mkdir -p /etc/mkinitcpio.conf.d\n"
		 "echo 'MODULES+=(%s)' | sudo tee /etc/mkinitcpio.conf.d/virtfn-%s.conf",
};

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
