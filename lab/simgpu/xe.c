// SPDX-License-Identifier: GPL-2.0
/*
 * xe of the simulated GPU: with its parameters, its sysfs files below sriov_admin/ (as of 6.19),
 * its debugfs files (as of 6.19 and as before) and its log lines. SIM_STOCK is xe before 6.17:
 * there is no chip that it makes VFs of.
 */
#include <linux/debugfs.h>
#define SIM_NAME "xe"
#include "drv.h"

#ifdef SIM_STOCK
#define MAX_VFS_DEFAULT 0
#else
#define MAX_VFS_DEFAULT ~0u
#endif

static uint max_vfs = MAX_VFS_DEFAULT;
module_param(max_vfs, uint, 0400);
MODULE_PARM_DESC(max_vfs, "Limit number of Virtual Functions (VFs) that could be managed. "
			  "(0=no VFs; N=allow up to N VFs)");
static char *force_probe = "";
module_param_unsafe(force_probe, charp, 0400);
MODULE_PARM_DESC(force_probe,
	"Force probe options for specified devices. See CONFIG_DRM_XE_FORCE_PROBE for details.");
static int guc_log_level = 5;
module_param(guc_log_level, int, 0400);
static bool probe_display = true;
module_param(probe_display, bool, 0400);
static uint wedged_mode = 1;
module_param(wedged_mode, uint, 0600);

#ifndef SIM_STOCK

#define pf_info(pf, fmt, ...)   dev_info(&(pf)->pdev->dev, "[drm] PF: " fmt, ##__VA_ARGS__)
#define pf_notice(pf, fmt, ...) dev_notice(&(pf)->pdev->dev, "[drm] PF: " fmt, ##__VA_ARGS__)

/* A driver's own refusal is in the log, too. */
static int set_field(struct sim_pf *pf, unsigned int id, enum sim_field f, u64 value, bool setting)
{
	int err = sim_quota_set(pf, id, f, value, setting);

	if (err)
		pf_notice(pf, "Tile0: GT0: Failed to provision VF%u with %llu (%pe)\n", id, value,
			ERR_PTR(err));
	return err;
}

/* --- sriov_admin/ --- */

struct node {
	struct kobject kobj;
	struct sim_pf *pf;
	unsigned int id; /* 0: PF, and the root */
};

struct node_attribute {
	struct attribute attr;
	enum sim_field field;
	bool all; /* of .bulk_profile: for the PF and all VFs */
};

static struct node_attribute stop = { .attr = { .name = "stop", .mode = 0200 } };

static const char *const priorities[] = { "low", "normal", "high" };

static ssize_t show_priority(struct node *n, char *buf)
{
	u64 now = sim_quota_get(n->pf, n->id, SIM_PRIORITY);
	int len = 0;

	for (int i = 0; i < (n->id ? 2 : 3); i++)
		len += sysfs_emit_at(
			buf, len, i == now ? "%s[%s]" : "%s%s", i ? " " : "", priorities[i]);
	return len + sysfs_emit_at(buf, len, "\n");
}

static ssize_t node_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct node *n = container_of(kobj, struct node, kobj);
	struct node_attribute *a = container_of(attr, struct node_attribute, attr);

	if (a->field == SIM_PRIORITY)
		return show_priority(n, buf);
	return sysfs_emit(buf, "%llu\n", sim_quota_get(n->pf, n->id, a->field));
}

static int parse(struct node *n, const struct node_attribute *a, const char *buf, u64 *ret)
{
	u32 number;
	int word, err;

	if (a->field == SIM_VRAM)
		return kstrtou64(buf, 0, ret);
	if (a->field != SIM_PRIORITY) {
		err = kstrtou32(buf, 0, &number);
		*ret = number;
		return err;
	}
	/* The firmware changes the PF's priority, or that of all alike. */
	if (!a->all && n->id)
		return -EOPNOTSUPP;
	word = __sysfs_match_string(priorities, a->all ? 2 : 3, buf);
	*ret = word;
	return word < 0 ? -EINVAL : 0;
}

/* There is nothing to stop: a VF of ours does nothing. */
static ssize_t stop_store(const char *buf, size_t count)
{
	bool yes;
	int err = kstrtobool(buf, &yes);

	return err ?: count;
}

static ssize_t node_store(
	struct kobject *kobj, struct attribute *attr, const char *buf, size_t count)
{
	struct node *n = container_of(kobj, struct node, kobj);
	struct node_attribute *a = container_of(attr, struct node_attribute, attr);
	bool setting = a->field >= SIM_N_HARD;
	unsigned int first = a->all ? 0 : n->id, last = a->all ? n->pf->total : n->id;
	u64 value;
	int err;

	if (attr == &stop.attr)
		return stop_store(buf, count);
	err = parse(n, a, buf, &value);
	if (a->all && a->field == SIM_VRAM)
		first = 1;
	for (unsigned int i = first; !err && i <= last; i++)
		err = set_field(n->pf, i, a->field, value, setting);
	return err ?: count;
}

static const struct sysfs_ops node_ops = { .show = node_show, .store = node_store };

static void node_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct node, kobj));
}

static const struct kobj_type node_type = { .release = node_release, .sysfs_ops = &node_ops };

#define VALUE(var, file, f)                                                                        \
	static struct node_attribute var = { .attr = { .name = file, .mode = 0644 }, .field = f }; \
	static struct node_attribute all_##var = {                                                 \
		.attr = { .name = file, .mode = 0200 }, .field = f, .all = true                    \
	}
VALUE(exec_quantum, "exec_quantum_ms", SIM_EXEC_QUANTUM);
VALUE(preempt_timeout, "preempt_timeout_us", SIM_PREEMPT_TIMEOUT);
VALUE(sched_priority, "sched_priority", SIM_PRIORITY);
VALUE(vram_quota, "vram_quota", SIM_VRAM);

static struct attribute *profile_list[] = { &exec_quantum.attr, &preempt_timeout.attr,
	&sched_priority.attr, &vram_quota.attr, NULL };
static struct attribute *bulk_list[] = { &all_exec_quantum.attr, &all_preempt_timeout.attr,
	&all_sched_priority.attr, &all_vram_quota.attr, NULL };

static umode_t profile_visible(struct kobject *kobj, struct attribute *attr, int index)
{
	struct node *n = container_of(kobj, struct node, kobj);

	if (attr == &vram_quota.attr && (!n->id || !sim_vram()))
		return 0;
	return attr == &sched_priority.attr && n->id ? 0444 : attr->mode;
}

static umode_t bulk_visible(struct kobject *kobj, struct attribute *attr, int index)
{
	return attr == &all_vram_quota.attr && !sim_vram() ? 0 : attr->mode;
}

static const struct attribute_group profile_group = {
	.name = "profile", .attrs = profile_list, .is_visible = profile_visible
};
static const struct attribute_group bulk_group = {
	.name = ".bulk_profile", .attrs = bulk_list, .is_visible = bulk_visible
};

struct tree {
	struct node *root, *of[SIM_MAX_VFS + 1];
	struct dentry *sriov, *gt0;
};

static struct node *add(
	struct sim_pf *pf, unsigned int id, struct kobject *parent, const char *name)
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL);

	if (!n)
		return NULL;
	n->pf = pf;
	n->id = id;
	if (kobject_init_and_add(&n->kobj, &node_type, parent, "%s", name)) {
		kobject_put(&n->kobj);
		return NULL;
	}
	return n;
}

static int fill(struct tree *t, struct sim_pf *pf, unsigned int id)
{
	char name[8] = "pf";

	if (id)
		snprintf(name, sizeof(name), "vf%u", id);
	t->of[id] = add(pf, id, &t->root->kobj, name);
	if (!t->of[id])
		return -ENOMEM;
	return sysfs_create_group(&t->of[id]->kobj, &profile_group)
		       ?: id ? sysfs_create_file(&t->of[id]->kobj, &stop.attr)
			     : sysfs_create_link(&t->of[0]->kobj, &pf->pdev->dev.kobj, "device");
}

static int sysfs_add(struct tree *t, struct sim_pf *pf)
{
	int err;

	t->root = add(pf, 0, &pf->pdev->dev.kobj, "sriov_admin");
	if (!t->root)
		return -ENOMEM;
	err = sysfs_create_group(&t->root->kobj, &bulk_group);
	for (unsigned int i = 0; !err && i <= pf->total; i++)
		err = fill(t, pf, i);
	return err;
}

static void drop(struct node *n)
{
	if (!n)
		return;
	kobject_del(&n->kobj);
	kobject_put(&n->kobj);
}

static void link_vfs(struct sim *s, unsigned int n, bool on)
{
	struct pci_dev *pf = s->pf.pdev, *vf;
	struct tree *t = s->sysfs;

	for (unsigned int i = 1; t && t->root && i <= n; i++) {
		if (!on) {
			sysfs_remove_link(&t->of[i]->kobj, "device");
			continue;
		}
		vf = sim_vf_get(i);
		if (!vf) {
			dev_err(&pf->dev,
				"[drm] PF: Cannot find VF%u device, aborting link creation!\n", i);
			return;
		}
		if (sysfs_create_link(&t->of[i]->kobj, &vf->dev.kobj, "device"))
			pf_notice(&s->pf, "Failed linking VF%u\n", i);
		pci_dev_put(vf);
	}
}

/* --- debugfs: sriov/ as of 6.19, gt0/ before --- */

struct entry {
	struct sim_pf *pf;
	unsigned int id;
	enum sim_field field;
};

static int entry_get(void *data, u64 *value)
{
	struct entry *e = data;

	*value = sim_quota_get(e->pf, e->id, e->field);
	return 0;
}

static int entry_set(void *data, u64 value)
{
	struct entry *e = data;

	if (e->field >= SIM_CONTEXTS && value > U32_MAX)
		return -EOVERFLOW;
	return set_field(e->pf, e->id, e->field, value, !e->id);
}
DEFINE_DEBUGFS_ATTRIBUTE(entry_ops, entry_get, entry_set, "%llu\n");

static int entry_free(void *data, u64 *value)
{
	struct entry *e = data;

	*value = sim_quota_free(e->pf, e->field);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(free_ops, entry_free, NULL, "%llu\n");

static int entry_used(void *data, u64 *value)
{
	struct entry *e = data;

	*value = sim_quota_used(e->pf, e->field);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(used_ops, entry_used, NULL, "%llu\n");

static int restore_set(void *data, u64 value)
{
	struct sim_pf *pf = data;

	if (pci_num_vf(pf->pdev)) {
		pf_notice(pf, "can't restore auto-provisioning: VFs must be disabled!\n");
		return -EBUSY;
	}
	for (unsigned int id = 1; id <= pf->total; id++)
		for (enum sim_field f = 0; f < SIM_N_FIELDS; f++)
			sim_quota_set(pf, id, f, 0, true);
	return sim_quota_auto(pf, true);
}
DEFINE_DEBUGFS_ATTRIBUTE(restore_ops, NULL, restore_set, "%llu\n");

/* pause, resume, stop, reset of a VF that does nothing */
static int command_set(void *data, u64 value)
{
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(command_ops, NULL, command_set, "%llu\n");

static void file(
	struct dentry *dir, const char *name, struct sim_pf *pf, unsigned int id, enum sim_field f)
{
	struct entry *e = devm_kzalloc(&pf->pdev->dev, sizeof(*e), GFP_KERNEL);

	if (!e)
		return;
	*e = (struct entry) { .pf = pf, .id = id, .field = f };
	if (strstr(name, "_available"))
		debugfs_create_file(name, 0400, dir, e, &free_ops);
	else if (strstr(name, "_provisioned"))
		debugfs_create_file(name, 0400, dir, e, &used_ops);
	else
		debugfs_create_file(name, 0644, dir, e, &entry_ops);
}

static const struct {
	const char *name;
	enum sim_field field;
	bool pf_only;
} settings[] = {
	{ "exec_quantum_ms", SIM_EXEC_QUANTUM },
	{ "preempt_timeout_us", SIM_PREEMPT_TIMEOUT },
	{ "sched_priority", SIM_PRIORITY },
	{ "threshold_cat_error_count", SIM_THRESHOLD },
	{ "threshold_engine_reset_count", SIM_THRESHOLD + 1 },
	{ "threshold_page_fault_count", SIM_THRESHOLD + 2 },
	{ "threshold_guc_time_us", SIM_THRESHOLD + 3 },
	{ "threshold_irq_time_us", SIM_THRESHOLD + 4 },
	{ "threshold_doorbell_time_us", SIM_THRESHOLD + 5 },
	{ "sched_if_idle", SIM_SCHED_IF_IDLE, true },
	{ "reset_engine", SIM_RESET_ENGINE, true },
	{ "sample_period_ms", SIM_SAMPLE_PERIOD, true },
	{ "contexts_provisioned", SIM_CONTEXTS, true },
	{ "doorbells_provisioned", SIM_DOORBELLS, true },
};

static void fill_gt(struct dentry *dir, struct sim_pf *pf, unsigned int id)
{
	file(dir, id ? "contexts_quota" : "contexts_spare", pf, id, SIM_CONTEXTS);
	file(dir, id ? "doorbells_quota" : "doorbells_spare", pf, id, SIM_DOORBELLS);
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++)
		if (!id || !settings[i].pf_only)
			file(dir, settings[i].name, pf, id, settings[i].field);
}

static void fill_tile(struct dentry *dir, struct sim_pf *pf, unsigned int id, bool old)
{
	file(dir, id ? "ggtt_quota" : "ggtt_spare", pf, id, SIM_GGTT);
	if (!id) {
		file(dir, "ggtt_available", pf, 0, SIM_GGTT);
		file(dir, "ggtt_provisioned", pf, 0, SIM_GGTT);
	}
	if (!sim_vram())
		return;
	if (id)
		file(dir, old ? "lmem_quota" : "vram_quota", pf, id, SIM_VRAM);
	else
		file(dir, old ? "lmem_spare" : "vram_spare", pf, 0, SIM_VRAM);
	if (!id)
		file(dir, old ? "lmem_provisioned" : "vram_provisioned", pf, 0, SIM_VRAM);
}

static void debugfs_new(struct tree *t, struct sim_pf *pf, struct dentry *root)
{
	static const char *const commands[] = { "pause", "resume", "stop", "reset" };

	t->sriov = debugfs_create_dir("sriov", root);
	debugfs_create_file("restore_auto_provisioning", 0200, t->sriov, pf, &restore_ops);
	for (unsigned int id = 0; id <= pf->total; id++) {
		struct dentry *dir, *tile;
		char name[8] = "pf";

		if (id)
			snprintf(name, sizeof(name), "vf%u", id);
		dir = debugfs_create_dir(name, t->sriov);
		for (size_t i = 0; id && i < ARRAY_SIZE(commands); i++)
			debugfs_create_file(commands[i], 0200, dir, NULL, &command_ops);
		tile = debugfs_create_dir("tile0", dir);
		fill_tile(tile, pf, id, false);
		fill_gt(debugfs_create_dir("gt0", tile), pf, id);
	}
}

static void debugfs_old(struct tree *t, struct sim_pf *pf, struct dentry *root)
{
	t->gt0 = debugfs_create_dir("gt0", root);
	for (unsigned int id = 0; id <= pf->total; id++) {
		char name[8] = "pf";
		struct dentry *dir;

		if (id)
			snprintf(name, sizeof(name), "vf%u", id);
		dir = debugfs_create_dir(name, t->gt0);
		fill_tile(dir, pf, id, true);
		fill_gt(dir, pf, id);
	}
}

static void files_remove(struct sim *s)
{
	struct tree *t = s->sysfs;

	if (!t)
		return;
	debugfs_remove_recursive(t->sriov);
	debugfs_remove_recursive(t->gt0);
	for (unsigned int i = 0; i <= SIM_MAX_VFS; i++)
		drop(t->of[i]);
	drop(t->root);
	kfree(t);
	s->sysfs = NULL;
}

static int files_add(struct sim *s)
{
	struct tree *t = kzalloc(sizeof(*t), GFP_KERNEL);
	struct dentry *root = s->drm.primary->debugfs_root;

	s->sysfs = t;
	if (!t)
		return -ENOMEM;
	debugfs_old(t, &s->pf, root);
	if (!sim_xe_admin())
		return 0;
	debugfs_new(t, &s->pf, root);
	return sysfs_add(t, &s->pf);
}

/* --- VFs --- */

static int make_vfs(struct sim *s, int n)
{
	int got = sim_pf_enable(&s->pf, n);

	if (got < 0) {
		pf_notice(&s->pf, "Failed to enable %u VF%s (%pe)\n", n, n == 1 ? "" : "s",
			ERR_PTR(got));
		return got;
	}
	link_vfs(s, got, true);
	pf_info(&s->pf, "Enabled %u of %u VF%s\n", got, s->pf.total, s->pf.total == 1 ? "" : "s");
	return got;
}

static int take_vfs(struct sim *s)
{
	unsigned int n = pci_num_vf(s->pf.pdev);

	if (!n)
		return 0;
	link_vfs(s, n, false);
	sim_pf_disable(&s->pf);
	if (sim_faults.flr_ms > 500)
		for (unsigned int i = 1; i <= n; i++)
			pf_notice(&s->pf, "VF%u FLR didn't finish in 500 ms (-ETIMEDOUT)\n", i);
	pf_info(&s->pf, "Disabled %u VF%s\n", n, n == 1 ? "" : "s");
	return 0;
}

static int configure(struct pci_dev *pdev, int n)
{
	struct sim *s = pci_get_drvdata(pdev);

	if (!s->is_pf)
		return -ENODEV;
	if (n < 0)
		return -EINVAL;
	if (n > s->pf.total)
		return -ERANGE;
	if (n && pci_num_vf(pdev))
		return -EBUSY;
	return n ? make_vfs(s, n) : take_vfs(s);
}

#endif

static int start_guc(struct sim *s)
{
	if (!sim_firmware_there(s->drm.dev, sim_firmware_guc())) {
		drm_err(&s->drm, "*ERROR* GT0: GuC firmware %s not found\n", sim_firmware_guc());
		return -ENOENT;
	}
	drm_info(&s->drm, "Tile0: GT0: Using GuC firmware from %s version 70.49.4\n",
		sim_firmware_guc());
	drm_info(&s->drm, "Tile0: GT0: Using HuC firmware from %s version 7.9.3\n",
		sim_firmware_huc());
	return 0;
}

static void start_pf(struct sim *s, const struct pci_device_id *id)
{
	struct pci_dev *pdev = to_pci_dev(s->drm.dev);
	unsigned int n = 0;

	if (!pdev->is_physfn)
		return;
#ifndef SIM_STOCK
	if (id->driver_data & SIM_XE_VFS)
		n = sim_offer(pdev, max_vfs);
	s->is_pf = n > 0;
	if (n) {
		sim_pf_init(&s->pf, pdev, SIM_AS_XE, n);
		s->pf.status = sim_faults.wedged ? -ECANCELED : 0;
		drm_info(&s->drm, "Running in SR-IOV PF mode\n");
		return;
	}
#endif
	pci_sriov_set_totalvfs(pdev, n);
	drm_info(&s->drm, "Support for SR-IOV is not available\n");
}

static int start(struct sim *s, const struct pci_device_id *id)
{
	int err;

	start_pf(s, id);
	err = start_guc(s);
	if (err)
		return err;
	err = drm_dev_register(&s->drm, 0);
#ifndef SIM_STOCK
	if (!err && s->is_pf && files_add(s))
		drm_notice(&s->drm, "PF: Failed to setup sysfs\n");
#endif
	return err;
}

static int start_vf(struct sim *s)
{
	drm_info(&s->drm, "Running in SR-IOV VF mode\n");
	return drm_dev_register(&s->drm, 0);
}

static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	bool wanted = sim_forced(force_probe, pdev->device, false);
	struct sim *s;

	if (!(id->driver_data & SIM_XE) || sim_forced(force_probe, pdev->device, true))
		return -ENODEV;
	if (id->driver_data & SIM_XE_FORCED && !wanted) {
		dev_info(&pdev->dev,
			"Your graphics device %04x is not officially supported\n"
			"by xe driver in this kernel version. To force Xe probe,\n"
			"use xe.force_probe='%04x' and i915.force_probe='!%04x'\n"
			"module parameters or CONFIG_DRM_XE_FORCE_PROBE='%04x' and\n"
			"CONFIG_DRM_I915_FORCE_PROBE='!%04x' configuration options.\n",
			pdev->device, pdev->device, pdev->device, pdev->device, pdev->device);
		return -ENODEV;
	}
	if (sim_faults.probe_errno)
		return -abs(sim_faults.probe_errno);
	s = sim_new(pdev);
	if (IS_ERR(s))
		return PTR_ERR(s);
	return s->is_vf ? start_vf(s) : start(s, id);
}

static void leave(struct pci_dev *pdev)
{
	struct sim *s = pci_get_drvdata(pdev);

#ifndef SIM_STOCK
	if (s->is_pf) {
		take_vfs(s);
		files_remove(s);
	}
#endif
	drm_dev_unplug(&s->drm);
}

static const struct pci_device_id ids[] = { SIM_IDS };
MODULE_DEVICE_TABLE(pci, ids);

static struct pci_driver xe_driver = {
	.name = SIM_NAME,
	.id_table = ids,
	.probe = probe,
	.remove = leave,
#ifndef SIM_STOCK
	.sriov_configure = configure,
#endif
};
module_pci_driver(xe_driver);

MODULE_DESCRIPTION("Intel Xe Graphics");
MODULE_AUTHOR("virtfn lab (simulated)");
MODULE_LICENSE("GPL and additional rights");
#ifdef SIM_VERSION
MODULE_VERSION(SIM_VERSION);
MODULE_INFO(origin_kernel, "6.19");
#endif
