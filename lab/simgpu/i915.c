// SPDX-License-Identifier: GPL-2.0
/*
 * i915 of the simulated GPU: as the kernel's own, which makes no VFs (SIM_STOCK), or as that of
 * i915-sriov-dkms, with its parameters, its sysfs files below prelim_iov/ and its log lines.
 */
#define SIM_NAME "i915"
#include "drv.h"

static int enable_guc = -1;
module_param_unsafe(enable_guc, int, 0400);
MODULE_PARM_DESC(enable_guc, "Enable GuC load for GuC submission and/or HuC load. "
			     "Required functionality can be selected using bitmask values. "
			     "(-1=auto [default], 0=disable, 1=GuC submission, 2=HuC load)");
static bool enable_gvt;
module_param(enable_gvt, bool, 0400);
MODULE_PARM_DESC(enable_gvt,
	"Enable support for Intel GVT-g graphics virtualization host support(default:false)");
static char *force_probe = "";
module_param_unsafe(force_probe, charp, 0400);
MODULE_PARM_DESC(force_probe, "Force probe options for specified supported devices. See "
			      "CONFIG_DRM_I915_FORCE_PROBE for details.");
static int modeset = -1;
module_param(modeset, int, 0400);
static uint reset = 3;
module_param_unsafe(reset, uint, 0400);
static int enable_fbc = -1;
module_param_unsafe(enable_fbc, int, 0400);
#ifndef SIM_STOCK
static uint max_vfs;
module_param(max_vfs, uint, 0400);
MODULE_PARM_DESC(max_vfs, "Limit number of virtual functions to allocate. "
			  "(0 = no VFs [default]; N = allow up to N VFs)");
#endif

static void log_firmware(struct sim *s)
{
	drm_info(&s->drm, "GT0: GuC firmware %s version 70.44.1\n", sim_firmware_guc());
	drm_info(&s->drm, "GT0: HuC firmware %s version 7.9.3\n", sim_firmware_huc());
	drm_info(&s->drm, "GT0: HuC: authenticated for all workloads\n");
	drm_info(&s->drm, "GT0: GUC: submission enabled\n");
	drm_info(&s->drm, "GT0: GUC: SLPC enabled\n");
	drm_info(&s->drm, "GT0: GUC: RC enabled\n");
}

/* 0, or why the GT is of no use for VFs. */
static int start_guc(struct sim *s)
{
	struct device *dev = s->drm.dev;

	if (!sim_firmware_there(dev, sim_firmware_guc())) {
		drm_err(&s->drm, "GT0: GuC firmware %s: fetch failed -ENOENT\n",
			sim_firmware_guc());
		drm_info(&s->drm, "GT0: GuC firmware(s) can be downloaded from %s\n",
			"https://git.kernel.org/pub/scm/linux/kernel/git/firmware/"
			"linux-firmware.git");
		drm_err(&s->drm, "GT0: GuC initialization failed -ENOENT\n");
		drm_err(&s->drm, "GT0: Enabling uc failed (-5)\n");
		drm_err(&s->drm, "GT0: Failed to initialize GPU, declaring it wedged!\n");
		return -EIO;
	}
	log_firmware(s);
	if (!sim_faults.wedged)
		return 0;
	drm_err(&s->drm, "GT0: Failed to initialize GPU, declaring it wedged!\n");
	return -EIO;
}

#ifndef SIM_STOCK

/* --- prelim_iov/ --- */

struct node {
	struct kobject kobj;
	struct sim_pf *pf;
	unsigned int id; /* 0: PF */
};

struct node_attribute {
	struct attribute attr;
	enum sim_field field;
	enum {
		AS_IS,
		FREE,
		MAX,
		OTHER
	} what;
	u64 limit;
	ssize_t (*show)(struct node *n, char *buf);
	ssize_t (*store)(struct node *n, const char *buf, size_t count);
};

static const char *unit_of(enum sim_field f)
{
	return f == SIM_GGTT ? "of GGTT" : f == SIM_CONTEXTS ? "contexts" : "doorbells";
}

static int set_field(struct node *n, enum sim_field f, u64 value)
{
	bool was_custom = n->pf->custom;
	/* Settings of 0 and those of the PF leave the sharing out as it is. */
	bool setting = f >= SIM_N_HARD && (!value || !n->id);
	int err = sim_quota_set(n->pf, n->id, f, value, setting);

	if (err && f < SIM_N_HARD)
		dev_err(&n->pf->pdev->dev,
			"[drm] GT0: IOV: Failed to provision VF%u with %llu %s (%pe)\n", n->id,
			value, unit_of(f), ERR_PTR(err));
	else if (err)
		dev_err(&n->pf->pdev->dev, "[drm] GT0: IOV: Failed to set %u for VF%u (%pe)\n",
			(u32)value, n->id, ERR_PTR(err));
	else if (!was_custom && n->pf->custom)
		dev_info(&n->pf->pdev->dev, "VFs auto-provisioning was turned off\n");
	return err;
}

static ssize_t node_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct node *n = container_of(kobj, struct node, kobj);
	struct node_attribute *a = container_of(attr, struct node_attribute, attr);

	if (a->what == OTHER)
		return a->show ? a->show(n, buf) : -EIO;
	if (a->what != AS_IS)
		return sysfs_emit(buf, "%llu\n", sim_quota_free(n->pf, a->field));
	return sysfs_emit(buf, "%llu\n", sim_quota_get(n->pf, n->id, a->field));
}

static ssize_t node_store(
	struct kobject *kobj, struct attribute *attr, const char *buf, size_t count)
{
	struct node *n = container_of(kobj, struct node, kobj);
	struct node_attribute *a = container_of(attr, struct node_attribute, attr);
	u64 value;
	bool yes;
	int err;

	if (a->what == OTHER)
		return a->store ? a->store(n, buf, count) : -EIO;
	if (a->limit == 1) {
		err = kstrtobool(buf, &yes);
		value = yes;
	} else {
		err = kstrtou64(buf, 0, &value) ?: value > a->limit ? -ERANGE : 0;
	}
	err = err ?: set_field(n, a->field, value);
	return err ?: count;
}

static const struct sysfs_ops node_ops = { .show = node_show, .store = node_store };

static void node_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct node, kobj));
}

static const struct kobj_type node_type = { .release = node_release, .sysfs_ops = &node_ops };

#define VALUE(var, file, f, most)                                                 \
	static struct node_attribute var = {                                      \
		.attr = { .name = file, .mode = 0644 }, .field = f, .limit = most \
	}
#define POOL(var, file, f, kind)                                                 \
	static struct node_attribute var = {                                     \
		.attr = { .name = file, .mode = 0444 }, .field = f, .what = kind \
	}
#define LIST(var, ...) static struct attribute *var[] = { __VA_ARGS__, NULL }

VALUE(exec_quantum, "exec_quantum_ms", SIM_EXEC_QUANTUM, U32_MAX);
VALUE(preempt_timeout, "preempt_timeout_us", SIM_PREEMPT_TIMEOUT, U32_MAX);
VALUE(ggtt_spare, "ggtt_spare", SIM_GGTT, U64_MAX);
VALUE(contexts_spare, "contexts_spare", SIM_CONTEXTS, U16_MAX);
VALUE(doorbells_spare, "doorbells_spare", SIM_DOORBELLS, U16_MAX);
VALUE(ggtt_quota, "ggtt_quota", SIM_GGTT, U64_MAX);
VALUE(contexts_quota, "contexts_quota", SIM_CONTEXTS, U16_MAX);
VALUE(doorbells_quota, "doorbells_quota", SIM_DOORBELLS, U16_MAX);
POOL(ggtt_free, "ggtt_free", SIM_GGTT, FREE);
POOL(ggtt_max, "ggtt_max_quota", SIM_GGTT, MAX);
POOL(contexts_free, "contexts_free", SIM_CONTEXTS, FREE);
POOL(contexts_max, "contexts_max_quota", SIM_CONTEXTS, MAX);
POOL(doorbells_free, "doorbells_free", SIM_DOORBELLS, FREE);
POOL(doorbells_max, "doorbells_max_quota", SIM_DOORBELLS, MAX);
VALUE(sched_if_idle, "sched_if_idle", SIM_SCHED_IF_IDLE, 1);
VALUE(engine_reset, "engine_reset", SIM_RESET_ENGINE, 1);
VALUE(sample_period, "sample_period_ms", SIM_SAMPLE_PERIOD, U32_MAX);
VALUE(cat_errors, "cat_error_count", SIM_THRESHOLD, U32_MAX);
VALUE(engine_resets, "engine_reset_count", SIM_THRESHOLD + 1, U32_MAX);
VALUE(page_faults, "page_fault_count", SIM_THRESHOLD + 2, U32_MAX);
VALUE(h2g_time, "h2g_time_us", SIM_THRESHOLD + 3, U32_MAX);
VALUE(irq_time, "irq_time_us", SIM_THRESHOLD + 4, U32_MAX);
VALUE(doorbell_time, "doorbell_time_us", SIM_THRESHOLD + 5, U32_MAX);

LIST(pf_list, &ggtt_spare.attr, &contexts_spare.attr, &doorbells_spare.attr, &exec_quantum.attr,
	&preempt_timeout.attr);
LIST(pf_free_list, &ggtt_free.attr, &ggtt_max.attr, &contexts_free.attr, &contexts_max.attr,
	&doorbells_free.attr, &doorbells_max.attr);
LIST(pf_policy_list, &sched_if_idle.attr, &engine_reset.attr, &sample_period.attr);
LIST(vf_list, &ggtt_quota.attr, &contexts_quota.attr, &doorbells_quota.attr, &exec_quantum.attr,
	&preempt_timeout.attr);
LIST(vf_threshold_list, &cat_errors.attr, &engine_resets.attr, &page_faults.attr, &h2g_time.attr,
	&irq_time.attr, &doorbell_time.attr);

static const struct attribute_group pf_group = { .attrs = pf_list };
static const struct attribute_group pf_free_group = { .name = "available", .attrs = pf_free_list };
static const struct attribute_group pf_policy_group = { .name = "policies",
	.attrs = pf_policy_list };
static const struct attribute_group vf_group = { .attrs = vf_list };
static const struct attribute_group vf_threshold_group = { .name = "threshold",
	.attrs = vf_threshold_list };
static const struct attribute_group *pf_gt_groups[] = { &pf_group, &pf_free_group, &pf_policy_group,
	NULL };
static const struct attribute_group *vf_gt_groups[] = { &vf_group, &vf_threshold_group, NULL };

static ssize_t mode_show(struct node *n, char *buf)
{
	return sysfs_emit(buf, "SR-IOV PF\n");
}

static ssize_t auto_show(struct node *n, char *buf)
{
	return sysfs_emit(buf, "%d\n", !n->pf->custom);
}

static ssize_t auto_store(struct node *n, const char *buf, size_t count)
{
	bool on, was = !n->pf->custom;
	int err = kstrtobool(buf, &on) ?: sim_quota_auto(n->pf, on);

	if (!err && on != was)
		dev_info(&n->pf->pdev->dev, "VFs auto-provisioning was turned %s\n",
			on ? "on" : "off");
	return err ?: count;
}

static ssize_t id_show(struct node *n, char *buf)
{
	return sysfs_emit(buf, "%u\n", n->id);
}

static ssize_t control_store(struct node *n, const char *buf, size_t count)
{
	static const char *const words[] = { "stop", "pause", "resume", "clear" };
	int word = sysfs_match_string(words, buf);

	return word < 0 ? word : count;
}

#define CALL(var, bits, do_show, do_store)                                                  \
	static struct node_attribute var##_attr = { .attr = { .name = #var, .mode = bits }, \
		.what = OTHER,                                                              \
		.show = do_show,                                                            \
		.store = do_store }
CALL(mode, 0444, mode_show, NULL);
CALL(auto_provisioning, 0644, auto_show, auto_store);
CALL(id, 0444, id_show, NULL);
CALL(control, 0200, NULL, control_store);

/* All folders of prelim_iov, parents before children. */
struct tree {
	struct node *home, *of[SIM_MAX_VFS + 1], *gt[SIM_MAX_VFS + 1];
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
	int err;

	if (id)
		snprintf(name, sizeof(name), "vf%u", id);
	t->of[id] = add(pf, id, &t->home->kobj, name);
	if (!t->of[id])
		return -ENOMEM;
	t->gt[id] = add(pf, id, &t->of[id]->kobj, "gt0");
	if (!t->gt[id])
		return -ENOMEM;
	err = sysfs_create_groups(&t->gt[id]->kobj, id ? vf_gt_groups : pf_gt_groups);
	if (err)
		return err;
	if (!id)
		return sysfs_create_file(&t->of[0]->kobj, &auto_provisioning_attr.attr)
			       ?: sysfs_create_link(&t->of[0]->kobj, &pf->pdev->dev.kobj, "device");
	return sysfs_create_file(&t->of[id]->kobj, &id_attr.attr)
		       ?: sysfs_create_file(&t->of[id]->kobj, &control_attr.attr);
}

static void drop(struct node *n)
{
	if (!n)
		return;
	kobject_del(&n->kobj);
	kobject_put(&n->kobj);
}

static void sysfs_remove(struct sim *s)
{
	struct tree *t = s->sysfs;

	if (!t)
		return;
	for (unsigned int i = 0; i <= SIM_MAX_VFS; i++) {
		drop(t->gt[i]);
		drop(t->of[i]);
	}
	drop(t->home);
	kfree(t);
	s->sysfs = NULL;
}

static int sysfs_add(struct sim *s)
{
	struct tree *t = kzalloc(sizeof(*t), GFP_KERNEL);
	int err = 0;

	s->sysfs = t;
	if (!t)
		return -ENOMEM;
	t->home = add(&s->pf, 0, &s->drm.primary->kdev->kobj, "prelim_iov");
	if (!t->home)
		return -ENOMEM;
	err = sysfs_create_file(&t->home->kobj, &mode_attr.attr);
	for (unsigned int i = 0; !err && i <= s->pf.total; i++)
		err = fill(t, &s->pf, i);
	return err;
}

static void link_vfs(struct sim *s, unsigned int n, bool on)
{
	struct pci_dev *pf = s->pf.pdev, *vf;
	struct tree *t = s->sysfs;

	for (unsigned int i = 1; t && i <= n; i++) {
		if (!on) {
			sysfs_remove_link(&t->of[i]->kobj, "device");
			continue;
		}
		vf = sim_vf_get(i);
		if (vf && sysfs_create_link(&t->of[i]->kobj, &vf->dev.kobj, "device"))
			dev_warn(&pf->dev, "no link to VF%u\n", i);
		pci_dev_put(vf);
	}
}

/* --- VFs --- */

static int make_vfs(struct sim *s, int n)
{
	int got = sim_pf_enable(&s->pf, n);

	if (got < 0) {
		drm_err(&s->drm, "Failed to enable %u VFs (%pe)\n", n, ERR_PTR(got));
		return got;
	}
	link_vfs(s, got, true);
	dev_info(s->drm.dev, "Enabled %u VFs\n", got);
	return got;
}

static void wait_resets(struct sim *s, unsigned int n)
{
	if (sim_faults.flr_ms <= 500)
		return;
	for (unsigned int i = 1; i <= n; i++)
		drm_err(&s->drm, "GT0: IOV: VF%u FLR didn't complete within %u ms\n", i,
			500 >> min(i - 1, 8u));
	drm_err(&s->drm, "GT0: IOV: Can't unprovision %u VFs, %u FLRs are still in progress\n", n,
		n);
}

static int take_vfs(struct sim *s)
{
	unsigned int n = pci_num_vf(s->pf.pdev), assigned = pci_vfs_assigned(s->pf.pdev);

	if (assigned) {
		dev_warn(s->drm.dev, "Can't disable %u VFs, %u are still assigned\n", n, assigned);
		return -EPERM;
	}
	if (!n)
		return 0;
	link_vfs(s, n, false);
	sim_pf_disable(&s->pf);
	wait_resets(s, n);
	dev_info(s->drm.dev, "Disabled %u VFs\n", n);
	return 0;
}

static int configure(struct pci_dev *pdev, int n)
{
	struct sim *s = pci_get_drvdata(pdev);

	if (!s->is_pf)
		return -ENODEV;
	return n > 0 ? make_vfs(s, n) : take_vfs(s);
}

/* 0, or what becomes the errno of the first attempt to make VFs. */
static void start_pf(struct sim *s, unsigned int n, int err)
{
	sim_pf_init(&s->pf, to_pci_dev(s->drm.dev), SIM_AS_I915, n);
	s->pf.status = err;
	if (err) {
		dev_notice(s->drm.dev, "No VFs could be associated with this PF!\n");
		pci_sriov_set_totalvfs(s->pf.pdev, 0);
		return;
	}
	dev_info(s->drm.dev, "%u VFs could be associated with this PF\n", n);
}

static unsigned int offered(struct sim *s, const struct pci_device_id *id)
{
	struct pci_dev *pdev = to_pci_dev(s->drm.dev);

	if (!pdev->is_physfn || !(id->driver_data & SIM_I915_VFS))
		return 0;
	/* Without GuC submission there is no PF mode. */
	return sim_offer(pdev, enable_guc != -1 && !(enable_guc & 1) ? 0 : max_vfs);
}

#endif

static bool wants_guc(const struct pci_device_id *id)
{
	if (enable_guc == -1)
		return id->driver_data & SIM_I915_VFS; /* Gen 12: on by itself */
	return enable_guc & 1;
}

static void start_gvt(struct sim *s, const struct pci_device_id *id)
{
	if (!enable_gvt)
		return;
	if (!(id->driver_data & SIM_GVT)) {
		drm_info(&s->drm, "Unsupported device. GVT-g is disabled\n");
	} else if (enable_guc != -1 && enable_guc & 1) {
		drm_err(&s->drm,
			"Graphics virtualization is not yet supported with GuC submission\n");
	} else {
		sim_gvt_offer(to_pci_dev(s->drm.dev));
	}
}

static int start_vf(struct sim *s)
{
	dev_info(s->drm.dev, "Running in SR-IOV VF mode\n");
	if (enable_guc != -1 && !(enable_guc & 1)) {
		drm_err(&s->drm, "GuC submission disabled\n");
		return -ENODEV;
	}
	drm_info(&s->drm, "GT0: GUC: interface version 0.1.9.0\n");
	return drm_dev_register(&s->drm, 0);
}

static int start(struct sim *s, const struct pci_device_id *id)
{
	int err, guc;
#ifndef SIM_STOCK
	unsigned int n = offered(s, id);

	s->is_pf = n > 0;
	if (s->is_pf)
		dev_info(s->drm.dev, "Running in SR-IOV PF mode\n");
#endif
	drm_info(&s->drm, "VT-d active for gfx access\n");
	guc = wants_guc(id) ? start_guc(s) : 0;
	err = drm_dev_register(&s->drm, 0);
	if (err)
		return err;
#ifndef SIM_STOCK
	if (s->is_pf)
		start_pf(s, n, guc);
	if (s->is_pf && !guc)
		err = sysfs_add(s);
	if (err)
		drm_err(&s->drm, "Failed to setup SR-IOV sysfs (%pe)\n", ERR_PTR(err));
#endif
	start_gvt(s, id);
	return 0;
}

static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct sim *s;

	if (!(id->driver_data & SIM_I915))
		return -ENODEV;
	if (sim_forced(force_probe, pdev->device, true)) {
		dev_info(&pdev->dev, "I915 probe blocked for Device ID %04x.\n", pdev->device);
		return -ENODEV;
	}
	if (sim_faults.probe_errno) {
		dev_err(&pdev->dev, "Device initialization failed (%d)\n",
			-abs(sim_faults.probe_errno));
		return -abs(sim_faults.probe_errno);
	}
	s = sim_new(pdev);
	if (IS_ERR(s))
		return PTR_ERR(s);
	return s->is_vf ? start_vf(s) : start(s, id);
}

static void leave(struct pci_dev *pdev)
{
	struct sim *s = pci_get_drvdata(pdev);

	sim_gvt_withdraw(pdev);
#ifndef SIM_STOCK
	if (s->is_pf) {
		take_vfs(s);
		sysfs_remove(s);
	}
#endif
	drm_dev_unplug(&s->drm);
}

static const struct pci_device_id ids[] = { SIM_IDS };
MODULE_DEVICE_TABLE(pci, ids);

static struct pci_driver driver = {
	.name = SIM_NAME,
	.id_table = ids,
	.probe = probe,
	.remove = leave,
#ifndef SIM_STOCK
	.sriov_configure = configure,
#endif
};

static int __init init(void)
{
#ifdef SIM_VERSION
	pr_info("i915: You are using the i915-sriov-dkms module, a ported version of the "
		"i915/xe module with SR-IOV support.\n");
#endif
	return pci_register_driver(&driver);
}

static void __exit fini(void)
{
	pci_unregister_driver(&driver);
}

module_init(init);
module_exit(fini);
MODULE_DESCRIPTION("Intel Graphics");
MODULE_AUTHOR("virtfn lab (simulated)");
MODULE_LICENSE("GPL and additional rights");
#ifdef SIM_VERSION
MODULE_VERSION(SIM_VERSION);
MODULE_INFO(origin_kernel, "6.19");
#endif
