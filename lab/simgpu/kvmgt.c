// SPDX-License-Identifier: GPL-2.0
/*
 * GVT-g of the simulated GPU: an mdev parent with the types V5 of Intel's, whose instances get
 * fewer as they are used, and a VFIO device for each that QEMU can open: configuration space, a
 * little memory behind BAR 0, an interrupt that never comes.
 */
#include <linux/eventfd.h>
#include <linux/iommu.h>
#include <linux/mdev.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include <linux/uaccess.h>
#include <linux/vfio.h>
#include <linux/vmalloc.h>

#include "sim.h"

#define REGION_SHIFT 40     /* as vfio-pci has it: the region is in the upper bits of an offset */
#define BACKED       SZ_64K /* of BAR 0 */
#define HOST_LOW     128 /* MiB of the aperture and of the rest of the GGTT that the host keeps */
#define HOST_HIGH    384
#define GGTT         4096
#define FENCES       28 /* of 32; a virtual GPU takes four */

struct gvt_type {
	struct mdev_type type;
	unsigned int low, high, weight; /* MiB, MiB */
	const char *resolution;
};

#define TYPE(n, l, h, w, r)                                                                    \
	{                                                                                      \
		.type = { .sysfs_name = "GVTg_V5_" n, .pretty_name = "GVTg_V5_" n }, .low = l, \
		.high = h, .weight = w, .resolution = r                                        \
	}
static struct gvt_type types[] = {
	TYPE("8", 64, 384, 2, "1024x768"),
	TYPE("4", 128, 512, 4, "1920x1200"),
	TYPE("2", 256, 1024, 8, "1920x1200"),
	TYPE("1", 512, 2048, 16, "1920x1200"),
};
static struct mdev_type *offered[ARRAY_SIZE(types)];

static struct pci_dev *host;
static struct mdev_parent parent;
static unsigned int low_used, high_used, fences_used;
static DEFINE_MUTEX(pool_lock);

struct vgpu {
	struct vfio_device vdev;
	const struct gvt_type *type;
	struct mutex lock;
	u8 config[256], writable[256];
	u8 *memory;
	struct eventfd_ctx *irq;
};

static unsigned int aperture(void)
{
	return pci_resource_len(host, 2) / SZ_1M;
}

static unsigned int available(struct mdev_type *mtype)
{
	struct gvt_type *t = container_of(mtype, struct gvt_type, type);
	unsigned int low = aperture() - HOST_LOW - low_used;
	unsigned int high = GGTT - aperture() - HOST_HIGH - high_used;

	return min3(low / t->low, high / t->high, (FENCES - fences_used) / 4);
}

static void account(const struct gvt_type *t, int sign)
{
	low_used += sign * (int)t->low;
	high_used += sign * (int)t->high;
	fences_used += sign * 4;
}

static void put32(struct vgpu *v, int at, u32 value, u32 writable)
{
	for (int i = 0; i < 4; i++) {
		v->config[at + i] = value >> 8 * i;
		v->writable[at + i] = writable >> 8 * i;
	}
}

static void config_init(struct vgpu *v)
{
	memset(v->config, 0, sizeof(v->config));
	memset(v->writable, 0, sizeof(v->writable));
	put32(v, PCI_VENDOR_ID, host->vendor | host->device << 16, 0);
	put32(v, PCI_COMMAND, PCI_STATUS_CAP_LIST << 16, 0x0547);
	put32(v, PCI_CLASS_REVISION, PCI_CLASS_DISPLAY_VGA << 16 | host->revision, 0);
	put32(v, PCI_BASE_ADDRESS_0, PCI_BASE_ADDRESS_MEM_TYPE_64, ~(SZ_16M - 1));
	put32(v, PCI_BASE_ADDRESS_1, 0, ~0u);
	put32(v, PCI_BASE_ADDRESS_2, PCI_BASE_ADDRESS_MEM_TYPE_64 | PCI_BASE_ADDRESS_MEM_PREFETCH,
		~(SZ_256M - 1));
	put32(v, PCI_BASE_ADDRESS_3, 0, ~0u);
	put32(v, PCI_SUBSYSTEM_VENDOR_ID, host->subsystem_vendor | host->subsystem_device << 16, 0);
	put32(v, PCI_CAPABILITY_LIST, 0xac, 0);
	put32(v, PCI_INTERRUPT_LINE, 1 << 8, 0xff);
	put32(v, 0xac, PCI_CAP_ID_MSI, PCI_MSI_FLAGS_ENABLE << 16);
	put32(v, 0xac + PCI_MSI_ADDRESS_LO, 0, ~3u);
	put32(v, 0xac + PCI_MSI_DATA_32, 0, 0xffff);
}

static int vgpu_init(struct vfio_device *vdev)
{
	struct vgpu *v = container_of(vdev, struct vgpu, vdev);
	struct mdev_device *mdev = to_mdev_device(vdev->dev);
	int err = 0;

	v->type = container_of(mdev->type, struct gvt_type, type);
	v->memory = vzalloc(BACKED);
	if (!v->memory)
		return -ENOMEM;
	mutex_lock(&pool_lock);
	if (available(mdev->type))
		account(v->type, 1);
	else
		err = -ENOSPC;
	mutex_unlock(&pool_lock);
	if (err) {
		vfree(v->memory);
		return err;
	}
	mutex_init(&v->lock);
	config_init(v);
	return 0;
}

static void vgpu_release(struct vfio_device *vdev)
{
	struct vgpu *v = container_of(vdev, struct vgpu, vdev);

	mutex_lock(&pool_lock);
	account(v->type, -1);
	mutex_unlock(&pool_lock);
	vfree(v->memory);
}

static u64 region_size(unsigned int region)
{
	switch (region) {
	case VFIO_PCI_CONFIG_REGION_INDEX:
		return 256;
	case VFIO_PCI_BAR0_REGION_INDEX:
		return SZ_16M;
	case VFIO_PCI_BAR2_REGION_INDEX:
		return SZ_256M;
	default:
		return 0;
	}
}

/* The byte at an offset of a region; NULL: it reads as 0 and swallows what is written. */
static u8 *byte_at(struct vgpu *v, unsigned int region, u64 offset)
{
	if (region == VFIO_PCI_CONFIG_REGION_INDEX)
		return &v->config[offset];
	return region == VFIO_PCI_BAR0_REGION_INDEX && offset < BACKED ? &v->memory[offset] : NULL;
}

static void write_byte(struct vgpu *v, unsigned int region, u64 offset, u8 value)
{
	u8 *at = byte_at(v, region, offset);
	u8 mask = region == VFIO_PCI_CONFIG_REGION_INDEX ? v->writable[offset] : 0xff;

	if (at)
		*at = (*at & ~mask) | (value & mask);
}

static ssize_t transfer(struct vgpu *v, char __user *user, size_t count, loff_t *pos, bool store)
{
	unsigned int region = (u64)*pos >> REGION_SHIFT;
	u64 offset = *pos & (BIT_ULL(REGION_SHIFT) - 1), size = region_size(region);
	size_t n = 0;
	u8 *at, value;

	if (offset >= size || count > size - offset)
		return -EINVAL;
	mutex_lock(&v->lock);
	for (; n < count; n++) {
		at = byte_at(v, region, offset + n);
		value = at ? *at : 0;
		if (store ? get_user(value, user + n) : put_user(value, user + n))
			break;
		if (store)
			write_byte(v, region, offset + n, value);
	}
	mutex_unlock(&v->lock);
	*pos += n;
	return n == count ? n : -EFAULT;
}

static ssize_t vgpu_read(struct vfio_device *vdev, char __user *buf, size_t count, loff_t *pos)
{
	return transfer(container_of(vdev, struct vgpu, vdev), buf, count, pos, false);
}

static ssize_t vgpu_write(
	struct vfio_device *vdev, const char __user *buf, size_t count, loff_t *pos)
{
	return transfer(
		container_of(vdev, struct vgpu, vdev), (char __user *)buf, count, pos, true);
}

static long device_info(void __user *arg)
{
	struct vfio_device_info info;
	size_t size = offsetofend(struct vfio_device_info, num_irqs);

	if (copy_from_user(&info, arg, size))
		return -EFAULT;
	if (info.argsz < size)
		return -EINVAL;
	info.flags = VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET;
	info.num_regions = VFIO_PCI_NUM_REGIONS;
	info.num_irqs = VFIO_PCI_NUM_IRQS;
	return copy_to_user(arg, &info, size) ? -EFAULT : 0;
}

static long region_info(void __user *arg)
{
	struct vfio_region_info info;

	if (copy_from_user(&info, arg, sizeof(info)))
		return -EFAULT;
	if (info.argsz < sizeof(info) || info.index >= VFIO_PCI_NUM_REGIONS)
		return -EINVAL;
	info.offset = (u64)info.index << REGION_SHIFT;
	info.size = region_size(info.index);
	info.flags = info.size ? VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE : 0;
	info.cap_offset = 0;
	return copy_to_user(arg, &info, sizeof(info)) ? -EFAULT : 0;
}

static long irq_info(void __user *arg)
{
	struct vfio_irq_info info;

	if (copy_from_user(&info, arg, sizeof(info)))
		return -EFAULT;
	if (info.argsz < sizeof(info) || info.index >= VFIO_PCI_NUM_IRQS)
		return -EINVAL;
	info.count = info.index == VFIO_PCI_INTX_IRQ_INDEX || info.index == VFIO_PCI_MSI_IRQ_INDEX;
	info.flags = VFIO_IRQ_INFO_EVENTFD;
	info.flags |= info.index == VFIO_PCI_INTX_IRQ_INDEX
			      ? VFIO_IRQ_INFO_MASKABLE | VFIO_IRQ_INFO_AUTOMASKED
			      : VFIO_IRQ_INFO_NORESIZE;
	return copy_to_user(arg, &info, sizeof(info)) ? -EFAULT : 0;
}

static void keep_irq(struct vgpu *v, struct eventfd_ctx *irq)
{
	if (v->irq)
		eventfd_ctx_put(v->irq);
	v->irq = irq;
}

/* The last event descriptor is kept; nothing is ever told through it. */
static long set_irqs(struct vgpu *v, void __user *arg)
{
	struct eventfd_ctx *irq = NULL;
	struct vfio_irq_set set;
	size_t size = 0;
	s32 fd = -1;
	int err;

	if (copy_from_user(&set, arg, sizeof(set)))
		return -EFAULT;
	err = vfio_set_irqs_validate_and_prepare(&set, 1, VFIO_PCI_NUM_IRQS, &size);
	if (err)
		return err;
	if ((set.flags & VFIO_IRQ_SET_ACTION_TYPE_MASK) != VFIO_IRQ_SET_ACTION_TRIGGER)
		return 0;
	if (set.flags & VFIO_IRQ_SET_DATA_EVENTFD && size >= sizeof(fd) &&
		copy_from_user(&fd, arg + offsetof(struct vfio_irq_set, data), sizeof(fd)))
		return -EFAULT;
	if (fd >= 0)
		irq = eventfd_ctx_fdget(fd);
	if (IS_ERR(irq))
		return PTR_ERR(irq);
	mutex_lock(&v->lock);
	keep_irq(v, irq);
	mutex_unlock(&v->lock);
	return 0;
}

static long vgpu_ioctl(struct vfio_device *vdev, unsigned int command, unsigned long arg)
{
	struct vgpu *v = container_of(vdev, struct vgpu, vdev);

	switch (command) {
	case VFIO_DEVICE_GET_INFO:
		return device_info((void __user *)arg);
	case VFIO_DEVICE_GET_REGION_INFO:
		return region_info((void __user *)arg);
	case VFIO_DEVICE_GET_IRQ_INFO:
		return irq_info((void __user *)arg);
	case VFIO_DEVICE_SET_IRQS:
		return set_irqs(v, (void __user *)arg);
	case VFIO_DEVICE_RESET:
		mutex_lock(&v->lock);
		config_init(v);
		mutex_unlock(&v->lock);
		return 0;
	default:
		return -ENOTTY;
	}
}

static void vgpu_close(struct vfio_device *vdev)
{
	keep_irq(container_of(vdev, struct vgpu, vdev), NULL);
}

static void vgpu_dma_unmap(struct vfio_device *vdev, u64 iova, u64 length)
{
}

static const struct vfio_device_ops vgpu_ops = {
	.name = "intel_vgpu",
	.init = vgpu_init,
	.release = vgpu_release,
	.close_device = vgpu_close,
	.read = vgpu_read,
	.write = vgpu_write,
	.ioctl = vgpu_ioctl,
	.dma_unmap = vgpu_dma_unmap,
	.bind_iommufd = vfio_iommufd_emulated_bind,
	.unbind_iommufd = vfio_iommufd_emulated_unbind,
	.attach_ioas = vfio_iommufd_emulated_attach_ioas,
	.detach_ioas = vfio_iommufd_emulated_detach_ioas,
};

static int probe(struct mdev_device *mdev)
{
	struct vgpu *v = vfio_alloc_device(vgpu, vdev, &mdev->dev, &vgpu_ops);
	int err;

	if (IS_ERR(v))
		return PTR_ERR(v);
	dev_set_drvdata(&mdev->dev, v);
	err = vfio_register_emulated_iommu_dev(&v->vdev);
	if (err)
		vfio_put_device(&v->vdev);
	return err;
}

static void leave(struct mdev_device *mdev)
{
	struct vgpu *v = dev_get_drvdata(&mdev->dev);

	vfio_unregister_group_dev(&v->vdev);
	vfio_put_device(&v->vdev);
}

static ssize_t describe(struct mdev_type *mtype, char *buf)
{
	struct gvt_type *t = container_of(mtype, struct gvt_type, type);

	return sysfs_emit(buf,
		"low_gm_size: %uMB\nhigh_gm_size: %uMB\nfence: 4\nresolution: %s\nweight: %u\n",
		t->low, t->high, t->resolution, t->weight);
}

static struct mdev_driver mdev_driver = {
	.device_api = VFIO_DEVICE_API_PCI_STRING,
	.driver = { .name = "intel_vgpu_mdev", .owner = THIS_MODULE },
	.probe = probe,
	.remove = leave,
	.get_available = available,
	.show_description = describe,
};

/* i915 leaves the device: its virtual GPUs go first. */
static void on_gone(void)
{
	mdev_unregister_parent(&parent);
	host = NULL;
}

static int __init gvt_init(void)
{
	/* "i915" comes first in the types' names: that of the parent's driver. */
	unsigned int n = 0;
	int err;

	host = sim_gvt_parent(on_gone);
	if (!host)
		return -ENODEV;
	/* What does not fit into the aperture once is not offered at all, nor is what is larger. */
	while (n < ARRAY_SIZE(types) && aperture() >= HOST_LOW + types[n].low) {
		offered[n] = &types[n].type;
		n++;
	}
	err = mdev_register_driver(&mdev_driver);
	if (!err) {
		err = mdev_register_parent(&parent, &host->dev, &mdev_driver, offered, n);
		if (err)
			mdev_unregister_driver(&mdev_driver);
	}
	if (err)
		sim_gvt_parent(NULL);
	return err;
}

static void __exit gvt_exit(void)
{
	sim_gvt_parent(NULL);
	if (host)
		mdev_unregister_parent(&parent);
	mdev_unregister_driver(&mdev_driver);
}

module_init(gvt_init);
module_exit(gvt_exit);
MODULE_DESCRIPTION("Intel GVT-g for KVM");
MODULE_AUTHOR("virtfn lab (simulated)");
MODULE_LICENSE("GPL");
