#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# An image has the parts that UEFIExtract finds: the sizes of all volumes, GUIDs and sizes of all
# files but padding, sizes and hashes of all PE32 and TE bodies. On OVMF, and on the real images in $2 where that is; skipped without UEFIExtract.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
if ! command -v UEFIExtract >/dev/null; then
	echo "skipped: no UEFIExtract (Debian: uefitool-cli)"
	exit 77
fi

cat >"$work/compare.py" <<'END'
import collections, hashlib, json, os, re, subprocess, sys

binary, image, dump = sys.argv[1:]
want, got = collections.Counter(), collections.Counter()
for folder, _, files in os.walk(dump):
    section = re.fullmatch(r"\d+ (PE32|TE) image section", os.path.basename(folder))
    if section and "body.bin" in files:
        with open(os.path.join(folder, "body.bin"), "rb") as f:
            body = f.read()
        want[section[1], len(body), hashlib.sha256(body).hexdigest()] += 1

with open(image + ".report.txt", encoding="utf-8", errors="replace") as f:
    for line in f:
        cells = [cell.strip() for cell in line.split("|")]
        guid = re.search("[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", "".join(cells[5:6]))
        if cells[0] == "Volume":
            want["volume", int(cells[3], 16)] += 1
        elif cells[0] == "File" and guid:
            want["file", guid[0], int(cells[3], 16)] += 1

def walk(rows):
    for row in rows:
        if row["kind"] == "volume":
            got["volume", row["size"]] += 1
        elif row["kind"] == "file" and row["type"] != "padding":
            got["file", row["guid"], row["size"]] += 1
        if row["kind"] == "section" and row["type"] in ("PE32", "TE"):
            got[row["type"], row["body_size"], row["sha256"]] += 1
        walk(row.get("parts", []))

out = subprocess.run([binary, "rom", "list", image, "--json"], capture_output=True, check=False)
walk(json.loads(out.stdout)["parts"])
print(f"{sum(want.values())} parts, {sum((want - got).values())} missing, "
      f"{sum((got - want).values())} more")
sys.exit(want != got or not want)
END

n=0
# compare IMAGE
compare() {
	rm -rf "$work/x" && mkdir "$work/x"
	case $1 in
	*.xz) xzcat "$1" >"$work/x/image" ;;
	*) cat "$1" >"$work/x/image" ;;
	esac
	(cd "$work/x" && timeout 60 UEFIExtract image all >/dev/null 2>&1)
	echo "$1"
	python3 "$work/compare.py" "$binary" "$work/x/image" "$work/x/image.dump" || fail "$1 differs"
	n=$((n + 1))
}

# UEFIExtract does not read every one of the built images: those that it does.
for image in /usr/share/OVMF/OVMF_CODE*.fd "$2"/uefi-images/*.xz "$2"/uefi-images/*.fv \
	"$2"/uefi-synth/0[1-6]*; do
	[ ! -f "$image" ] || compare "$image"
done
if [ $n = 0 ]; then
	echo "skipped: neither OVMF nor real images here"
	exit 77
fi
finish
