#!/bin/sh
# Builds a small computer for the station's package: Debian 12 with systemd, udev and its usual kernel. As root.
#
#   tests/edge/build_image.sh FOLDER
#
# FOLDER gets `kernel` and `initrd`, `root.ext4`, which can be mounted read-only, and `var.ext4`, where state is kept.
# What the package depends on is there already; whoever opens the port named `shell` gets a shell of root, and hears `machine-is-up` first.
set -eu

out=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"

# Whole families of drivers that this computer has no hardware for make the image three times as large.
without="gpu net/wireless net/ethernet media infiniband scsi iio isdn staging mtd md hwmon input platform"
mmdebstrap --quiet --variant=minbase \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/lib/modules/*/kernel/sound/*' \
    $(for family in $without; do echo "--dpkgopt=path-exclude=/lib/modules/*/kernel/drivers/$family/*"; done) \
    --include=systemd-sysv,udev,linux-image-amd64,initramfs-tools,python3,libgl1,libglib2.0-0,libxcb1 \
    --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d" && echo MODULES=list >"$1/etc/initramfs-tools/conf.d/few"' \
    --essential-hook='printf "virtio_pci\nvirtio_blk\next4\n" >"$1/etc/initramfs-tools/modules"' \
    bookworm "$root"

# Which of both root is, read-only or not, the kernel's command line says.
echo "/dev/vdb /var ext4 defaults 0 0" >"$root/etc/fstab"
printf '9p\n9pnet_virtio\n' >"$root/etc/modules-load.d/shared.conf"
ln -s /usr/share/systemd/tmp.mount "$root/etc/systemd/system/tmp.mount"
mkdir "$root/mnt/shared" "$root/etc/systemd/system/local-fs.target.wants"
ln -s ../tmp.mount "$root/etc/systemd/system/local-fs.target.wants/tmp.mount"
systemd-machine-id-setup --root="$root" 2>/dev/null
# What only takes time here.
for idle in e2scrub_reap.service getty.target getty-static.service serial-getty@ttyS0.service apt-daily.timer \
    apt-daily-upgrade.timer dpkg-db-backup.timer systemd-random-seed.service; do
    ln -s /dev/null "$root/etc/systemd/system/$idle"
done
cat >"$root/etc/systemd/system/shell.service" <<'UNIT'
[Service]
ExecStartPre=udevadm wait /dev/virtio-ports/shell
ExecStartPre=mount -t 9p -o trans=virtio,version=9p2000.L,ro shared /mnt/shared
ExecStart=sh -c 'exec 0<>/dev/virtio-ports/shell 1>&0 2>&1; echo machine-is-up; exec sh'
[Install]
WantedBy=multi-user.target
UNIT
ln -s ../shell.service "$root/etc/systemd/system/multi-user.target.wants/shell.service"

cp -L "$root/vmlinuz" "$out/kernel"
cp -L "$root/initrd.img" "$out/initrd"
mke2fs -q -t ext4 -d "$root/var" "$out/var.ext4" 4G
rm -rf "$root/var" && mkdir "$root/var"
mke2fs -q -t ext4 -d "$root" "$out/root.ext4" 6G
