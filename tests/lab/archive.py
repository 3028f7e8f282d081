# SPDX-License-Identifier: GPL-2.0-or-later
"""An archive of packages on a machine's own disk, for what apply installs: there is no network."""

SCRIPT = r"""
set -e
mkdir -p /srv/lab
cd /srv/lab
for p in PACKAGES; do
	mkdir -p $p/DEBIAN $p/usr/share/lab
	printf '%s\n' "Package: $p" 'Version: 1' 'Architecture: all' 'Maintainer: lab <lab@localhost>' \
		'Description: a thing' > $p/DEBIAN/control
	echo $p > $p/usr/share/lab/$p
	dpkg-deb --build $p $p.deb > /dev/null
	dpkg-deb -f $p.deb
	printf '%s\n' "Filename: ./$p.deb" "Size: $(stat -c %s $p.deb)" \
		"SHA256: $(sha256sum $p.deb | cut -d' ' -f1)" ''
done > Packages
echo 'deb [trusted=yes] file:/srv/lab ./' > /etc/apt/sources.list
rm -rf /etc/apt/sources.list.d/*
apt-get update -q 2>&1
"""


def make(m, packages):
    """Empty packages of these names, with blanks between, for apt on the machine m."""
    m.check(SCRIPT.replace("PACKAGES", packages), timeout=300)
