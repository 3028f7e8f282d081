/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest as data. Turning it into a domain and back is guest/ work.
 */
#include "model/guest.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 50

void guest_info_done(struct guest_info *info)
{
	for (size_t i = 0; i < info->n_devices; i++)
		free((char *)info->devices[i].mac);
	free(info->devices);
	free(info->name);
	free(info->kernel);
	free(info->disk);
	free(info->shmem);
	*info = (struct guest_info) { 0 };
}

bool guest_info_has(const struct guest_info *info, struct pci_addr addr)
{
	for (size_t i = 0; i < info->n_devices; i++)
		if (pci_addr_compare(info->devices[i].addr, addr) == 0)
			return true;
	return false;
}

int guest_name_check(const char *name, struct err *err)
{
	size_t n = strlen(name);

	if (n == 0)
		return err_set(err, EINVAL, "a guest needs a name");
	if (n > NAME_MAX_LEN)
		return err_set(err, EINVAL,
			"the name '%.20s...' has %zu letters; a guest's has at most %d", name, n,
			NAME_MAX_LEN);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)name[i];

		/* Not isalnum(): the locale has no say in what libvirt takes. */
		if (c >= 128 || !(isalnum(c) || (i > 0 && strchr("._+-", c))))
			return err_set(err, EINVAL,
				"a guest cannot have the name '%s': it starts with a letter or "
				"digit and goes on with letters, digits and '.', '_', '+', '-'",
				name);
	}
	return 0;
}

const char *guest_state_text(enum guest_state state)
{
	switch (state) {
	case GUEST_RUNNING:
		return "running";
	case GUEST_PAUSED:
		return "paused";
	case GUEST_STOPPING:
		return "stopping";
	case GUEST_STOPPED:
		return "stopped";
	case GUEST_CRASHED:
		return "crashed";
	case GUEST_SUSPENDED:
		return "suspended";
	case GUEST_UNKNOWN:
		break;
	}
	return "unknown";
}

bool guest_state_active(enum guest_state state)
{
	return state == GUEST_RUNNING || state == GUEST_PAUSED || state == GUEST_STOPPING ||
	       state == GUEST_SUSPENDED;
}
