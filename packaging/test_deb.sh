#!/bin/sh
# Install Debian's package in a bare Debian 12 made by debootstrap, prove it there as a person
# without rights, remove it again.  Needs root, debootstrap and a Debian mirror.
#
#   sh packaging/test_deb.sh [MIRROR]
set -eu
cd "$(dirname "$0")/.."

version=$(tr -d '[:space:]' < resources/version.txt)
deb=dist/baocao_${version}_amd64.deb
mirror=${1:-http://deb.debian.org/debian}
bare=$(mktemp -d "${TMPDIR:-/tmp}/baocao-deb.XXXXXX")
trap 'rm -rf "$bare"' EXIT
# It becomes the root of a system, into which everybody of that system looks.
chmod 755 "$bare"

say() { echo "test_deb: $*"; }
fail() {
    say "FAILED: $*" >&2
    exit 1
}
inside() { chroot "$bare" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 "$@"; }
# A person of the computer, not the administrator.
as_person() { inside su -s /bin/sh person -c "$1"; }

test -f "$deb" || fail "$deb is not there; run make deb first"
started=$(date +%s)
say "a bare Debian 12 from $mirror"
debootstrap --variant=minbase bookworm "$bare" "$mirror" > build/test-deb.log 2>&1 ||
    fail "debootstrap (build/test-deb.log)"
# Names are looked up, and packages found, the way this computer does.
cp /etc/resolv.conf "$bare/etc/resolv.conf"
cp "$deb" "$bare/root/baocao.deb"
inside apt-get -q -y --no-install-recommends install /root/baocao.deb >> build/test-deb.log 2>&1 ||
    fail "apt-get install (build/test-deb.log)"
if inside sh -c 'command -v python3 || ls /usr/lib/x86_64-linux-gnu/libQt*' > /dev/null 2>&1; then
    fail "the bare system has a Python or a Qt, which proves nothing"
fi
inside useradd -m person

say "self-test with the window, as a person without rights"
as_person 'timeout 300 baocao self-test' || fail "self-test"
as_person 'baocao new F02 --unit 91 --period 2024-07 > /dev/null && baocao doctor' || fail "doctor"
as_person 'test -s ~/.local/share/BaoCaoCoSo/baocao.db' || fail "no store where the manual says"
as_person '! touch /usr/lib/baocao/x 2> /dev/null' || fail "a person can write into the program"
for file in applications/baocao.desktop mime/packages/baocao.xml doc/baocao/copyright \
    icons/hicolor/48x48/apps/baocao.png; do
    inside test -s "/usr/share/$file" || fail "no $file"
done

say "upgrade in place, then purge"
inside dpkg -i /root/baocao.deb >> build/test-deb.log 2>&1 || fail "installing it again"
inside apt-get -q -y purge baocao >> build/test-deb.log 2>&1 || fail "purge"
inside test ! -e /usr/lib/baocao || fail "purge left files of the program"
inside test -s /home/person/.local/share/BaoCaoCoSo/baocao.db || fail "purge took data"
say "passed in $(($(date +%s) - started)) s"
